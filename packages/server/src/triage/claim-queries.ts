import type { Tx } from '@firstread/database'
import { sql } from 'kysely'
import type { ClaimRow } from './rows.ts'

const present = sql`clock_timestamp()`

/** Whose lease holds now. With `lock`, nobody can take it until this transaction ends. */
export async function findClaim(tx: Tx, reportId: string, lock = false): Promise<ClaimRow | undefined> {
  const { rows } = await sql<ClaimRow>`
    select c.doctor_id, (select u.name from public.users u where u.id = c.doctor_id) as doctor_name, c.expires_at
    from public.worklist_claims c where c.report_id = ${reportId} and c.expires_at > ${present}
    ${lock ? sql`for update of c` : sql``}`.execute(tx)
  return rows[0]
}

/**
 * Takes or renews the lease in one statement: of two doctors who ask at once, the second waits for the first and is then
 * refused by the condition.
 *
 * @returns undefined when it is another doctor's and not to be taken over
 */
export async function writeClaim(tx: Tx, reportId: string, takeOver: boolean): Promise<ClaimRow | undefined> {
  const { rows } = await sql<ClaimRow>`
    insert into public.worklist_claims as c (report_id, doctor_id, expires_at)
    values (${reportId}, auth.uid(),
      ${present} + make_interval(mins => (app.setting('triage.claim_minutes'))::int))
    on conflict (report_id) do update set doctor_id = excluded.doctor_id, heartbeat_at = ${present},
      expires_at = excluded.expires_at,
      claimed_at = case when c.doctor_id = excluded.doctor_id then c.claimed_at else ${present} end
    where c.doctor_id = excluded.doctor_id or c.expires_at <= ${present} or ${takeOver}
    returning doctor_id, (select u.name from public.users u where u.id = doctor_id) as doctor_name, expires_at`.execute(
    tx,
  )
  return rows[0]
}

export async function deleteOwnClaim(tx: Tx, reportId: string): Promise<boolean> {
  const { rows } = await sql`delete from public.worklist_claims
    where report_id = ${reportId} and doctor_id = auth.uid() returning report_id`.execute(tx)
  return rows.length > 0
}

/** Every doctor's and tech's list hears of it; the event carries the id alone. */
export async function tellWorklist(tx: Tx, reportId: string, change: string): Promise<void> {
  const data = JSON.stringify({ reportId, change })
  await sql`select app.tell(null, audience, 'worklist', ${data}::jsonb)
    from unnest(array['doctor', 'tech']) audience`.execute(tx)
}

export async function tellLoser(tx: Tx, doctorId: string, reportId: string): Promise<void> {
  // Of the seed's four types the one about a report: alerts of the system are for techs and jobs to send.
  await sql`select app.notify(${doctorId}, 'new_report', 'high', 'A study was taken over from you',
    'Another doctor took over a study that you had claimed. Your draft is kept.',
    ${`/reports/${reportId}`}, ${reportId})`.execute(tx)
}
