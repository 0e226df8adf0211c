import { actAsWorker, type Tx } from '@firstread/database'
import type { JobHandler } from '../platform/slice.ts'
import { curvesOf } from './curves.ts'
import { type Figures, figuresOf } from './figures.ts'
import type { Judged } from './judged.ts'
import { insertMetrics, judgedStudies, lockMetrics, newestFromReviews } from './queries.ts'

/** Measures every model that doctors have judged; writes a row only where something changed. */
export const recomputeMetrics: JobHandler<'recompute_metrics'> = (app) =>
  actAsWorker(app.db, 'recompute_metrics', async (tx) => {
    await lockMetrics(tx)
    const byModel = Map.groupBy(await judgedStudies(tx), ({ modelId }) => modelId)
    for (const [modelId, rows] of byModel) await measure(tx, modelId, rows)
  })

async function measure(tx: Tx, modelId: string, rows: readonly Judged[]): Promise<void> {
  const figures = figuresOf(rows)
  const times = rows.map(({ reviewedAt }) => reviewedAt.getTime())
  const period = { start: new Date(Math.min(...times)), end: new Date(Math.max(...times)) }
  if (isSame(await newestFromReviews(tx, modelId), figures, period.end)) return
  await insertMetrics(tx, modelId, { figures, curves: curvesOf(rows), period })
}

type Newest = Awaited<ReturnType<typeof newestFromReviews>>

/** A new or changed judgement moves the counts or the end of the period. A row of before there were curves is none. */
function isSame(row: Newest, { tp, tn, fp, fn }: Figures, end: Date): boolean {
  return (
    row !== undefined &&
    row.curves !== null &&
    row.period_end?.getTime() === end.getTime() &&
    row.true_positives === tp &&
    row.true_negatives === tn &&
    row.false_positives === fp &&
    row.false_negatives === fn
  )
}
