import type { Quarantined } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { sql } from 'kysely'

export type QuarantineRow = {
  quarantine_id: string
  report_id: string | null
  reason: Quarantined['reason']
  claimed_identity: Record<string, unknown>
  state: Quarantined['state']
  provisional_patient_id: string | null
  linked_patient_id: string | null
  linked_by: string | null
  linked_at: Date | null
  created_at: Date
  /** created_at to the microsecond, for the cursor. */
  created_key: string
}
export type QuarantineKey = [createdAt: string, quarantineId: string]

const columns = sql`quarantine_id, report_id, reason, claimed_identity, state, provisional_patient_id, linked_patient_id,
  linked_by, linked_at, created_at, created_at::text as created_key`

/** Oldest first: who waits longest is linked first. One row more than the page, to know whether there is a next. */
export async function listQuarantine(
  tx: Tx,
  state: Quarantined['state'],
  limit: number,
  after: QuarantineKey | undefined,
): Promise<QuarantineRow[]> {
  const beyond = after ? sql`(created_at, quarantine_id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`
  const { rows } = await sql<QuarantineRow>`select ${columns} from public.quarantined_instances
    where state = ${state} and ${beyond} order by created_at, quarantine_id limit ${limit + 1}`.execute(tx)
  return rows
}

export async function findQuarantined(tx: Tx, quarantineId: string): Promise<QuarantineRow | undefined> {
  const { rows } = await sql<QuarantineRow>`select ${columns} from public.quarantined_instances
    where quarantine_id = ${quarantineId}`.execute(tx)
  return rows[0]
}

/** @returns false when there is no such entry or no such patient; an entry that is not open raises FR001 */
export async function linkQuarantined(tx: Tx, quarantineId: string, patientId: string): Promise<boolean> {
  const done = sql<{ done: boolean }>`select app.link_quarantined(${quarantineId}, ${patientId}) as done`
  return (await done.execute(tx)).rows[0]?.done === true
}

export async function unlinkQuarantined(tx: Tx, quarantineId: string): Promise<void> {
  await sql`select app.unlink_quarantined(${quarantineId})`.execute(tx)
}

/** Name and identity of the study changed in the doctors' worklist. */
export async function tellWorklist(tx: Tx, reportId: string | null): Promise<void> {
  await sql`select app.tell(null, 'doctor', 'worklist', ${JSON.stringify({ reportId })}::jsonb)`.execute(tx)
}
