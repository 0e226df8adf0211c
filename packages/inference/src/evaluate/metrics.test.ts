import { expect, test } from 'vitest'
import type { RiskCategory } from '../reading.ts'
import { type Decided, metricsOf } from './metrics.ts'

const row = (truth: RiskCategory, decided: RiskCategory, [low, medium, high]: [number, number, number]): Decided => ({
  file: '',
  truth,
  decided,
  outcome: 'read',
  probabilities: { low, medium, high },
  ms: 1,
  inferMs: 1,
})

/** Four of low (one called medium), three of medium (one called high, one called low), three of high (all right). */
const rows = [
  row('low', 'low', [0.9, 0.05, 0.05]),
  row('low', 'low', [0.8, 0.1, 0.1]),
  row('low', 'low', [0.7, 0.2, 0.1]),
  row('low', 'medium', [0.3, 0.5, 0.2]),
  row('medium', 'medium', [0.1, 0.8, 0.1]),
  row('medium', 'high', [0.1, 0.3, 0.6]),
  row('medium', 'low', [0.75, 0.15, 0.1]),
  row('high', 'high', [0.05, 0.05, 0.9]),
  row('high', 'high', [0.1, 0.2, 0.7]),
  row('high', 'high', [0.2, 0.3, 0.5]),
]
const metrics = metricsOf(rows)

test('the confusion matrix has the truth in its rows', () => {
  expect(metrics.confusion).toEqual([
    [3, 1, 0],
    [1, 1, 1],
    [0, 0, 3],
  ])
})

test('accuracy is 7 of 10, balanced accuracy the mean of ¾, ⅓ and 1', () => {
  expect(metrics.accuracy?.value).toBe(0.7)
  expect(metrics.balancedAccuracy?.value).toBeCloseTo((0.75 + 1 / 3 + 1) / 3, 12)
})

test('needing attention: six positives of which five were said so, four negatives with one alarm', () => {
  const { sensitivity, specificity, ppv, npv, f1, auc } = metrics.needsAttention
  expect([sensitivity?.value, specificity?.value, ppv?.value, npv?.value]).toEqual([5 / 6, 3 / 4, 5 / 6, 3 / 4])
  expect(f1?.value).toBeCloseTo(10 / 12, 12)
  // scores of positives .9 .9 .25 .95 .9 .8, of negatives .1 .2 .3 .7: of 24 pairs only .25 < .3 and .25 < .7 are out of order
  expect(auc?.value).toBeCloseTo(22 / 24, 12)
})

test('high against medium looks only at those that are either', () => {
  const { positives, negatives, sensitivity, specificity } = metrics.highAgainstMedium
  expect([positives, negatives]).toEqual([3, 3])
  expect([sensitivity?.value, specificity?.value]).toEqual([1, 2 / 3])
})

test('each class against the rest', () => {
  const { medium } = metrics.perClass
  expect([medium.sensitivity?.value, medium.specificity?.value, medium.ppv?.value]).toEqual([1 / 3, 6 / 7, 1 / 2])
})
