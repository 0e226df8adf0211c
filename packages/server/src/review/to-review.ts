import type { Addendum, Review, Role } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { openField, openOptional } from '../platform/fields.ts'
import type { Keys } from '../platform/keys.ts'
import { placeOf } from './columns.ts'
import { listAddenda, listReviews } from './queries.ts'
import type { AddendumRow, ReviewRow } from './rows.ts'

/** The reviews of these reports as JSON, by report, each with its addenda; only what the reader may see. */
export async function reviewsOf(
  tx: Tx,
  keys: Keys,
  role: Role,
  reportIds: readonly string[],
): Promise<Map<string, Review[]>> {
  const rows = await listReviews(tx, role, reportIds)
  const addenda = await listAddenda(
    tx,
    rows.map((row) => row.review_id),
  )
  const reviews = rows.map((row) =>
    toReview(
      keys,
      row,
      addenda.filter((one) => one.review_id === row.review_id),
    ),
  )
  return Map.groupBy(reviews, (one) => one.reportId)
}

export function toReview(keys: Keys, row: ReviewRow, addenda: readonly AddendumRow[] = []): Review {
  const open = (column: string, sealed: string | null) => openOptional(keys, placeOf(column, row.review_id), sealed)
  return {
    reviewId: row.review_id,
    reportId: row.report_id,
    doctorId: row.doctor_id,
    doctorName: row.doctor_name,
    state: row.state,
    clinicalFindings: open('clinical_findings', row.clinical_findings),
    doctorRiskAssessment: row.doctor_risk_assessment,
    urgencyLevel: row.urgency_level,
    recommendedAction: open('recommended_action', row.recommended_action),
    followUpRequired: row.follow_up_required,
    followUpDate: row.follow_up_date,
    treatmentPlan: open('treatment_plan', row.treatment_plan),
    medicationPrescribed: row.medication_prescribed,
    reviewedAt: row.reviewed_at?.toISOString() ?? null,
    addenda: addenda.map((one) => toAddendum(keys, one)),
    ...(row.created_at === undefined ? {} : forStaff(open, row)),
  }
}

const forStaff = (open: (column: string, sealed: string | null) => string | null, row: ReviewRow) => ({
  reviewNotes: open('review_notes', row.review_notes ?? null),
  confirmedAiDiagnosis: row.confirmed_ai_diagnosis ?? null,
  aiAccuracyRating: row.ai_accuracy_rating ?? null,
  firstOpinion: row.first_opinion ?? null,
  findingMarks: row.finding_marks ?? [],
  createdAt: row.created_at?.toISOString(),
  updatedAt: row.updated_at?.toISOString(),
})

export const addendumPlace = (addendumId: string) => ({
  table: 'review_addenda',
  column: 'addendum_text',
  row: addendumId,
})

export const toAddendum = (keys: Keys, row: AddendumRow): Addendum => ({
  addendumId: row.addendum_id,
  doctorId: row.doctor_id,
  text: openField(keys, addendumPlace(row.addendum_id), row.addendum_text),
  createdAt: row.created_at.toISOString(),
})
