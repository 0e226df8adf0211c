import { describe, expect, test } from 'vitest'
import { resize } from './resize.ts'

describe('scaling as Pillow does it', () => {
  test('a box halves by the mean of pairs', () => {
    // rows [0 2 4 6], [8 10 12 14]: means of 2 × 2 blocks are (0+2+8+10)/4 = 5 and (4+6+12+14)/4 = 9
    expect([...resize(Uint8Array.of(0, 2, 4, 6, 8, 10, 12, 14), 4, 2, 2, 1, 'box')]).toEqual([5, 9])
  })

  test('a box takes whole pixels only: five to two shares the middle one with neither side twice', () => {
    // scale 2.5, support 1.25. out 0: center 1.25, pixels trunc(0.5) = 0 to trunc(3) = 3, offsets (0.5 1.5 2.5 − 1.25) / 2.5 = −0.3 0.1 0.5:
    // all within (−0.5, 0.5], mean of 0 1 2 = 1. out 1: center 3.75, pixels 3 to 5, mean of 3 4 = 3.5
    expect([...resize(Float32Array.of(0, 1, 2, 3, 4), 5, 1, 2, 1, 'box')]).toEqual([1, 3.5])
  })

  test('linear enlargement keeps the edges and mixes quarter by quarter between', () => {
    // two to four: centers 0.25 0.75 1.25 1.75; inside, weights 3/4 and 1/4
    expect([...resize(Float32Array.of(0, 4), 2, 1, 4, 1, 'bilinear')]).toEqual([0, 1, 3, 4])
  })

  test('linear reduction averages: a triangle of twice the scale', () => {
    // four to two, scale 2: out 0 center 1, pixels 0 1 2, weights 1 − |−0.5|/2 = 0.75, 0.75, 1 − 1.5/2 = 0.25 over 1.75
    const [first, second] = resize(Float32Array.of(7, 7, 0, 0), 4, 1, 2, 1, 'bilinear')
    expect(first).toBeCloseTo((7 * 1.5) / 1.75, 6)
    expect(second).toBeCloseTo((7 * 0.25) / 1.75, 6)
  })

  test('the same size gives the same levels in a new plane', () => {
    const levels = Float32Array.of(1, 2, 3, 4)
    const same = resize(levels, 2, 2, 2, 2, 'box')
    expect([...same]).toEqual([1, 2, 3, 4])
    expect(same).not.toBe(levels)
  })

  test('rows and columns are treated alike', () => {
    const levels = Float32Array.from({ length: 35 }, (_, i) => (i * 37) % 11)
    const turned = Float32Array.from({ length: 35 }, (_, i) => levels[(i % 5) * 7 + Math.floor(i / 5)] as number)
    const wide = resize(levels, 7, 5, 3, 2, 'box')
    const high = resize(turned, 5, 7, 2, 3, 'box')
    for (let y = 0; y < 2; y++)
      for (let x = 0; x < 3; x++) expect(wide[y * 3 + x]).toBeCloseTo(high[x * 2 + y] as number, 5)
  })
})
