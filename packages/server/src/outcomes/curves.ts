import { type ModelCurves, type Risk, risk } from '@firstread/contract'
import { auc, proportion, type RocPoint, reliability, rocCurve } from '@firstread/inference'
import { type Judged, needsAttention } from './judged.ts'

/** Fewer bins than an evaluation of thousands has: reviews come by the dozen. */
const bins = 10
/** As many as a plot can show. */
const rocPoints = 200

type Scored = { positive: boolean; score: number }

/** Those whose calibrated probability was kept when the doctor signed. */
const scoredOf = (rows: readonly Judged[]): Scored[] =>
  rows.flatMap(({ truth, low }) => (low === null ? [] : [{ positive: needsAttention(truth), score: 1 - low }]))

/** What the curves of one model are drawn from, by the studies that doctors have judged. */
export function curvesOf(rows: readonly Judged[]): ModelCurves {
  const scored = scoredOf(rows)
  const scores = (positive: boolean) => scored.filter((row) => row.positive === positive).map(({ score }) => score)
  const [positives, negatives] = [scores(true), scores(false)]
  return {
    positives: positives.length,
    negatives: negatives.length,
    auc: auc(positives, negatives) ?? null,
    roc: positives.length > 0 && negatives.length > 0 ? thin(rocCurve(positives, negatives)) : [],
    reliability: reliabilityOf(scored),
    confusion: confusionOf(rows),
  }
}

function reliabilityOf(scored: readonly Scored[]): ModelCurves['reliability'] {
  const claims = scored.map(({ positive, score }) => ({ probability: score, correct: positive }))
  return reliability(claims, bins).map(({ claimed, n, true: observed }) => {
    const share = proportion(Math.round(observed * n), n)
    return { claimed, observed, low: share?.low ?? 0, high: share?.high ?? 1, n }
  })
}

const confusionOf = (rows: readonly Judged[]): number[][] => {
  const order: readonly Risk[] = risk.options
  const count = (truth: Risk, said: Risk) => rows.filter((row) => row.truth === truth && row.said === said).length
  return order.map((truth) => order.map((said) => count(truth, said)))
}

/** The ends always stay. */
function thin(points: readonly RocPoint[]): RocPoint[] {
  const step = Math.ceil(points.length / rocPoints)
  return points.filter((_, i) => i % step === 0 || i === points.length - 1)
}
