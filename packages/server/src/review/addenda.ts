import { randomUUID } from 'node:crypto'
import { type Addendum, Problem } from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import { audit } from '../audit/index.ts'
import { sealField } from '../platform/fields.ts'
import type { Keys } from '../platform/keys.ts'
import { findReport } from '../reports/index.ts'
import { findReview, insertAddendum, listAddenda } from './queries.ts'
import { notifyUploader } from './sign-queries.ts'
import { addendumPlace, toAddendum } from './to-review.ts'

/** Adds to a signed review what was thought of later; any doctor may. @throws Problem  not-found, wrong-status */
export async function addAddendum(
  tx: Tx,
  keys: Keys,
  who: Principal,
  reviewId: string,
  text: string,
): Promise<Addendum> {
  const review = await findReview(tx, reviewId)
  const report = review && (await findReport(tx, who.role, review.report_id))
  if (!report) throw new Problem('not-found')
  if (review.state !== 'signed') throw new Problem('wrong-status', 'A draft is changed, not amended')
  const addendumId = randomUUID()
  const sealedText = sealField(keys, addendumPlace(addendumId), text)
  await insertAddendum(tx, { addendumId, reviewId, doctorId: who.userId, sealedText })
  await audit(tx, {
    action: 'add_addendum',
    entityType: 'review',
    entityId: reviewId,
    patientIds: [report.patient_id],
    newValues: { addendumId, reportId: report.report_id },
  })
  await notifyUploader(tx, report.report_id, {
    priority: 'normal',
    title: 'A signed review was amended',
    message: 'A doctor added to the review of a study that you uploaded.',
  })
  const made = (await listAddenda(tx, [reviewId])).find((row) => row.addendum_id === addendumId)
  if (!made) throw new Error('an addendum just added is not to be seen')
  return toAddendum(keys, made)
}
