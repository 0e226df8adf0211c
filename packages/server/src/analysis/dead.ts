import { actAsWorker } from '@firstread/database'
import type { WorkerApp } from '../platform/app.ts'
import type { JobHandler } from '../platform/slice.ts'
import { advance } from '../reports/index.ts'
import { giveUp } from './fail.ts'
import { lockStudy, reportsOfDeadJobs, startRun, tellProgress } from './queries.ts'

const end = {
  outcome: 'failed',
  reason: 'worker-lost',
  explanation: 'The analysis was interrupted three times.',
  processingTimeMs: null,
  result: null,
} as const

/**
 * A worker that is killed on its third attempt leaves a dead job and cannot say so itself. Nobody waits unseen: the study
 * goes to the doctors unread, as after any third failure.
 */
export const closeDeadRuns: JobHandler<'close_dead_runs'> = async (app) => {
  const reportIds = await actAsWorker(app.db, 'close_dead_runs', reportsOfDeadJobs)
  for (const reportId of reportIds) {
    const runId = await takeOver(app, reportId)
    if (runId) await giveUp(app, { reportId, runId, requestId: undefined }, end)
  }
}

function takeOver(app: WorkerApp, reportId: string): Promise<string | undefined> {
  return actAsWorker(app.db, 'close_dead_runs', async (tx) => {
    const study = await lockStudy(tx, reportId)
    if (study?.status !== 'pending' && study?.status !== 'analyzing') return undefined
    if (study.status === 'pending') await advance(tx, reportId, 'start')
    await tellProgress(tx, study, 'analyzing')
    return startRun(tx, { reportId, kind: 'first', workerId: app.workerId, model: undefined })
  })
}
