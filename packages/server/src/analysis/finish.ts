import { randomUUID } from 'node:crypto'
import { actAsWorker, enqueue, type Tx } from '@firstread/database'
import { audit } from '../audit/index.ts'
import type { WorkerApp } from '../platform/app.ts'
import { sealField } from '../platform/fields.ts'
import type { Keys } from '../platform/keys.ts'
import { advance } from '../reports/index.ts'
import type { KeptMaps } from './attention.ts'
import type { OpenRun } from './claim.ts'
import { findModel } from './model-queries.ts'
import {
  adoptedRun,
  carryRequest,
  endRun,
  isNewestOpen,
  keepObjects,
  lockStudy,
  type Notice,
  notifyPerson,
  notifyRole,
  putAnalysis,
  type RunEnd,
  removeAnalysis,
  type StudyRow,
  setVerdict,
  tellProgress,
} from './queries.ts'
import { replaces } from './runs.ts'
import type { StoredResult } from './stored-result.ts'
import { doctorNotice, findingsText, uploaderNotice } from './words.ts'

/** What a run came to. `model` is there when one was asked. */
export type Ending = {
  end: RunEnd
  /** What the techs must know, in the same transaction. */
  alarm?: Notice
  model?: { modelId: string; version: string; confidenceThreshold: number; maps: KeptMaps }
}
/** `stale`: a newer run took over or a doctor signed first; nothing was written. */
export type Finished = 'adopted' | 'kept' | 'stale'

/** Second transaction of an analysis: the fence, the run, the adopted result, the report, the audit and the news, or nothing. */
export function finishRun(app: WorkerApp, claim: OpenRun, ending: Ending): Promise<Finished> {
  return actAsWorker(app.db, 'analyze_study', async (tx) => {
    await carryRequest(tx, claim.requestId)
    const study = await lockStudy(tx, claim.reportId)
    if (!study || !(await isNewestOpen(tx, claim.runId))) return 'stale'
    const sound = await afterSuspension(tx, ending)
    const adopt = await isAdopted(tx, study, sound.end)
    await endRun(tx, claim.reportId, claim.runId, sound.end, adopt)
    if (adopt) await adoptResult(tx, app.keys, study, claim.runId, sound)
    if (adopt && sound.model && hasResult(sound.end)) await wantResults(tx, claim)
    if (ending.alarm) await notifyRole(tx, 'tech', ending.alarm)
    await audit(tx, {
      action: 'analyze_study',
      entityType: 'report',
      entityId: claim.reportId,
      patientIds: [study.patient_id],
      status: sound.end.outcome === 'failed' ? 'failure' : 'success',
      newValues: { runId: claim.runId, outcome: sound.end.outcome, reason: sound.end.reason, adopted: adopt },
    })
    return adopt ? 'adopted' : 'kept'
  })
}

/** A model that was suspended while it read has read nothing. */
async function afterSuspension(tx: Tx, ending: Ending): Promise<Ending> {
  if (!ending.model) return ending
  const model = await findModel(tx, ending.model.modelId)
  if (model?.state !== 'suspended') return ending
  const explanation = 'The model was suspended while it read the study.'
  return { end: { ...ending.end, outcome: 'out_of_scope', reason: 'model_suspended', explanation, result: null } }
}

async function isAdopted(tx: Tx, study: StudyRow, end: RunEnd): Promise<boolean> {
  if (study.status === 'analyzing') return true
  if (study.status !== 'analyzed') return false
  const adopted = await adoptedRun(tx, study.report_id)
  const before = adopted && { outcome: adopted.outcome, risk: adopted.risk_category }
  return replaces({ outcome: end.outcome, risk: end.result?.riskCategory ?? null }, before)
}

async function adoptResult(tx: Tx, keys: Keys, study: StudyRow, runId: string, { end, model }: Ending): Promise<void> {
  const { report_id: reportId } = study
  if (model && hasResult(end)) {
    const { modelId, version: modelVersion, confidenceThreshold, maps } = model
    await keepObjects(tx, maps.objects)
    const analysisId = randomUUID()
    await putAnalysis(tx, {
      analysisId,
      runId,
      reportId,
      modelId,
      modelVersion,
      end,
      confidenceThreshold,
      attention: maps.maps,
    })
  } else {
    await removeAnalysis(tx, reportId)
  }
  const place = { table: 'medical_reports', column: 'findings', row: reportId }
  await setVerdict(tx, reportId, {
    risk: end.result?.riskCategory ?? null,
    confidence: end.result?.riskProbability ?? null,
    findings: sealField(keys, place, findingsText(end.explanation, end.result)),
    recommendations: end.result?.recommendations ?? [],
  })
  if (study.status === 'analyzing') await advance(tx, reportId, end.outcome === 'read' ? 'finish' : 'give_up')
  await spread(tx, study, end)
}

/** What the model said goes into the study as objects of its own, for viewers and peers. */
async function wantResults(tx: Tx, { reportId, runId, requestId }: OpenRun): Promise<void> {
  const job = { reportId, runId, ...(requestId ? { requestId } : {}) }
  // Behind every study that has not been read yet: nobody waits for these.
  await enqueue(tx, 'make_results', job, { key: `results:${runId}`, priority: 10 })
}

/** ai_analysis holds what a model said; a reading that failed said nothing. */
const hasResult = (end: RunEnd): end is RunEnd & { result: StoredResult } =>
  end.result !== null && end.outcome !== 'failed'

async function spread(tx: Tx, study: StudyRow, end: RunEnd): Promise<void> {
  const risk = end.result?.riskCategory ?? null
  const isNews = study.status === 'analyzing' || risk !== study.risk_score
  if (isNews && study.radiologist_id) {
    await notifyPerson(tx, study.radiologist_id, uploaderNotice(study.report_id, end.outcome))
  }
  const call = isNews ? doctorNotice(study.report_id, risk) : undefined
  if (call) await notifyRole(tx, 'doctor', call)
  await tellProgress(tx, study, 'analyzed')
}
