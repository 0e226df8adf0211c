import { expect, test } from 'vitest'
import { curvesOf } from './curves.ts'
import type { Judged } from './judged.ts'

const judged = (truth: Judged['truth'], said: Judged['said'], low: number | null): Judged => ({
  truth,
  said,
  low,
  sex: null,
  age: null,
  processingTimeMs: null,
  reviewedAt: new Date(0),
})

// Scores (1 - low) by truth: yes 0.9, 0.9, 0.3; no 0.6, 0.1.
const rows = [
  judged('high', 'high', 0.1),
  judged('medium', 'high', 0.1),
  judged('medium', 'low', 0.7),
  judged('low', 'medium', 0.4),
  judged('low', 'low', 0.9),
]

test('the ROC curve goes through every different score, from the surest down', () => {
  // 0.9: 2 of 3 yes, 0 of 2 no; 0.6: one no; 0.3: the last yes; 0.1: the last no.
  expect(curvesOf(rows).roc).toEqual([
    { falsePositives: 0, truePositives: 0 },
    { falsePositives: 0, truePositives: 2 / 3 },
    { falsePositives: 0.5, truePositives: 2 / 3 },
    { falsePositives: 0.5, truePositives: 1 },
    { falsePositives: 1, truePositives: 1 },
  ])
  // Pairs of a yes above a no: 2 + 2 + 1 of 6.
  expect(curvesOf(rows).auc?.value).toBeCloseTo(5 / 6, 12)
})

test('each bin says what was claimed, what came true, of how many, and between which bounds', () => {
  const bins = curvesOf(rows).reliability
  expect(bins.map(({ n }) => n)).toEqual([1, 1, 1, 2])
  // Two of two; Wilson at z = 1.96: low = n / (n + z²) = 2 / 5.8415.
  expect(bins.at(-1)).toMatchObject({ observed: 1, high: 1, n: 2 })
  expect(bins.at(-1)?.claimed).toBeCloseTo(0.9, 12)
  expect(bins.at(-1)?.low).toBeCloseTo(2 / 5.8415, 4)
})

test('the confusion counts every study, also those whose probability was not kept; the curves cannot', () => {
  const found = curvesOf([...rows, judged('high', 'medium', null)])
  expect(found).toMatchObject({
    positives: 3,
    negatives: 2,
    confusion: [
      [1, 1, 0],
      [1, 0, 1],
      [0, 1, 1],
    ],
  })
})

test('with one kind of truth alone there is no curve and no area', () => {
  expect(curvesOf(rows.slice(0, 3))).toMatchObject({ negatives: 0, roc: [], auc: null })
})
