import { expect, test } from 'vitest'
import { driftOf, psi, samplesOf } from './drift.ts'
import type { Reading } from './queries.ts'

const bins = (...counts: number[]) => counts.map((count, i) => ({ bin: String(i), count }))
const readings = (low: number, high: number): Reading[] => [
  ...Array.from({ length: low }, (_, i) => ({ risk: 'low' as const, low: 0.9, at: new Date(i) })),
  ...Array.from({ length: high }, (_, i) => ({ risk: 'high' as const, low: 0.1, at: new Date(1000 + i) })),
]

test('the index of two bins is that of the hand calculation', () => {
  // With half a case in each bin: (50.5, 50.5)/101 = .5 .5 against (80.5, 20.5)/101 = .79703 .20297
  // (.29703) × ln(1.594059) + (-.29703) × ln(.405941) = .29703 × (.466284 + .901549) = .406287
  expect(psi(bins(50, 50), bins(80, 20))).toBeCloseTo(0.406287, 4)
  expect(psi(bins(50, 50), bins(50, 50))).toBe(0)
})

test('too few readings give no verdict, and say how many there are', () => {
  const drift = driftOf('m', { baseline: readings(30, 30), current: readings(10, 10) })
  expect(drift).toMatchObject({ verdict: 'too-few', figures: [], baseline: { n: 60 }, current: { n: 20 } })
  expect(drift.explanation).toContain('60 at the beginning and 20 since')
})

test('the same case mix is stable, another one has drifted', () => {
  const baseline = readings(60, 40)
  expect(driftOf('m', { baseline, current: readings(58, 42) }).verdict).toBe('stable')
  const drift = driftOf('m', { baseline, current: readings(15, 85) })
  expect(drift.verdict).toBe('drifted')
  expect(drift.figures[0]?.bins[0]).toEqual({ bin: 'low', baseline: 0.6, current: 0.15 })
})

test('no reading stands on both sides', () => {
  const all = Array.from({ length: 260 }, (_, i) => ({ risk: 'low' as const, low: 0.9, at: new Date(i) }))
  const { baseline, current } = samplesOf(all.slice(0, 200), all.toReversed().slice(0, 200), all.length)
  expect(baseline).toHaveLength(200)
  expect(current.map(({ at }) => at.getTime())).toEqual(Array.from({ length: 60 }, (_, i) => 200 + i))
})
