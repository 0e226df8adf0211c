import { Problem, type ReportStatus } from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import { audit } from '../audit/index.ts'
import { deliverSigned } from '../peers/index.ts'
import { advance, findReport, isOpen, type ReportRow, type Step } from '../reports/index.ts'
import { deleteOwnClaim, takeClaim, tellWorklist } from '../triage/index.ts'
import { beginLoop } from './critical/queries.ts'
import { ownDraft } from './draft.ts'
import { openFollowUp } from './follow-up/queries.ts'
import { findReview } from './queries.ts'
import type { AiSeen, OwnReviewRow } from './rows.ts'
import {
  asksFirstOpinion,
  isFreshlyAuthenticated,
  lockForSigning,
  notifyUploader,
  remeasureSoon,
  signedByOthersSince,
  whatTheAiSaid,
  writeSignature,
} from './sign-queries.ts'

export type Signed = { review: OwnReviewRow; report: ReportRow }

/** From wherever the study stands to `reviewed`: a doctor does not wait for the AI. */
const stepsToReviewed: Partial<Record<ReportStatus, readonly Step[]>> = {
  pending: ['start', 'give_up', 'sign'],
  analyzing: ['give_up', 'sign'],
  analyzed: ['sign'],
}

/**
 * Signs the caller's draft: the study leaves the worklist, its uploader is told, the model's figures are remeasured. What
 * the patient may see of it is for the caller to open in the same transaction (release).
 *
 * @throws Problem  not-found, forbidden, already-signed, draft-expired, review-incomplete, password-needed,
 *                  claimed-by-another, reviewed-meanwhile, wrong-status
 */
export async function signReview(tx: Tx, who: Principal, reviewId: string, isFurther: boolean): Promise<Signed> {
  const draft = await ownDraft(tx, who, reviewId)
  if (!(await isFreshlyAuthenticated(tx, who.sessionId))) throw new Problem('password-needed')
  const status = await lockForSigning(tx, draft.report_id)
  await refuseIncomplete(tx, draft, status)
  const report = await findReport(tx, who.role, draft.report_id)
  if (!report) throw new Problem('not-found')
  if (isOpen(status)) await takeClaim(tx, who, report)
  else await refuseSurprise(tx, draft, status, isFurther)
  const seen = await whatTheAiSaid(tx, draft.report_id)
  await writeSignature(tx, reviewId, draft.confirmed_ai_diagnosis ?? agreement(draft, seen), seen)
  for (const step of stepsToReviewed[status] ?? []) await advance(tx, draft.report_id, step)
  await audit(tx, {
    action: 'sign_review',
    entityType: 'review',
    entityId: reviewId,
    patientIds: [report.patient_id],
    oldValues: { state: 'draft', reportStatus: status },
    newValues: { state: 'signed', reportId: draft.report_id, urgency: draft.urgency_level },
  })
  await tellAll(tx, draft)
  await deliverSigned(tx, draft.report_id, reviewId)
  const review = await findReview(tx, reviewId)
  if (!review) throw new Error('a review just signed is not to be seen')
  return { review, report }
}

async function refuseIncomplete(tx: Tx, draft: OwnReviewRow, status: ReportStatus): Promise<void> {
  const needsOpinion = isOpen(status) && (await asksFirstOpinion(tx))
  const missing = [
    draft.doctor_risk_assessment ? [] : ['doctorRiskAssessment'],
    draft.urgency_level ? [] : ['urgencyLevel'],
    needsOpinion && !draft.first_opinion ? ['firstOpinion'] : [],
  ].flat()
  if (missing.length === 0) return
  const errors = missing.map((item) => ({ item, code: 'missing', detail: 'signing needs it' }))
  throw new Problem('review-incomplete', `missing: ${missing.join(', ')}`, { errors })
}

/** A study already reviewed may get a further review, but nobody signs a second one without knowing. */
async function refuseSurprise(tx: Tx, draft: OwnReviewRow, status: ReportStatus, isFurther: boolean): Promise<void> {
  if (status === 'archived') throw new Problem('wrong-status')
  if (!isFurther && (await signedByOthersSince(tx, draft.report_id, draft.created_at))) {
    throw new Problem('reviewed-meanwhile')
  }
}

/** Whether the doctor's assessment is the AI's; nothing to confirm when the AI said nothing. */
const agreement = (draft: OwnReviewRow, seen: AiSeen) =>
  seen.riskCategory === null ? null : seen.riskCategory === draft.doctor_risk_assessment

async function tellAll(tx: Tx, draft: OwnReviewRow): Promise<void> {
  const isCritical = draft.urgency_level === 'critical'
  await deleteOwnClaim(tx, draft.report_id)
  await tellWorklist(tx, draft.report_id, 'signed')
  await notifyUploader(tx, draft.report_id, {
    priority: isCritical ? 'urgent' : 'normal',
    title: 'A study of yours was reviewed',
    message: 'A doctor signed the review of a study that you uploaded.',
  })
  if (isCritical) await beginLoop(tx, draft.report_id, draft.review_id)
  if (draft.follow_up_required) await openFollowUp(tx, draft.report_id, draft.review_id, draft.follow_up_date)
  await remeasureSoon(tx)
}
