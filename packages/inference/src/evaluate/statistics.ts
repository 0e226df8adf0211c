import { randomFrom } from './random.ts'

/** A figure with its 95 % interval; `n` is what it was counted on. `undefined` figures (nothing to count) are left out, never 0. */
export type Figure = { value: number; low: number; high: number; n: number }

/** 97.5th percentile of the normal distribution. */
const Z = 1.959963984540054

const unit = (value: number) => Math.min(1, Math.max(0, value))

/** A proportion with Wilson's score interval (Wilson 1927): honest near 0 and 1, where the textbook interval is not. */
export function proportion(hits: number, n: number): Figure | undefined {
  if (n === 0) return
  const p = hits / n
  const center = (p + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n)
  const half = (Z * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2))) / (1 + Z ** 2 / n)
  return { value: p, low: unit(center - half), high: unit(center + half), n }
}

/** Ranks from 1, ties shared: what Mann and Whitney count with. */
export function midranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number))
  const ranks = new Array<number>(values.length)
  for (let i = 0; i < order.length; ) {
    let j = i
    while (j < order.length && values[order[j] as number] === values[order[i] as number]) j++
    for (let k = i; k < j; k++) ranks[order[k] as number] = (i + j + 1) / 2
    i = j
  }
  return ranks
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

const variance = (values: readonly number[]) => {
  const center = mean(values)
  return values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1)
}

/**
 * Area under the ROC curve with DeLong's interval (DeLong 1988, by ranks as in Sun and Xu 2014).
 *
 * @param positives  scores of those that have the condition
 * @param negatives  scores of those that have not
 */
export function auc(positives: readonly number[], negatives: readonly number[]): Figure | undefined {
  const m = positives.length
  const n = negatives.length
  if (m < 2 || n < 2) return
  const all = midranks([...positives, ...negatives])
  const within = midranks(positives)
  const without = midranks(negatives)
  // The share of negatives below each positive, and of positives above each negative.
  const above = within.map((rank, i) => ((all[i] as number) - rank) / n)
  const below = without.map((rank, i) => 1 - ((all[m + i] as number) - rank) / m)
  const value = mean(above)
  const half = Z * Math.sqrt(variance(above) / m + variance(below) / n)
  return { value, low: unit(value - half), high: unit(value + half), n: m + n }
}

const SAMPLES = 1000

/** A figure with the 2.5th to 97.5th percentile of 1,000 resamples; `of` may return `undefined` for a sample that lacks a class. */
export function bootstrap<T>(
  rows: readonly T[],
  of: (sample: readonly T[]) => number | undefined,
  seed = 20260101,
): Figure | undefined {
  const value = of(rows)
  if (value === undefined || rows.length === 0) return
  const random = randomFrom(seed)
  const draw = () => rows[Math.floor(random() * rows.length)] as T
  const values = Array.from({ length: SAMPLES }, () => of(Array.from(rows, draw))).filter(
    (found) => found !== undefined,
  )
  values.sort((a, b) => a - b)
  const at = (share: number) => values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? value
  return { value, low: at(0.025), high: at(0.975), n: rows.length }
}

/** One bin of a reliability plot: what was claimed, what came true. */
export type Bin = { from: number; to: number; n: number; claimed: number; true: number }

export type Claim = { probability: number; correct: boolean }

/** Sorts claims into bins of equal width; empty bins are left out. */
export function reliability(claims: readonly Claim[], bins = 15): Bin[] {
  const groups = Map.groupBy(claims, ({ probability }) => Math.min(bins - 1, Math.floor(probability * bins)))
  return [...groups.entries()]
    .sort(([a], [b]) => a - b)
    .map(([i, group]) => ({
      from: i / bins,
      to: (i + 1) / bins,
      n: group.length,
      claimed: mean(group.map(({ probability }) => probability)),
      true: mean(group.map(({ correct }) => Number(correct))),
    }))
}

/** Expected calibration error (Naeini 2015): the gap between claim and truth, averaged over the bins by how full they are. */
export function expectedCalibrationError(claims: readonly Claim[], bins = 15): number | undefined {
  if (claims.length === 0) return
  return reliability(claims, bins).reduce(
    (sum, bin) => sum + (bin.n / claims.length) * Math.abs(bin.claimed - bin.true),
    0,
  )
}

export type RocPoint = { falsePositives: number; truePositives: number }

/** The ROC curve from (0, 0) to (1, 1), one point for each different score. */
export function rocCurve(positives: readonly number[], negatives: readonly number[]): RocPoint[] {
  const scores = [...positives.map((score) => ({ score, hit: 1 })), ...negatives.map((score) => ({ score, hit: 0 }))]
  scores.sort((a, b) => b.score - a.score)
  const points: RocPoint[] = [{ falsePositives: 0, truePositives: 0 }]
  let hits = 0
  scores.forEach(({ score, hit }, i) => {
    hits += hit
    if (scores[i + 1]?.score === score) return
    points.push({ falsePositives: (i + 1 - hits) / negatives.length, truePositives: hits / positives.length })
  })
  return points
}
