import type { Role } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { sql } from 'kysely'
import type { ColumnValues } from './columns.ts'
import type { AddendumRow, OwnReviewRow, ReviewRow } from './rows.ts'

const forPatient = sql`review_id, report_id, doctor_id, null::text as doctor_name, state, clinical_findings,
  doctor_risk_assessment, urgency_level, recommended_action, follow_up_required, follow_up_date, treatment_plan,
  medication_prescribed, reviewed_at`

// A radiologist may not read the directory and gets null for the name.
const forStaff = sql`review_id, report_id, doctor_id,
  (select u.name from public.users u where u.id = doctor_id) as doctor_name, state, clinical_findings,
  doctor_risk_assessment, urgency_level, recommended_action, follow_up_required, follow_up_date, treatment_plan,
  medication_prescribed, reviewed_at, review_notes, confirmed_ai_diagnosis, ai_accuracy_rating, first_opinion,
  finding_marks, created_at, updated_at`

const columnsFor = (role: Role) => (role === 'patient' ? forPatient : forStaff)

/** The reviews of some reports that the reader may see, the oldest first; drafts that were set aside are history. */
export async function listReviews(tx: Tx, role: Role, reportIds: readonly string[]): Promise<ReviewRow[]> {
  const { rows } = await sql<ReviewRow>`
    select ${columnsFor(role)} from public.doctor_reviews
    where report_id = any(${[...reportIds]}::uuid[]) and state <> 'expired'
    order by report_id, reviewed_at nulls last, review_id`.execute(tx)
  return rows
}

export async function listAddenda(tx: Tx, reviewIds: readonly string[]): Promise<AddendumRow[]> {
  const { rows } = await sql<AddendumRow>`
    select addendum_id, review_id, doctor_id, addendum_text, created_at from public.review_addenda
    where review_id = any(${[...reviewIds]}::uuid[]) order by review_id, created_at, addendum_id`.execute(tx)
  return rows
}

/** A review that a doctor may see, with whether its day for changes is over (policy own_draft_by_doctor). */
export async function findReview(tx: Tx, reviewId: string): Promise<OwnReviewRow | undefined> {
  const { rows } = await sql<OwnReviewRow>`
    select ${forStaff}, created_at <= current_timestamp - interval '24 hours' as is_outlived
    from public.doctor_reviews where review_id = ${reviewId}`.execute(tx)
  return rows[0]
}

export async function setAsideDraft(tx: Tx, reportId: string): Promise<boolean> {
  const { rows } = await sql<{ done: boolean }>`select app.set_aside_draft(${reportId}) as done`.execute(tx)
  return rows[0]?.done ?? false
}

/** The opinion that this doctor saved first, in whatever draft: the AI has been shown since. */
export async function firstOpinionOf(tx: Tx, reportId: string): Promise<OwnReviewRow['first_opinion']> {
  const { rows } = await sql<{ first_opinion: OwnReviewRow['first_opinion'] }>`
    select first_opinion from public.doctor_reviews
    where report_id = ${reportId} and doctor_id = auth.uid() and first_opinion is not null
    order by created_at limit 1`.execute(tx)
  return rows[0]?.first_opinion ?? null
}

type Draft = { reviewId: string; reportId: string; doctorId: string; values: ColumnValues }

export async function insertDraft(tx: Tx, { reviewId, reportId, doctorId, values }: Draft): Promise<void> {
  await tx
    .insertInto('doctor_reviews')
    .values({ review_id: reviewId, report_id: reportId, doctor_id: doctorId, ...values })
    .execute()
}

/** Changes nothing when the review is signed, outlived or not the caller's. */
export async function updateDraft(tx: Tx, reviewId: string, values: ColumnValues): Promise<void> {
  if (Object.keys(values).length === 0) return
  await tx.updateTable('doctor_reviews').set(values).where('review_id', '=', reviewId).execute()
}

export type NewAddendum = { addendumId: string; reviewId: string; doctorId: string; sealedText: string }

export async function insertAddendum(tx: Tx, made: NewAddendum): Promise<void> {
  await sql`insert into public.review_addenda (addendum_id, review_id, doctor_id, addendum_text)
    values (${made.addendumId}, ${made.reviewId}, ${made.doctorId}, ${made.sealedText})`.execute(tx)
}
