import type { Risk } from '@firstread/contract'
import { expect, test } from 'vitest'
import { figuresOf } from './figures.ts'
import type { Judged } from './judged.ts'

const judged = (truth: Risk, said: Risk, low: number, more: Partial<Judged> = {}): Judged => ({
  truth,
  said,
  low,
  sex: null,
  age: null,
  processingTimeMs: null,
  reviewedAt: new Date(0),
  ...more,
})

/**
 * Ten studies. Needs attention is medium or high:
 *
 *            said attention   said low
 * true att.       5 (TP)       1 (FN)
 * true low        1 (FP)       3 (TN)
 */
const ten = [
  judged('high', 'high', 0.05, { sex: 'F', age: 2, processingTimeMs: 100 }),
  judged('high', 'high', 0.1, { sex: 'female', age: 0, processingTimeMs: 200 }),
  judged('high', 'medium', 0.2, { sex: 'M', age: 5 }),
  judged('medium', 'medium', 0.3, { sex: 'm', age: 6 }),
  judged('medium', 'high', 0.15),
  judged('medium', 'low', 0.8),
  judged('low', 'medium', 0.4),
  judged('low', 'low', 0.9),
  judged('low', 'low', 0.7),
  judged('low', 'low', 0.95),
]

test('the figures of ten studies are those of the hand calculation', () => {
  const figures = figuresOf(ten)
  expect(figures).toMatchObject({ n: 10, tp: 5, fn: 1, fp: 1, tn: 3, averageMs: 150 })
  expect(figures.accuracy).toBeCloseTo(8 / 10, 12)
  expect(figures.precision).toBeCloseTo(5 / 6, 12)
  expect(figures.recall).toBeCloseTo(5 / 6, 12)
  expect(figures.f1).toBeCloseTo(10 / 12, 12) // 2·5 / (2·5 + 1 + 1)
  // Scores 1 - low: attention .95 .9 .8 .7 .85 .2, low .6 .1 .3 .05. Of 24 pairs, .2 loses to .6 and .3: 22 in order.
  expect(figures.auc).toBeCloseTo(22 / 24, 12)
})

test('each share has its Wilson interval and its denominator', () => {
  // Wilson for 8 of 10, z = 1.96: centre (0.8 + 3.8416/20) / 1.38416 = 0.716736,
  // half 1.96 × √(0.016 + 3.8416/400) / 1.38416 = 0.226575; so 0.4902 to 0.9433
  const { accuracy } = figuresOf(ten).intervals
  expect(accuracy?.n).toBe(10)
  expect(accuracy?.low).toBeCloseTo(0.4902, 3)
  expect(accuracy?.high).toBeCloseTo(0.9433, 3)
  expect(figuresOf(ten).intervals.recall?.n).toBe(6)
  expect(figuresOf(ten).intervals.specificity?.n).toBe(4)
})

test('each class has its own figures', () => {
  const { perClass } = figuresOf(ten)
  // high: true 3, said 3, both 2; medium: true 3, said 3, both 1; low: true 4, said 4, both 3
  expect(perClass.high).toMatchObject({ support: 3, predicted: 3, recall: 2 / 3, precision: 2 / 3 })
  expect(perClass.medium).toMatchObject({ support: 3, predicted: 3, recall: 1 / 3, precision: 1 / 3 })
  expect(perClass.low).toMatchObject({ support: 4, predicted: 4, recall: 3 / 4, f1Score: 3 / 4 })
})

test('subgroups count everybody once, the unknown among them', () => {
  const { subgroups } = figuresOf(ten)
  const sizes = (group: string) =>
    Object.fromEntries(subgroups.filter((one) => one.group === group).map(({ value, n }) => [value, n]))
  expect(sizes('sex')).toEqual({ female: 2, male: 2, unknown: 6 })
  expect(sizes('age')).toEqual({ 'under 1': 1, '1 to 5': 2, '6 to 15': 1, unknown: 6 })
})

test('what has no denominator is null, never 0', () => {
  const figures = figuresOf([judged('low', 'low', 0.9)])
  expect(figures).toMatchObject({ accuracy: 1, precision: null, recall: null, f1: null, auc: null, averageMs: null })
  expect(figures.intervals.recall).toBeUndefined()
  expect(figuresOf([])).toMatchObject({ n: 0, accuracy: null })
})
