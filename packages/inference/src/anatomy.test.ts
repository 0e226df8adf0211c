import { describe, expect, test } from 'vitest'
import { type Grid, isMirrored, locate } from './anatomy.ts'

/** 14 × 14 places, evidence where the marks are: `[column, row]` from the top left of the picture. */
function marked(...marks: [column: number, row: number, value?: number][]): Grid {
  const values = new Float32Array(14 * 14)
  for (const [x, y, value = 1] of marks) values[y * 14 + x] = value
  return { values, width: 14, height: 14 }
}

const words = (grid: Grid, mirror = false) => locate(grid, mirror).map(({ location }) => location)

describe('places in words', () => {
  test("the left of the picture is the patient's right", () => {
    expect(words(marked([3, 10]))).toEqual(['right lower zone'])
    expect(words(marked([11, 3]))).toEqual(['left upper zone'])
  })

  test('a mirrored picture has the patient’s right on its right', () => {
    expect(words(marked([3, 10]), true)).toEqual(['left lower zone'])
    expect(isMirrored(['R', 'F'])).toBe(true)
    expect(isMirrored(['L', 'F'])).toBe(false)
    expect(isMirrored(undefined)).toBe(false)
  })

  test('two zones of one side are named together, three as the whole lung', () => {
    expect(words(marked([3, 6], [3, 10]))).toEqual(['right mid and lower zones'])
    expect(words(marked([3, 3], [3, 6], [3, 10]))).toEqual(['right lung, all zones'])
  })

  test('both sides are named when each holds a quarter, the stronger first', () => {
    expect(words(marked([3, 10, 1], [10, 6, 2]))).toEqual(['left mid zone', 'right lower zone'])
    expect(words(marked([3, 10, 1], [10, 6, 4]))).toEqual(['left mid zone'])
  })

  test('extent is the share of a side’s lung box at half the strongest or more', () => {
    // rows whose center lies in 12 % to 88 %: 2 to 11; columns 7 % to 45 % from the midline: 1 to 5 and 8 to 12; fifty places on each side
    const [place] = locate(marked([1, 5], [2, 5], [3, 5], [4, 5], [5, 5, 0.4]), false)
    expect(place?.extent).toBeCloseTo(4 / 50, 12)
    expect(place?.share).toBe(1)
  })

  test('evidence over the spine, an arm or the belly names no lung', () => {
    expect(words(marked([6, 5], [7, 5], [0, 5], [3, 13]))).toEqual([])
    expect(words(marked([6, 5, 2], [3, 10, 1]))).toEqual(['right lower zone'])
    expect(words(marked([6, 5, 5], [3, 10, 1]))).toEqual([])
  })

  test('no evidence is no place', () => expect(words(marked())).toEqual([]))
})
