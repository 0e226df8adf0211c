import type { ReleaseState, Risk } from '@firstread/contract'
import { enqueue, type Tx } from '@firstread/database'
import { sql } from 'kysely'
import type { Decision } from './rule.ts'

export type ReleaseRow = {
  report_id: string
  state: ReleaseState
  release_at: Date | null
  held_reason: string | null
  /** Whether the patient can read it now: a scheduled one opens by the clock, whether or not the job has run. */
  is_open: boolean
}

const releaseColumns = sql`report_id, state, release_at, held_reason,
  state = 'released' or (state = 'scheduled' and release_at <= current_timestamp) as is_open`

export async function listReleases(tx: Tx, reportIds: readonly string[]): Promise<ReleaseRow[]> {
  const { rows } = await sql<ReleaseRow>`
    select ${releaseColumns} from public.result_releases where report_id = any(${[...reportIds]}::uuid[])`.execute(tx)
  return rows
}

/** Locked, so that hold, release and a further signature come one after the other. */
export async function findRelease(tx: Tx, reportId: string): Promise<ReleaseRow | undefined> {
  const { rows } = await sql<ReleaseRow>`
    select ${releaseColumns} from public.result_releases where report_id = ${reportId} for update`.execute(tx)
  return rows[0]
}

/** The settings and the patient's wish, unparsed. */
export async function readRule(tx: Tx, patientId: string): Promise<unknown> {
  const { rows } = await sql<Record<string, unknown>>`
    select app.setting('release.mode') #>> '{}' as mode, app.setting('release.delay_hours') #>> '{}' as "delayHours",
      coalesce((select u.preferences -> 'release_after_call' = 'true'::jsonb from public.users u
        where u.id = ${patientId}), false) as "afterCall"`.execute(tx)
  return rows[0]
}

export type NewRelease = { reportId: string; reviewId: string; sealedText: string; risk: Risk }

export async function insertRelease(
  tx: Tx,
  made: NewRelease,
  { state, delayHours, heldReason }: Decision,
): Promise<void> {
  await sql`insert into public.result_releases (report_id, review_id, patient_text, risk, state, release_at, held_reason)
    values (${made.reportId}, ${made.reviewId}, ${made.sealedText}, ${made.risk}, ${state},
      case when ${state}::text <> 'held' then current_timestamp + ${delayHours}::numeric * interval '1 hour' end,
      ${heldReason})`.execute(tx)
}

/** A further signed review speaks instead of the earlier one; whether the patient may read it stays as it was. */
export async function rewriteRelease(tx: Tx, made: NewRelease): Promise<void> {
  await sql`update public.result_releases
    set review_id = ${made.reviewId}, patient_text = ${made.sealedText}, risk = ${made.risk}
    where report_id = ${made.reportId}`.execute(tx)
}

export async function openNow(tx: Tx, reportId: string): Promise<void> {
  await sql`update public.result_releases set state = 'released', release_at = current_timestamp, held_reason = null
    where report_id = ${reportId}`.execute(tx)
}

export async function hold(tx: Tx, reportId: string, reason: string): Promise<void> {
  await sql`update public.result_releases set state = 'held', release_at = null, held_reason = ${reason}
    where report_id = ${reportId}`.execute(tx)
}

export const openLater = (tx: Tx, reportId: string, afterSeconds: number) =>
  enqueue(tx, 'release_result', { reportId }, { key: `release:${reportId}`, afterSeconds })

/** As the worker: opens what is due, of one report or of all, and says whose it was. */
export async function openDue(tx: Tx, reportId?: string): Promise<{ report_id: string; patient_id: string }[]> {
  const { rows } = await sql<{ report_id: string; patient_id: string }>`
    update public.result_releases l set state = 'released' from public.medical_reports r
    where r.report_id = l.report_id and l.state = 'scheduled' and l.release_at <= current_timestamp
      ${reportId === undefined ? sql`` : sql`and l.report_id = ${reportId}`}
    returning l.report_id, r.patient_id`.execute(tx)
  return rows
}

/** Tells the patient, when the study is known to be theirs and they have an account. */
export async function notifyPatient(tx: Tx, reportId: string, isUpdate = false): Promise<void> {
  const title = isUpdate ? 'Your result has changed' : 'Your result is ready'
  await sql`
    select app.notify(u.id, 'review_complete', 'normal', ${title}, 'A doctor has signed it. You can read it now.',
        '/reports/' || r.report_id, r.report_id),
      app.tell(u.id, null, 'report', jsonb_build_object('reportId', r.report_id))
    from public.medical_reports r join public.users u on u.id = r.patient_id
    where r.report_id = ${reportId} and r.identity_state = 'verified' and u.is_active`.execute(tx)
}
