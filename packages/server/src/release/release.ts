import { Problem, type Release } from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import { audit } from '../audit/index.ts'
import { sealField } from '../platform/fields.ts'
import type { Keys } from '../platform/keys.ts'
import { findReport } from '../reports/index.ts'
import type { Signed } from '../review/index.ts'
import { plainWords } from './plain-words.ts'
import * as queries from './queries.ts'
import { decide, releaseRule } from './rule.ts'

export const textPlace = (reportId: string) => ({ table: 'result_releases', column: 'patient_text', row: reportId })

/**
 * Writes down, in the transaction of the signature, what the patient will read and when. So "at signing" is the very
 * moment of the signature, also when no worker runs; a job would come later and the worker would need rights to write
 * clinical words. What a clock has to open is enqueued in the same transaction.
 */
export async function releaseSigned(tx: Tx, keys: Keys, { review, report }: Signed): Promise<void> {
  const { doctor_risk_assessment: risk, urgency_level: urgency } = review
  if (!risk || !urgency) throw new Error('a signed review has an assessment and an urgency')
  const words = plainWords({
    risk,
    urgency,
    followUpRequired: review.follow_up_required,
    followUpDate: review.follow_up_date,
  })
  const sealedText = sealField(keys, textPlace(report.report_id), JSON.stringify(words))
  const made = { reportId: report.report_id, reviewId: review.review_id, sealedText, risk }
  const before = await queries.findRelease(tx, report.report_id)
  if (!before) return first(tx, made, report.patient_id)
  await queries.rewriteRelease(tx, made)
  if (before.is_open) await queries.notifyPatient(tx, report.report_id, true)
}

async function first(tx: Tx, made: queries.NewRelease, patientId: string): Promise<void> {
  const decision = decide(releaseRule.parse(await queries.readRule(tx, patientId)))
  await queries.insertRelease(tx, made, decision)
  await audit(tx, {
    action: 'decide_release',
    entityType: 'report',
    entityId: made.reportId,
    patientIds: [patientId],
    newValues: { state: decision.state, delayHours: decision.delayHours },
  })
  if (decision.state === 'released') await queries.notifyPatient(tx, made.reportId)
  if (decision.state === 'scheduled') await queries.openLater(tx, made.reportId, decision.delayHours * 3600)
}

/** Opens a held or scheduled result now. @throws Problem  not-found, wrong-status unsigned, already-released */
export function releaseNow(tx: Tx, who: Principal, reportId: string): Promise<Release> {
  return change(tx, who, reportId, 'release_result', undefined, async () => {
    await queries.openNow(tx, reportId)
    await queries.notifyPatient(tx, reportId)
  })
}

/** What the patient has read cannot be held any more. @throws Problem  not-found, wrong-status, already-released */
export function holdResult(tx: Tx, who: Principal, reportId: string, reason: string): Promise<Release> {
  return change(tx, who, reportId, 'hold_result', reason, () => queries.hold(tx, reportId, reason))
}

async function change(
  tx: Tx,
  who: Principal,
  reportId: string,
  action: string,
  reason: string | undefined,
  work: () => Promise<void>,
): Promise<Release> {
  const report = await findReport(tx, who.role, reportId)
  if (!report) throw new Problem('not-found')
  const before = await queries.findRelease(tx, reportId)
  if (!before) throw new Problem('wrong-status', 'There is no signed result yet')
  if (before.is_open) throw new Problem('already-released')
  await work()
  await audit(tx, {
    action,
    entityType: 'report',
    entityId: reportId,
    patientIds: [report.patient_id],
    oldValues: { state: before.state },
    ...(reason === undefined ? {} : { newValues: { reason } }),
  })
  return toRelease((await queries.findRelease(tx, reportId))!)
}

export const toRelease = (row: queries.ReleaseRow): Release => ({
  state: row.is_open ? 'released' : row.state,
  releaseAt: row.release_at?.toISOString() ?? null,
  heldReason: row.held_reason,
})
