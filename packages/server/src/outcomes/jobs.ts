import { actAsWorker } from '@firstread/database'
import type { Slice } from '../platform/slice.ts'
import { makePartitions, sweepDeadJobs } from './queries.ts'
import { recomputeMetrics } from './recompute.ts'

export const jobs: NonNullable<Slice['jobs']> = {
  recompute_metrics: recomputeMetrics,
  /** The months ahead of the log and the notifications, made before they come. */
  make_partitions: async (app) => {
    const made = await actAsWorker(app.db, 'make_partitions', makePartitions)
    app.log.info({ made }, 'partitions')
  },
  sweep: async (app) => {
    const gone = await actAsWorker(app.db, 'sweep', sweepDeadJobs)
    app.log.info({ gone }, 'dead jobs swept')
  },
}
