export { type Listening, type ListenOptions, listen, type Stats } from './acceptor/listen.ts'
export type { Hello, Peer, PeerCertificate } from './acceptor/peer.ts'
export type {
  Asked,
  EncodedInstance,
  FindAnswer,
  InstanceKind,
  MovePlan,
  OutgoingInstance,
  QueryRequest,
  RetrievePlan,
  Services,
  StoreAnswer,
  StoreRequest,
} from './acceptor/services.ts'
export { DimseError, type DimseProblem, dimseProblems, ProtocolError, StatusError } from './errors.ts'
export { defaultLimits, defaultTimers, type Limits, type Timers } from './limits.ts'
export type { Log } from './log.ts'
export { type Rejection, rejections } from './pdu/control.ts'
export { associate } from './requestor/associate.ts'
export { storageContexts, studyFindContext, verificationContext } from './requestor/contexts.ts'
export type { Destination, WantedContext } from './requestor/destination.ts'
export type { Requestor } from './requestor/requestor.ts'
export {
  type QueryModel,
  queryClasses,
  type ServiceName,
  sopClass,
  storageClasses,
  verification,
} from './sop-classes.ts'
export { isPending, isWarning, statuses } from './statuses.ts'
