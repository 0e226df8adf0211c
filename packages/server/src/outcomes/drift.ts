import type { ModelDrift } from '@firstread/contract'
import type { Reading } from './queries.ts'

/** How many readings make the baseline, and how many of the newest are held against it. */
export const baselineSize = 200
export const currentSize = 200
/** Below this many on either side the index says more about chance than about change. */
export const fewest = 50

/** A share of each bin. */
export type Bins = { bin: string; count: number }[]

const fifths = ['0.0–0.2', '0.2–0.4', '0.4–0.6', '0.6–0.8', '0.8–1.0']
const classes = ['low', 'medium', 'high']

const count = (names: readonly string[], found: readonly string[]): Bins =>
  names.map((bin) => ({ bin, count: found.filter((name) => name === bin).length }))

/** What the model said, counted. `needsAttention` is 1 - p(low) in five equal bins. */
const counted = {
  riskCategory: (rows: readonly Reading[]) =>
    count(
      classes,
      rows.map(({ risk }) => risk),
    ),
  needsAttention: (rows: readonly Reading[]) =>
    count(
      fifths,
      rows.map(({ low }) => fifths[Math.min(4, Math.floor((1 - low) * 5))] ?? ''),
    ),
} as const

/** Half a case in each bin, so that an empty one gives no infinite index. */
function shares(bins: Bins): number[] {
  const n = bins.reduce((sum, { count: k }) => sum + k, 0)
  return bins.map(({ count: k }) => (k + 0.5) / (n + 0.5 * bins.length))
}

/** Population stability index: Σ (current − baseline) × ln(current / baseline) over the bins. */
export function psi(baseline: Bins, current: Bins): number {
  const before = shares(baseline)
  return shares(current).reduce((sum, now, i) => {
    const was = before[i] ?? now
    return sum + (now - was) * Math.log(now / was)
  }, 0)
}

type Verdict = ModelDrift['verdict']
/** The customary bounds of the index. */
const bounds: readonly [below: number, verdict: Verdict, explanation: string][] = [
  [0.1, 'stable', 'The model says what it said at the beginning.'],
  [0.25, 'watch', 'What the model says is shifting. Compare the patients, the devices and the figures from reviews.'],
  [
    Number.POSITIVE_INFINITY,
    'drifted',
    'What the model says has shifted. Its figures from the beginning no longer hold.',
  ],
]

export type Samples = { baseline: Reading[]; current: Reading[] }

/** Holds the newest readings against the first ones. */
export function driftOf(modelId: string, { baseline, current }: Samples): ModelDrift {
  const sizes = {
    modelId,
    baseline: { source: baseline.length > 0 ? ('first-readings' as const) : ('none' as const), n: baseline.length },
    current: {
      n: current.length,
      from: current[0]?.at.toISOString() ?? null,
      to: current.at(-1)?.at.toISOString() ?? null,
    },
  }
  if (baseline.length < fewest || current.length < fewest) {
    const explanation = `Too few readings to tell: ${baseline.length} at the beginning and ${current.length} since then; ${fewest} of each are needed.`
    return { ...sizes, verdict: 'too-few', explanation, figures: [] }
  }
  const figures = (['riskCategory', 'needsAttention'] as const).map((figure) => {
    const [before, now] = [counted[figure](baseline), counted[figure](current)]
    const share = (bins: Bins, i: number, n: number) => (bins[i]?.count ?? 0) / n
    const bins = before.map(({ bin }, i) => ({
      bin,
      baseline: share(before, i, baseline.length),
      current: share(now, i, current.length),
    }))
    return { figure, psi: psi(before, now), bins }
  })
  const worst = Math.max(...figures.map((figure) => figure.psi))
  const [, verdict, explanation] = bounds.find(([below]) => worst < below) ?? ['', 'drifted' as const, '']
  return { ...sizes, verdict, explanation, figures }
}

/** The first readings are the baseline; what came after them, the newest, is held against it. */
export function samplesOf(first: readonly Reading[], newestFirst: readonly Reading[], total: number): Samples {
  const baseline = first.slice(0, baselineSize)
  const since = Math.max(0, total - baseline.length)
  return { baseline: [...baseline], current: newestFirst.slice(0, Math.min(since, currentSize)).toReversed() }
}
