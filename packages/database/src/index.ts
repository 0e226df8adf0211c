export {
  actAs,
  actAsNobody,
  actAsVisitor,
  actAsWorker,
  askAs,
  type Caller,
  type Db,
  NotEntered,
  type Origin,
  type PeerCaller,
  type PeerOperation,
  type Principal,
  type Role,
  type SessionCaller,
  type Tx,
  type Visitor,
} from './act-as.ts'
export * from './embedded/index.ts'
export { type EnqueueOptions, enqueue, type JobName, type Jobs } from './enqueue.ts'
export { type Listener, listen } from './listen.ts'
export { migrate } from './migrate.ts'
export { type OpenOptions, openDatabase, ping } from './open.ts'
export * from './queue/index.ts'
export { readAs, readAtOnce } from './read-as.ts'
export { type LoginRole, loginRoles, rolePassword, urlAs } from './roles.ts'
export type { Database } from './types.ts'
