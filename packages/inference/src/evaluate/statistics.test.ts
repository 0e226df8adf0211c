import { describe, expect, test } from 'vitest'
import { auc, bootstrap, expectedCalibrationError, midranks, proportion, reliability, rocCurve } from './statistics.ts'

describe('proportions', () => {
  test('81 of 263 has the Wilson interval of Newcombe 1998, table I: 0.2553 to 0.3662', () => {
    const figure = proportion(81, 263)
    expect(figure?.value).toBeCloseTo(0.308, 4)
    expect(figure?.low).toBeCloseTo(0.2553, 4)
    expect(figure?.high).toBeCloseTo(0.3662, 4)
  })

  test('0 of 20 is not certain: Newcombe 1998 has 0 to 0.1611', () => {
    const figure = proportion(0, 20)
    expect(figure?.low).toBe(0)
    expect(figure?.high).toBeCloseTo(0.1611, 4)
  })

  test('of nothing is nothing', () => expect(proportion(0, 0)).toBeUndefined())
})

describe('area under the ROC curve', () => {
  test('counts the pairs that are in order, a tie as half', () => {
    // 3 against 1 2 3: above two, a tie; 4: above three; 1: a tie. (2.5 + 3 + 0.5) / 9 = 6/9
    expect(auc([3, 4, 1], [1, 2, 3])?.value).toBeCloseTo(6 / 9, 12)
  })

  test("has DeLong's interval, by hand for three against three", () => {
    // shares above: 2.5/3, 1, 0.5/3: mean 2/3, variance (0.1667² + 0.3333² + 0.5²)/2 = 0.194444
    // of positives above each negative: 1 → 2 + ½ = 2.5/3; 2 → 2/3; 3 → 1.5/3: mean 2/3, variance (0.1667² + 0 + 0.1667²)/2 = 0.027778
    // se = √(0.194444/3 + 0.027778/3) = √0.0740741 = 0.272166; half = 1.959964 × 0.272166 = 0.533435
    const figure = auc([3, 4, 1], [1, 2, 3])
    expect(figure?.low).toBeCloseTo(2 / 3 - 0.533435, 5)
    expect(figure?.high).toBe(1)
  })

  test('ties share their ranks', () => expect(midranks([10, 20, 10, 30])).toEqual([1.5, 3, 1.5, 4]))

  test('the curve goes from corner to corner, one point for each score', () => {
    expect(rocCurve([3, 2], [2, 1])).toEqual([
      { falsePositives: 0, truePositives: 0 },
      { falsePositives: 0, truePositives: 0.5 },
      { falsePositives: 0.5, truePositives: 1 },
      { falsePositives: 1, truePositives: 1 },
    ])
  })
})

describe('calibration', () => {
  const claims = [
    { probability: 0.9, correct: true },
    { probability: 0.9, correct: true },
    { probability: 0.9, correct: false },
    { probability: 0.6, correct: true },
  ]

  test('ten bins: 0.9 claimed and 2/3 true in three of four, 0.6 claimed and 1 true in one', () => {
    expect(reliability(claims, 10)).toEqual([
      { from: 0.6, to: 0.7, n: 1, claimed: 0.6, true: 1 },
      { from: 0.9, to: 1, n: 3, claimed: expect.closeTo(0.9, 12), true: expect.closeTo(2 / 3, 12) },
    ])
    // ¾ · (0.9 − 2/3) + ¼ · 0.4 = 0.175 + 0.1
    expect(expectedCalibrationError(claims, 10)).toBeCloseTo(0.275, 12)
  })

  test('a probability of one belongs to the last bin', () =>
    expect(reliability([{ probability: 1, correct: true }], 10)[0]?.from).toBe(0.9))
})

describe('bootstrap', () => {
  const rows = Array.from({ length: 200 }, (_, i) => (i < 60 ? 1 : 0))
  const mean = (sample: readonly number[]) => sample.reduce((sum, value) => sum + value, 0) / sample.length

  test('of a proportion agrees with the binomial: 0.3 ± 1.96 √(0.3 · 0.7 / 200) = 0.236 to 0.364', () => {
    const figure = bootstrap(rows, mean)
    expect(figure?.value).toBe(0.3)
    expect(figure?.low).toBeCloseTo(0.236, 1.7)
    expect(figure?.high).toBeCloseTo(0.364, 1.7)
  })

  test('gives the same interval every time', () => expect(bootstrap(rows, mean)).toEqual(bootstrap(rows, mean)))
})
