import type { WorkerApp } from '../platform/app.ts'
import type { JobHandler } from '../platform/slice.ts'
import { dropMaps, storeMaps } from './attention.ts'
import { type Claim, claimStudy } from './claim.ts'
import { failRun } from './fail.ts'
import { type Finished, finishRun } from './finish.ts'
import { readStudy } from './read.ts'
import { endOf } from './result.ts'

/**
 * Analyzes one study. May be killed at any moment and may run twice: what is written is written in two transactions, and
 * the second one asks the fence.
 */
export const analyzeStudy: JobHandler<'analyze_study'> = async (app, job, run) => {
  const stop = app.metrics.analysisSeconds.startTimer()
  const claim = await claimStudy(app, job)
  if (!claim) return
  try {
    const finished = await work(app, claim, run.signal)
    app.log.info({ step: 'analysis', reportId: job.reportId, runId: claim.runId, finished }, 'analyzed')
    stop()
  } catch (error) {
    // Told to stop: the run stays open, and whoever gets the job next closes it as lost.
    if (run.signal.aborted) throw error
    app.metrics.analyses.inc({ outcome: 'failed' })
    await failRun(app, claim, error, run.attempt >= run.maxAttempts)
    throw error
  }
}

async function work(app: WorkerApp, claim: Claim, signal: AbortSignal): Promise<Finished> {
  if ('unread' in claim.work) {
    const { code, explanation } = claim.work.unread
    const end = { outcome: 'out_of_scope', reason: code, explanation, processingTimeMs: null, result: null } as const
    app.metrics.analyses.inc({ outcome: end.outcome })
    return finishRun(app, claim, { end })
  }
  const { model_id: modelId, version } = claim.work.model
  const { reading, confidenceThreshold } = await readStudy(app, claim.work)
  signal.throwIfAborted()
  const maps = await storeMaps(app.objects, reading)
  const ending = { end: endOf(reading), model: { modelId, version, confidenceThreshold, maps } }
  // When this throws, the commit may have happened all the same: the maps stay, and the sweep decides.
  const finished = await finishRun(app, claim, ending)
  if (finished !== 'adopted') await dropMaps(app.objects, maps)
  app.metrics.analyses.inc({ outcome: reading.outcome })
  return finished
}
