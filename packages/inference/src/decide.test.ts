import { describe, expect, test } from 'vitest'
import { confidenceOf, decide, probabilities, softmax } from './decide.ts'
import { manifestSchema } from './model/manifest.ts'
import { testManifest, testNetwork } from './testing/test-network.ts'

const manifest = manifestSchema.parse({
  ...testManifest(testNetwork()),
  classes: ['normal', 'viral', 'bacterial'],
  risk: { normal: 'low', viral: 'medium', bacterial: 'high' },
  calibration: { temperature: 2 },
  thresholds: { pneumonia: { value: 0.4 }, high: { value: 0.6 } },
})

describe('calibrated probabilities', () => {
  test('are the softmax of the logits over the temperature', () => {
    // logits 0, 2 ln 2, 2 ln 3 over 2: weights 1, 2, 3 of 6
    const p = probabilities([0, 2 * Math.log(2), 2 * Math.log(3)], manifest)
    expect(p.low).toBeCloseTo(1 / 6, 12)
    expect(p.medium).toBeCloseTo(2 / 6, 12)
    expect(p.high).toBeCloseTo(3 / 6, 12)
  })

  test('do not overflow', () => expect(softmax([1000, 0, -1000])).toEqual([1, 0, 0]))

  test('of classes with one risk are added', () => {
    const p = probabilities([0, 0, 0], { ...manifest, risk: { normal: 'low', viral: 'high', bacterial: 'high' } })
    expect(p.high).toBeCloseTo(2 / 3, 12)
    expect(p.medium).toBe(0)
  })
})

describe('the decision', () => {
  test.each([
    [{ low: 0.61, medium: 0.1, high: 0.29 }, 'low'], // 0.39 needs attention: below 0.4
    [{ low: 0.59, medium: 0.16, high: 0.25 }, 'high'], // 0.41; 0.25 / 0.41 = 0.61
    [{ low: 0.59, medium: 0.17, high: 0.24 }, 'medium'], // 0.24 / 0.41 = 0.585
    [{ low: 0, medium: 0.39, high: 0.61 }, 'high'],
  ])('%j is %s', (p, category) => {
    expect(decide(p, manifest)).toEqual({ category, probability: p[category as 'low'] })
  })
})

describe('confidence', () => {
  test.each([
    [0.6, 0.5], // on the line
    [0, 1],
    [1, 1],
    [0.8, 0.75], // attention 0.2, half the way from 0.4 to 0
    [0.3, 0.75], // attention 0.7, half the way from 0.4 to 1
  ])('low at %f is %f', (low, confidence) => {
    expect(confidenceOf({ low, medium: 1 - low, high: 0 }, manifest)).toBeCloseTo(confidence, 12)
  })
})
