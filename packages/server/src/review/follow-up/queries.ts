import type { FollowUpQuery } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { sql } from 'kysely'

/** A follow-up with what its line on the board says; evidence and recommended_action are enc:v1. */
export type FollowUpRow = {
  review_id: string
  report_id: string
  patient_id: string
  patient_name: string | null
  study_type: string | null
  asked_by: string
  asked_by_name: string | null
  opened_at: Date
  due_on: string | null
  is_overdue: boolean
  recommended_action: string | null
  closed_at: Date | null
  closed_by: string | null
  closed_by_name: string | null
  evidence: string | null
  evidence_report_id: string | null
  /** For the cursor: the day, or the moment of the closure to the microsecond. */
  sort_key: string
}

/** Puts a review that asks for it on the board, as its signer. */
export async function openFollowUp(tx: Tx, reportId: string, reviewId: string, dueOn: string | null): Promise<void> {
  await sql`insert into public.follow_ups (review_id, report_id, due_on) values (${reviewId}, ${reportId}, ${dueOn})`.execute(
    tx,
  )
  await tellBoards(tx, reportId)
}

export async function tellBoards(tx: Tx, reportId: string): Promise<void> {
  await sql`select app.tell(null, audience, 'follow_up', jsonb_build_object('reportId', ${reportId}::text))
    from unnest(array['doctor', 'tech']) audience`.execute(tx)
}

const columns = sql`f.review_id, f.report_id, r.patient_id, r.patient_name, r.study_type, d.doctor_id as asked_by,
  (select u.name from public.users u where u.id = d.doctor_id) as asked_by_name, f.opened_at, f.due_on,
  f.closed_at is null and f.due_on < (current_timestamp at time zone 'UTC')::date as is_overdue, d.recommended_action,
  f.closed_at, f.closed_by, (select u.name from public.users u where u.id = f.closed_by) as closed_by_name, f.evidence,
  f.evidence_report_id, coalesce(f.closed_at::text, f.due_key::text) as sort_key`
const source = sql`public.follow_ups f join public.doctor_reviews d on d.review_id = f.review_id
  join public.medical_reports r on r.report_id = f.report_id`

export type FollowUpKey = [sortKey: string, reviewId: string]
export type FollowUpFilter = Pick<FollowUpQuery, 'state' | 'reportId'>

/** Open: by their day, so that what is overdue stands first and what has no day last. Closed: the newest first. */
export async function listFollowUps(
  tx: Tx,
  { state, reportId }: FollowUpFilter,
  limit: number,
  last?: FollowUpKey,
): Promise<FollowUpRow[]> {
  const isOpen = state === 'open'
  const after = isOpen
    ? sql`(f.due_key, f.review_id) > (${last?.[0]}::date, ${last?.[1]}::uuid)`
    : sql`(f.closed_at, f.review_id) < (${last?.[0]}::timestamptz, ${last?.[1]}::uuid)`
  const { rows } = await sql<FollowUpRow>`select ${columns} from ${source}
    where f.closed_at is ${isOpen ? sql`null` : sql`not null`}
      and ${reportId === undefined ? sql`true` : sql`f.report_id = ${reportId}`} and ${last ? after : sql`true`}
    order by ${isOpen ? sql`f.due_key, f.review_id` : sql`f.closed_at desc, f.review_id desc`}
    limit ${limit + 1}`.execute(tx)
  return rows
}

export async function findFollowUp(tx: Tx, reviewId: string): Promise<FollowUpRow | undefined> {
  const { rows } = await sql<FollowUpRow>`select ${columns} from ${source} where f.review_id = ${reviewId}`.execute(tx)
  return rows[0]
}

/** Whether the one study is a later one of the other's patient. */
export async function isLaterStudy(tx: Tx, reportId: string, laterId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select exists (
    select 1 from public.medical_reports later join public.medical_reports asked on asked.report_id = ${reportId}
    where later.report_id = ${laterId} and later.patient_id = asked.patient_id
      and later.upload_date > asked.upload_date) as found`.execute(tx)
  return rows[0]?.found ?? false
}

export type Closed = { reviewId: string; evidence: string | null; evidenceReportId: string | null }

/** @returns false when somebody else was faster */
export async function writeClosure(tx: Tx, { reviewId, evidence, evidenceReportId }: Closed): Promise<boolean> {
  const { numAffectedRows } = await sql`update public.follow_ups set closed_at = clock_timestamp(),
      closed_by = auth.uid(), evidence = ${evidence}, evidence_report_id = ${evidenceReportId}
    where review_id = ${reviewId} and closed_at is null`.execute(tx)
  return numAffectedRows === 1n
}
