import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from './types.ts'

export type Db = Kysely<Database>
export type Role = 'patient' | 'radiologist' | 'doctor' | 'tech'

declare const entered: unique symbol
/** A transaction in which the database knows who is asking. Only the functions below make one. */
export type Tx = Transaction<Database> & { readonly [entered]: true }

/** Where a request came from: kept in the audit log beside what it did. */
export type Origin = { ip?: string; userAgent?: string; requestId?: string }
/** Somebody with a session. The database looks up who it is; nobody tells it. */
export type Caller = Origin & { tokenMac: string; countsAsActivity?: boolean }
export type Principal = { userId: string; role: Role; sessionId: string }

/** The session has ended, never was, or belongs to an account that is no longer active. */
export class NotEntered extends Error {
  override name = 'NotEntered'
}

/**
 * Runs `work` in one transaction as the caller; the database shows only what that person may see.
 *
 * @throws NotEntered  when the caller's session is not live
 */
export function actAs<T>(db: Db, caller: Caller, work: (tx: Tx, who: Principal) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    // Entering is local to this transaction: a pooled connection must not carry a person over.
    const who = await enter(tx, caller)
    return work(tx as Tx, who)
  })
}

async function enter(tx: Transaction<Database>, caller: Caller): Promise<Principal> {
  const { rows } = await sql<{ user_id: string | null; role: Role; session_id: string }>`
    select * from auth.begin(${caller.tokenMac}, ${caller.ip ?? null}, ${caller.userAgent ?? null},
      ${caller.requestId ?? null}, ${caller.countsAsActivity ?? true})`.execute(tx)
  const found = rows[0]
  if (!found?.user_id) throw new NotEntered('the session is not live')
  return { userId: found.user_id, role: found.role, sessionId: found.session_id }
}

/** Runs `work` with nobody behind it: login, refresh, the audit entry of a denial. Sees no rows; may call auth functions. */
export function actAsNobody<T>(db: Db, origin: Origin, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await sql`select auth.begin_anonymous(${origin.ip ?? null}, ${origin.userAgent ?? null}, ${origin.requestId ?? null})`.execute(
      tx,
    )
    return work(tx as Tx)
  })
}

/** Runs `work` as the system, for a job. Only connections of fr_worker can. */
export function actAsWorker<T>(db: Db, job: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await sql`select auth.enter_worker(${job})`.execute(tx)
    return work(tx as Tx)
  })
}
