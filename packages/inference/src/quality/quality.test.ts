import { describe, expect, test } from 'vitest'
import { waves } from '../testing/pictures.ts'
import { measure } from './measures.ts'
import type { Subject } from './rules.ts'
import { concerns, judge } from './score.ts'

const size = { width: 224, height: 224 }

describe('measurements', () => {
  test('of a checkerboard of 0 and 1 by hand', () => {
    const pixels = Float32Array.from({ length: 64 }, (_, i) => (i + Math.floor(i / 8)) % 2)
    const found = measure({ pixels, width: 8, height: 8 })
    expect(found.mean).toBe(0.5)
    expect(found.spread).toBe(0.5)
    expect([found.black, found.white]).toEqual([0.5, 0.5])
    expect(found.detail).toBe(2) // every step is 1, the spread 0.5
    expect(found.sharpness).toBe(8) // every Laplacian is ±4
    expect(found.mirror).toBe(-1) // eight columns: each place meets its opposite
    expect(found.margin).toBe(0)
  })

  test('of waves: half of two cosines of 0.1 each has a spread of 0.1', () => {
    const found = measure({ pixels: waves(size, 0.5), ...size })
    expect(found.mean).toBeCloseTo(0.5, 4)
    expect(found.spread).toBeCloseTo(0.1, 4) // √(2 · 0.1² / 2)
    expect(found.mirror).toBeCloseTo(1, 3)
  })

  test('of a picture with an empty quarter on the left', () => {
    const pixels = waves(size, 0.5).map((value, i) => (i % 224 < 56 ? 0 : value))
    expect(measure({ pixels, ...size }).margin).toBe(0.25)
  })
})

describe('judgement', () => {
  const fine: Subject = {
    ...measure({ pixels: waves(size, 0.5, 0.5), ...size }),
    detail: 0.07,
    span: 0.7,
    shortSide: 1000,
    aspect: 1.2,
  }
  const judged = (change: Partial<Subject>) => judge(concerns({ ...fine, ...change }))

  test('has nothing to remark on a good picture', () => expect(judged({})).toEqual({ score: 1, reasons: [] }))

  test.each([
    [{ shortSide: 150 }, 'too_small'],
    [{ span: 0.2 }, 'low_contrast'],
    [{ sharpness: 0.08 }, 'blurred'],
    [{ mean: 0.15 }, 'too_dark'],
    [{ mean: 0.8 }, 'too_bright'],
    [{ margin: 0.2 }, 'margins'],
    [{ aspect: 4 }, 'cut_off'],
    [{ aspect: 0.5 }, 'cut_off'],
    [{ mirror: -0.2 }, 'rotated'],
  ])('warns of %j as %s', (change, code) => {
    const { score, reasons, refused } = judged(change)
    expect(reasons.map((reason) => reason.code)).toEqual([code])
    expect(score).toBeGreaterThan(0.3)
    expect(score).toBeLessThan(0.86)
    expect(refused).toBeUndefined()
  })

  test.each([
    [{ shortSide: 64 }, 'too_small'],
    [{ span: 0.05 }, 'low_contrast'],
    [{ sharpness: 0.03 }, 'blurred'],
  ])('refuses %j as %s', (change, code) => expect(judged(change).refused?.code).toBe(code))

  test('falls as the trouble grows, and with each trouble more', () => {
    expect(judged({ span: 0.24 }).score).toBeGreaterThan(judged({ span: 0.12 }).score)
    expect(judged({ span: 0.2, mean: 0.15 }).score).toBeLessThan(judged({ span: 0.2 }).score)
  })

  test('counts the same trouble once, at its worst', () => {
    const twice = judge([
      { code: 'blurred', explanation: 'a', cost: 0.2, refuse: false },
      { code: 'blurred', explanation: 'b', cost: 0.5, refuse: false },
    ])
    expect(twice).toEqual({ score: 0.5, reasons: [{ code: 'blurred', explanation: 'b' }] })
  })
})
