import { actAsWorker } from '@firstread/database'
import { InferenceError, inferenceProblems } from '@firstread/inference'
import { audit } from '../audit/index.ts'
import type { WorkerApp } from '../platform/app.ts'
import { advance } from '../reports/index.ts'
import type { Claim, OpenRun } from './claim.ts'
import { finishRun } from './finish.ts'
import { findModel, lockModels } from './model-queries.ts'
import { carryRequest, endRun, isNewestOpen, lockStudy, type RunEnd, tellProgress } from './queries.ts'
import { suspendModel } from './registry.ts'
import { failureNotice } from './words.ts'

/** A package that is not what was registered must not be asked again: the model is suspended at once. */
const tampered = new Set<string>([
  'model-hash',
  'model-invalid',
  'model-shape',
  'model-external-data',
  'model-custom-operator',
])

/** A failed attempt as the end of its run. What is no trouble of the reader's is a bug; its text stays in the log. */
export function endOfFailure(error: unknown): RunEnd {
  const known = error instanceof InferenceError ? error.code : undefined
  return {
    outcome: 'failed',
    reason: known ?? 'internal',
    explanation: known ? inferenceProblems[known] : 'The analysis failed.',
    processingTimeMs: null,
    result: null,
  }
}

/** Writes a failed attempt down. After the last one the study goes to the doctors unread; before, it waits to be tried again. */
export async function failRun(app: WorkerApp, claim: Claim, error: unknown, isLast: boolean): Promise<void> {
  const end = endOfFailure(error)
  if (tampered.has(end.reason ?? '')) await breakCircuit(app, claim, end)
  if (isLast) return giveUp(app, claim, end)
  await actAsWorker(app.db, 'analyze_study', async (tx) => {
    await carryRequest(tx, claim.requestId)
    const study = await lockStudy(tx, claim.reportId)
    if (!study || !(await isNewestOpen(tx, claim.runId))) return
    await endRun(tx, claim.reportId, claim.runId, end, false)
    if (study.status === 'analyzing') await advance(tx, claim.reportId, 'fail')
    await audit(tx, {
      action: 'analyze_study',
      entityType: 'report',
      entityId: claim.reportId,
      patientIds: [study.patient_id],
      status: 'failure',
      newValues: { runId: claim.runId, reason: end.reason },
    })
    await tellProgress(tx, study, 'pending')
  })
}

/** For good: adopted as failed, in front of the doctors without a risk, and the techs know. */
export async function giveUp(app: WorkerApp, claim: OpenRun, end: RunEnd): Promise<void> {
  await finishRun(app, claim, { end, alarm: failureNotice(claim.reportId, end.reason ?? 'internal') })
}

async function breakCircuit(app: WorkerApp, { work }: Claim, { reason }: RunEnd): Promise<void> {
  if (!('model' in work)) return
  await actAsWorker(app.db, 'analyze_study', async (tx) => {
    await lockModels(tx)
    const model = await findModel(tx, work.model.model_id)
    if (model?.state === 'active') await suspendModel(tx, model, reason ?? 'model-invalid')
  })
}
