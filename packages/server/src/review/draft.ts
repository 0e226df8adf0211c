import { randomUUID } from 'node:crypto'
import { Problem, type Review, type ReviewDraft } from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import { audit } from '../audit/index.ts'
import type { Keys } from '../platform/keys.ts'
import { findReport, type ReportRow } from '../reports/index.ts'
import { refuseIfHeld } from '../triage/index.ts'
import { valuesOf, withFollowUp } from './columns.ts'
import { findReview, firstOpinionOf, insertDraft, listReviews, setAsideDraft, updateDraft } from './queries.ts'
import type { OwnReviewRow } from './rows.ts'
import { toReview } from './to-review.ts'

/**
 * Begins the caller's draft for a study. A draft of theirs that outlived its day is set aside first.
 *
 * @throws Problem  not-found, wrong-status when archived, claimed-by-another, draft-exists, first-opinion-kept
 */
export async function createDraft(
  tx: Tx,
  keys: Keys,
  who: Principal,
  reportId: string,
  draft: ReviewDraft,
): Promise<Review> {
  const report = await findReport(tx, who.role, reportId)
  if (!report) throw new Problem('not-found')
  if (report.status === 'archived') throw new Problem('wrong-status')
  if (report.status !== 'reviewed') await refuseIfHeld(tx, who, reportId)
  await setAsideDraft(tx, reportId)
  const own = (await listReviews(tx, who.role, [reportId])).filter((row) => row.doctor_id === who.userId)
  if (own.some((row) => row.state === 'draft')) throw new Problem('draft-exists')
  const kept = await firstOpinionOf(tx, reportId)
  keepFirstOpinion(kept, draft)
  const reviewId = randomUUID()
  const values = valuesOf(keys, reviewId, withFollowUp(kept ? { ...draft, firstOpinion: kept } : draft))
  await insertDraft(tx, { reviewId, reportId, doctorId: who.userId, values })
  return saved(tx, keys, report, reviewId, 'create_review')
}

/** @throws Problem  not-found, forbidden, already-signed, draft-expired, first-opinion-kept */
export async function changeDraft(
  tx: Tx,
  keys: Keys,
  who: Principal,
  reviewId: string,
  change: ReviewDraft,
): Promise<Review> {
  const row = await ownDraft(tx, who, reviewId)
  keepFirstOpinion(row.first_opinion, change)
  await updateDraft(tx, reviewId, valuesOf(keys, reviewId, withFollowUp(change)))
  const report = await findReport(tx, who.role, row.report_id)
  if (!report) throw new Problem('not-found')
  return saved(tx, keys, report, reviewId, 'change_review')
}

/** The caller's own draft, still open to change. @throws Problem  not-found, forbidden, already-signed, draft-expired */
export async function ownDraft(tx: Tx, who: Principal, reviewId: string): Promise<OwnReviewRow> {
  const row = await findReview(tx, reviewId)
  if (!row) throw new Problem('not-found')
  if (row.doctor_id !== who.userId) throw new Problem('forbidden')
  if (row.state === 'signed') throw new Problem('already-signed')
  if (row.state === 'expired' || row.is_outlived) throw new Problem('draft-expired')
  return row
}

/** Once it is saved the AI has been shown, and a later opinion is no first one. */
function keepFirstOpinion(kept: OwnReviewRow['first_opinion'], draft: ReviewDraft): void {
  if (kept && draft.firstOpinion !== undefined && draft.firstOpinion !== kept) throw new Problem('first-opinion-kept')
}

async function saved(tx: Tx, keys: Keys, report: ReportRow, reviewId: string, action: string): Promise<Review> {
  const row = await findReview(tx, reviewId)
  if (!row) throw new Error('a review just saved is not to be seen')
  await audit(tx, {
    action,
    entityType: 'review',
    entityId: reviewId,
    patientIds: [report.patient_id],
    newValues: { reportId: report.report_id, state: row.state, riskAssessment: row.doctor_risk_assessment },
  })
  return toReview(keys, row)
}
