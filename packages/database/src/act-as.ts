import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import { Guesses } from './guesses.ts'
import type { Database } from './types.ts'

export type Db = Kysely<Database>
export type Role = 'patient' | 'radiologist' | 'doctor' | 'tech'

declare const entered: unique symbol
/** A transaction in which the database knows who is asking. Only the functions below make one. */
export type Tx = Transaction<Database> & { readonly [entered]: true }

/** Where a request came from: kept in the audit log beside what it did. */
export type Origin = { ip?: string; userAgent?: string; requestId?: string }
/** Somebody with a session. The database looks up who it is; nobody tells it. */
export type SessionCaller = Origin & { tokenMac: string; countsAsActivity?: boolean }
/** What a DICOM peer can ask for. The operation decides the role, the database the account: docs/decisions/0010. */
export type PeerOperation = 'store' | 'query' | 'retrieve' | 'echo'
/** A DICOM peer, known by the MAC of its credential; `aeTitle` is what it called itself, and must be its own. */
export type PeerCaller = Origin & { peerMac: string; operation: PeerOperation; aeTitle?: string }
export type Caller = SessionCaller | PeerCaller
/** `sessionId` is null for a peer, `peerId` undefined for a person. */
export type Principal = { userId: string; role: Role; sessionId: string | null; peerId?: string }

/** The session has ended, never was, or belongs to an account that is no longer active; or no peer has this credential. */
export class NotEntered extends Error {
  override name = 'NotEntered'
}

/**
 * Runs `work` in one transaction as the caller; the database shows only what that person may see.
 *
 * @throws NotEntered  when the caller's session is not live, or no active peer has the credential. A peer that may not do
 *                     this operation meets PostgreSQL's 42501
 */
export function actAs<T>(db: Db, caller: Caller, work: (tx: Tx, who: Principal) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    // Entering is local to this transaction: a pooled connection must not carry a person over.
    const who = await enter(tx, caller)
    guessesOf(db).learn(caller, who)
    return work(tx as Tx, who)
  })
}

const guesses = new WeakMap<Db, Guesses>()
/** Who was behind the credentials of those who entered here last. */
export function guessesOf(db: Db): Guesses {
  const known = guesses.get(db) ?? new Guesses()
  guesses.set(db, known)
  return known
}

type Claims = { user_id: string | null; role: Role; session_id: string | null; peer_id: string | null }

async function enter(tx: Transaction<Database>, caller: Caller): Promise<Principal> {
  const found = 'peerMac' in caller ? await beginPeer(tx, caller) : await beginSession(tx, caller)
  if (!found?.user_id) throw new NotEntered('nobody is behind this credential')
  const { user_id: userId, role, session_id: sessionId, peer_id: peerId } = found
  return { userId, role, sessionId, ...(peerId ? { peerId } : {}) }
}

async function beginSession(tx: Transaction<Database>, caller: SessionCaller): Promise<Claims | undefined> {
  const { rows } = await sql<Claims>`
    select * from auth.begin(${caller.tokenMac}, ${caller.ip ?? null}, ${caller.userAgent ?? null},
      ${caller.requestId ?? null}, ${caller.countsAsActivity ?? true})`.execute(tx)
  return rows[0]
}

async function beginPeer(tx: Transaction<Database>, caller: PeerCaller): Promise<Claims | undefined> {
  const { rows } = await sql<Claims>`
    select * from auth.begin_peer(${caller.peerMac}, ${caller.operation}, ${caller.ip ?? null},
      ${caller.userAgent ?? null}, ${caller.requestId ?? null}, ${caller.aeTitle ?? null})`.execute(tx)
  return rows[0]
}

/** What `auth.begin_caller` says when it found nobody, and `auth.begin_as` when it found another one than was thought. */
export const states = { nobody: 'FR003', somebodyElse: 'FR006' } as const
export const sqlStateOf = (error: unknown): unknown => (error as { code?: unknown }).code

/**
 * Asks one question in a single statement, which enters, reads, records and commits by itself: a function of the database
 * that takes the caller first and begins with `auth.begin_caller`. Everything else goes through `actAs`.
 *
 * @param before  what the commit has to wait for, while the database works; when it fails, nothing has happened
 * @throws NotEntered  as `actAs`
 */
export async function askAs<Row>(
  db: Db,
  caller: Caller,
  question: (caller: RawBuilder<unknown>) => RawBuilder<Row>,
  before?: Promise<unknown>,
): Promise<Row[]> {
  const asked = question(sql`${JSON.stringify(caller)}::jsonb`)
  try {
    if (before === undefined) return (await asked.execute(db)).rows
    return await db.transaction().execute(async (tx) => {
      const { rows } = await asked.execute(tx)
      await before
      return rows
    })
  } catch (error) {
    if (sqlStateOf(error) !== states.nobody) throw error
    throw new NotEntered('nobody is behind this credential', { cause: error })
  }
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

/** Somebody without an account, in a result that its patient shares: the MAC of what they got for link and code. */
export type Visitor = Origin & { visitMac: string; shareId: string }

/**
 * Runs `work` as the visitor of one share; the database shows the one report that it is about, as its patient reads it now.
 *
 * @throws NotEntered  when the visit or the share is over, or its patient could not read the result either
 */
export function actAsVisitor<T>(db: Db, visitor: Visitor, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<Pick<Claims, 'session_id'>>`
      select session_id from auth.begin_visit(${visitor.visitMac}, ${visitor.shareId}, ${visitor.ip ?? null},
        ${visitor.userAgent ?? null}, ${visitor.requestId ?? null})`.execute(tx)
    if (!rows[0]?.session_id) throw new NotEntered('nobody is behind this visit')
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
