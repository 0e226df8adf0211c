import { type FollowUp, type FollowUpClosure, Problem } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { audit } from '../../audit/index.ts'
import { openOptional, sealOptional } from '../../platform/fields.ts'
import type { Keys } from '../../platform/keys.ts'
import { placeOf as reviewPlace } from '../columns.ts'
import { type FollowUpRow, findFollowUp, isLaterStudy, tellBoards, writeClosure } from './queries.ts'

const evidencePlace = (reviewId: string) => ({ table: 'follow_ups', column: 'evidence', row: reviewId })

/**
 * Closes a follow-up with what shows that it is done.
 *
 * @throws Problem  not-found, already-closed; not-a-later-study when the study named is none of this patient's after it
 */
export async function closeFollowUp(tx: Tx, keys: Keys, reviewId: string, given: FollowUpClosure): Promise<FollowUp> {
  const before = await findFollowUp(tx, reviewId)
  if (!before) throw new Problem('not-found')
  if (before.closed_at) throw new Problem('already-closed')
  const { evidence, evidenceReportId = null } = given
  if (evidenceReportId && !(await isLaterStudy(tx, before.report_id, evidenceReportId)))
    throw new Problem('not-a-later-study')
  const sealed = sealOptional(keys, evidencePlace(reviewId), evidence)
  if (!(await writeClosure(tx, { reviewId, evidence: sealed, evidenceReportId }))) throw new Problem('already-closed')
  await audit(tx, {
    action: 'close_follow_up',
    entityType: 'review',
    entityId: reviewId,
    patientIds: [before.patient_id],
    newValues: { reportId: before.report_id, evidenceReportId, hasText: evidence !== undefined },
  })
  await tellBoards(tx, before.report_id)
  return toFollowUp(keys, (await findFollowUp(tx, reviewId))!)
}

export const toFollowUp = (keys: Keys, row: FollowUpRow): FollowUp => ({
  reviewId: row.review_id,
  reportId: row.report_id,
  patientId: row.patient_id,
  patientName: row.patient_name,
  studyType: row.study_type,
  askedBy: row.asked_by,
  askedByName: row.asked_by_name,
  openedAt: row.opened_at.toISOString(),
  dueOn: row.due_on,
  isOverdue: row.is_overdue ?? false,
  recommendedAction: openOptional(keys, reviewPlace('recommended_action', row.review_id), row.recommended_action),
  closure:
    row.closed_at && row.closed_by
      ? {
          closedBy: row.closed_by,
          closedByName: row.closed_by_name,
          closedAt: row.closed_at.toISOString(),
          evidence: openOptional(keys, evidencePlace(row.review_id), row.evidence),
          evidenceReportId: row.evidence_report_id,
        }
      : null,
})
