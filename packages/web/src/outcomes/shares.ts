import type { MeasuredShare, ModelCurves, ModelMetrics } from '@firstread/client'

export type FigureName = 'accuracy' | 'recall' | 'specificity' | 'precision' | 'exactClass'
/** In the order in which they are read. */
export const figureNames: readonly FigureName[] = ['accuracy', 'recall', 'specificity', 'precision', 'exactClass']
export type Shares = Partial<Record<FigureName, MeasuredShare>>

export const say = (share: number) => `${(share * 100).toFixed(1)}\u00a0%`
export const sayArea = (area: number) => area.toFixed(3)

const diagonal = (counts: readonly (readonly number[])[]) => counts.reduce((sum, row, i) => sum + (row[i] ?? 0), 0)

/** Signed reviews by the same names as a measurement; a share without its interval is left out. */
export function sharesOf(metrics: ModelMetrics, curves: ModelCurves | null): Shares {
  const { truePositives: tp, trueNegatives: tn, falsePositives: fp, falseNegatives: fn } = metrics
  const hits: Record<FigureName, number | undefined> = {
    accuracy: tp + tn,
    recall: tp,
    specificity: tn,
    precision: tp,
    exactClass: curves ? diagonal(curves.confusion) : undefined,
  }
  const of: Record<FigureName, number> = {
    accuracy: tp + tn + fp + fn,
    recall: tp + fn,
    specificity: tn + fp,
    precision: tp + fp,
    exactClass: tp + tn + fp + fn,
  }
  return Object.fromEntries(
    figureNames.flatMap((name) => {
      const [bounds, k, n] = [metrics.intervals[name], hits[name], of[name]]
      return bounds && k !== undefined && n > 0 ? [[name, { ...bounds, value: k / n, n }]] : []
    }),
  )
}
