import { actAsWorker, type Jobs } from '@firstread/database'
import type { StudyContext } from '@firstread/inference'
import type { WorkerApp } from '../platform/app.ts'
import { advance } from '../reports/index.ts'
import { chooseModel, contextOf, type Unread } from './model-choice.ts'
import { type ModelRow, modelsInUse } from './model-queries.ts'
import {
  adoptedRun,
  carryRequest,
  type ImageRow,
  imagesWithPixels,
  lockStudy,
  startRun,
  tellProgress,
} from './queries.ts'
import { wantedWork } from './runs.ts'

/** A run under its fence, begun for a report. */
export type OpenRun = { reportId: string; runId: string; requestId: string | undefined }
/** A study in hand: what to read with which model. */
export type Claim = OpenRun & {
  work: { model: ModelRow; images: ImageRow[]; context: StudyContext } | { unread: Unread }
}

/** First transaction of an analysis. @returns undefined when its work is no longer wanted */
export function claimStudy(app: WorkerApp, job: Jobs['analyze_study']): Promise<Claim | undefined> {
  const { reportId, kind, requestId } = job
  return actAsWorker(app.db, 'analyze_study', async (tx) => {
    await carryRequest(tx, requestId)
    const study = await lockStudy(tx, reportId)
    if (!study) return undefined
    const wanted = wantedWork(study.status, kind, (await adoptedRun(tx, reportId))?.outcome)
    if (!wanted) return undefined
    const choice = chooseModel(await modelsInUse(tx), await imagesWithPixels(tx, reportId))
    if (study.status === 'pending') await advance(tx, reportId, 'start')
    const model = 'model' in choice ? choice.model : undefined
    const runId = await startRun(tx, { reportId, kind: wanted, workerId: app.workerId, model })
    if (study.status === 'pending') await tellProgress(tx, study, 'analyzing')
    const work = 'model' in choice ? { ...choice, context: contextOf(study, choice) } : choice
    return { reportId, runId, requestId, work }
  })
}
