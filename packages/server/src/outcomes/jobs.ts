import { actAsWorker } from '@firstread/database'
import type { Slice } from '../platform/slice.ts'
import { makePartitions, recomputeDueAt, sweep } from './housekeeping-queries.ts'
import { recomputeMetrics } from './recompute.ts'

/** Measuring, and what the clock asks for on behalf of all slices. */
export const jobs: NonNullable<Slice['jobs']> = {
  recompute_metrics: recomputeMetrics,
  recompute_due: async (app) => {
    const moved = await actAsWorker(app.db, 'recompute_due', recomputeDueAt)
    app.log.info({ moved }, 'due times recomputed')
  },
  make_partitions: async (app) => {
    const made = await actAsWorker(app.db, 'make_partitions', makePartitions)
    app.log.info({ made }, 'partitions made')
  },
  sweep: async (app) => {
    app.log.info(await actAsWorker(app.db, 'sweep', sweep), 'swept')
  },
}
