import type { Tx } from '@firstread/database'
import { sql } from 'kysely'

/** `at` as PostgreSQL writes it: JavaScript's milliseconds would skip the entries of the same millisecond. */
export type EntryKey = { at: string; id: string }
export type EntryFilter = {
  userId?: string | undefined
  /** Without what this person did. */
  exceptUserId?: string | undefined
  patientId?: string | undefined
  entityId?: string | undefined
  action?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

/** Exact to the microsecond, for the cursor. */
const exactly = sql<string>`to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('at')
const shared = [
  'log_id',
  'created_at',
  'user_email',
  'user_role',
  'action',
  'entity_type',
  'entity_id',
  'status',
  'user_id',
] as const
const forStaff = [
  ...shared,
  'actor_id',
  'patient_ids',
  'error_message',
  'user_agent',
  'request_id',
  'old_values',
  'new_values',
  'peer_id',
  'peer_ae_title',
] as const
const host = sql<string | null>`host(ip_address)`.as('ip_address')

/** Each condition compares plain columns with leakproof operators, so that the index of user or entity serves it. */
function wanted(filter: EntryFilter, last: EntryKey | undefined) {
  const conditions = [
    filter.patientId === undefined ? undefined : sql`patient_ids @> array[${filter.patientId}::uuid]`,
    filter.userId === undefined ? undefined : sql`user_id = ${filter.userId}::uuid`,
    filter.exceptUserId === undefined ? undefined : sql`user_id is distinct from ${filter.exceptUserId}::uuid`,
    filter.entityId === undefined ? undefined : sql`entity_id = ${filter.entityId}::uuid`,
    filter.action === undefined ? undefined : sql`action = ${filter.action}`,
    filter.from === undefined ? undefined : sql`created_at >= ${filter.from}::timestamptz`,
    filter.to === undefined ? undefined : sql`created_at < ${filter.to}::timestamptz`,
    last && sql`(created_at, log_id) < (${last.at}::timestamptz, ${last.id}::uuid)`,
  ]
  return sql<boolean>`${sql.join([sql`true`, ...conditions.filter((condition) => condition !== undefined)], sql` and `)}`
}

/** What the caller may see, newest first: techs all of it, radiologists and doctors their own actions. */
export function listEntries(tx: Tx, filter: EntryFilter, limit: number, last: EntryKey | undefined) {
  return tx
    .selectFrom('audit_logs')
    .select(forStaff)
    .select([exactly, host])
    .where(wanted(filter, last))
    .orderBy('created_at', 'desc')
    .orderBy('log_id', 'desc')
    .limit(limit)
    .execute()
}
export type EntryRow = Awaited<ReturnType<typeof listEntries>>[number]

/** One patient's entries for a tech: an index reaches them only this way (audit.about_patient says why). */
export async function listEntriesAbout(
  tx: Tx,
  patientId: string,
  filter: EntryFilter,
  limit: number,
  last: EntryKey | undefined,
): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select a.*, host(ip_address) as ip_address, ${exactly}
    from audit.about_patient(${patientId}, ${filter.from ?? null}::timestamptz, ${filter.to ?? null}::timestamptz,
      ${last?.at ?? null}::timestamptz, ${last?.id ?? null}::uuid, ${limit},
      ${filter.userId ?? null}::uuid, ${filter.entityId ?? null}::uuid, ${filter.action ?? null}) a`.execute(tx)
  return rows
}

/** For a patient: entries about the own record, and of them only who, what and when; more is not granted. */
export function listOwnEntries(
  tx: Tx,
  { patientId: _own, ...filter }: EntryFilter,
  limit: number,
  last: EntryKey | undefined,
) {
  return tx
    .selectFrom('audit_logs')
    .select(shared)
    .select(exactly)
    .where(wanted(filter, last))
    .orderBy('created_at', 'desc')
    .orderBy('log_id', 'desc')
    .limit(limit)
    .execute()
}
export type OwnEntryRow = Awaited<ReturnType<typeof listOwnEntries>>[number]

/** For a patient: the names behind entries about the own record. @returns by log id */
export async function namesOf(tx: Tx, rows: readonly OwnEntryRow[]): Promise<Map<string, string>> {
  const [ids, ats] = [rows.map(({ log_id }) => log_id), rows.map(({ at }) => at)]
  const found = await sql<{ log_id: string; name: string }>`
    select * from app.names_of_access(${ids}::uuid[], ${ats}::timestamptz[])`.execute(tx)
  return new Map(found.rows.map(({ log_id, name }) => [log_id, name]))
}

/** For a patient: for whom the shares were made that stand in entries about the own record. @returns by share */
export async function labelsOf(tx: Tx, rows: readonly OwnEntryRow[]): Promise<Map<string, string>> {
  const shares = rows.flatMap(({ entity_type, entity_id }) => (entity_type === 'result_share' ? [entity_id] : []))
  if (shares.length === 0) return new Map()
  const found = await sql<{ share_id: string; label: string }>`
    select share_id, label from public.result_shares where share_id = any(${shares}::uuid[])`.execute(tx)
  return new Map(found.rows.map(({ share_id, label }) => [share_id, label]))
}

export const patientExists = async (tx: Tx, patientId: string): Promise<boolean> =>
  (await tx
    .selectFrom('users')
    .select('id')
    .where('id', '=', patientId)
    .where('role', '=', 'patient')
    .executeTakeFirst()) !== undefined
