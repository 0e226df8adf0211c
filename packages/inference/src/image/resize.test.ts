import { describe, expect, test } from 'vitest'
import { resize } from './resize.ts'

describe('scaling as Pillow does it', () => {
  test('enlargement keeps the edges and mixes quarter by quarter between', () => {
    // two to four: centers 0.25 0.75 1.25 1.75; inside, weights 3/4 and 1/4
    expect([...resize(Float32Array.of(0, 4), 2, 1, 4, 1)]).toEqual([0, 1, 3, 4])
  })

  test('reduction averages: a triangle of twice the scale', () => {
    // four to two, scale 2: out 0 center 1, pixels 0 1 2, weights 1 − |−0.5|/2 = 0.75, 0.75, 1 − 1.5/2 = 0.25 over 1.75
    const [first, second] = resize(Float32Array.of(7, 7, 0, 0), 4, 1, 2, 1)
    expect(first).toBeCloseTo((7 * 1.5) / 1.75, 6)
    expect(second).toBeCloseTo((7 * 0.25) / 1.75, 6)
  })

  test('the same size gives the same levels in a new plane', () => {
    const levels = Float32Array.of(1, 2, 3, 4)
    const same = resize(levels, 2, 2, 2, 2)
    expect([...same]).toEqual([1, 2, 3, 4])
    expect(same).not.toBe(levels)
  })

  test('rows and columns are treated alike', () => {
    const levels = Float32Array.from({ length: 35 }, (_, i) => (i * 37) % 11)
    const turned = Float32Array.from({ length: 35 }, (_, i) => levels[(i % 5) * 7 + Math.floor(i / 5)] as number)
    const wide = resize(levels, 7, 5, 3, 2)
    const high = resize(turned, 5, 7, 2, 3)
    for (let y = 0; y < 2; y++)
      for (let x = 0; x < 3; x++) expect(wide[y * 3 + x]).toBeCloseTo(high[x * 2 + y] as number, 5)
  })
})
