import type { Principal, Tx } from '@firstread/database'
import { sql } from 'kysely'

/** `waitSeconds`: 0 may try, -1 needs a reset. `hash` is null when there is no such account. */
export type Candidate = { userId: string | null; hash: string | null; waitSeconds: number }

export async function loginCandidate(tx: Tx, email: string, place: string): Promise<Candidate> {
  const { rows } = await sql<{ user_id: string | null; password_hash: string | null; wait_seconds: number }>`
    select * from auth.login_candidate(${email}, ${place})`.execute(tx)
  const [row] = rows
  return { userId: row?.user_id ?? null, hash: row?.password_hash ?? null, waitSeconds: row?.wait_seconds ?? 0 }
}

/** One attempt after the other for an account: a hundred at the same moment must count like a hundred in a row. */
export async function queueForAccount(tx: Tx, email: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('login:' || lower(${email}), 0))`.execute(tx)
}

export async function noteFailure(tx: Tx, email: string, place: string): Promise<void> {
  await sql`select auth.login_failed(${email}, ${place})`.execute(tx)
}

export type NewSession = {
  userId: string
  ip: string | null
  place: string
  accessMac: string
  refreshMac: string
  agent: string | null
}

export async function openSession(tx: Tx, session: NewSession): Promise<Date> {
  const { userId, ip, place, accessMac, refreshMac, agent } = session
  const { rows } = await sql<{ access_expires_at: Date }>`
    select access_expires_at from auth.open_session(${userId}, ${ip}::inet, ${accessMac}, ${refreshMac}, ${agent}, null, ${place})`.execute(
    tx,
  )
  if (!rows[0]) throw new Error('no session was opened')
  return rows[0].access_expires_at
}

export async function rehash(tx: Tx, userId: string, before: string, after: string): Promise<void> {
  await sql`select auth.rehash(${userId}, ${before}, ${after})`.execute(tx)
}

export type Refreshed = { outcome: 'ok' | 'unknown' | 'ended' | 'reused'; accessExpiresAt: Date | null }

export async function rotate(
  tx: Tx,
  refreshMac: string,
  next: { accessMac: string; refreshMac: string },
): Promise<Refreshed> {
  const { rows } = await sql<{ outcome: Refreshed['outcome']; access_expires_at: Date | null }>`
    select outcome, access_expires_at from auth.refresh(${refreshMac}, ${next.accessMac}, ${next.refreshMac})`.execute(
    tx,
  )
  return { outcome: rows[0]?.outcome ?? 'unknown', accessExpiresAt: rows[0]?.access_expires_at ?? null }
}

/** False when there is no such session to see. */
export async function endSession(tx: Tx, sessionId: string | null): Promise<boolean> {
  const { rows } = await sql<{ ended: boolean }>`select auth.end_session(${sessionId}) as ended`.execute(tx)
  return rows[0]?.ended ?? false
}

export async function notePasswordEntered(tx: Tx): Promise<void> {
  await sql`select auth.note_password_entered()`.execute(tx)
}

/** security.md 3: the password was entered in this session within the last five minutes. */
export async function passwordIsFresh(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ fresh: boolean }>`select auth.password_is_fresh() as fresh`.execute(tx)
  return rows[0]?.fresh ?? false
}

export async function changeOwnPassword(tx: Tx, hash: string): Promise<void> {
  await sql`select auth.change_own_password(${hash})`.execute(tx)
}

export function openSessions(tx: Tx, who: Principal, userId: string) {
  return tx
    .selectFrom('sessions')
    .select(['session_id', 'user_id', 'user_agent', 'login_time', 'last_activity', 'expires_at'])
    .select([
      sql<string | null>`host(ip_address)`.as('ip_address'),
      sql<boolean>`session_id = ${who.sessionId}`.as('is_current'),
    ])
    .where('user_id', '=', userId)
    .where('is_active', '=', true)
    .where('expires_at', '>', sql<Date>`clock_timestamp()`)
    .orderBy('login_time', 'desc')
    .execute()
}
