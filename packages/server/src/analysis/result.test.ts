import { expect, test } from 'vitest'
import { roundShares } from './result.ts'

test.each([
  [{ low: 1 / 3, medium: 1 / 3, high: 1 / 3 }],
  [{ low: 0.33335, medium: 0.33335, high: 0.3333 }],
  [{ low: 0.00004, medium: 0.00004, high: 0.99992 }],
  [{ low: 0, medium: 0, high: 1 }],
])('%o keeps its sum of 1 in the four places of the database', (shares) => {
  const { low, medium, high } = roundShares(shares)
  expect(Math.round(low * 10_000) + Math.round(medium * 10_000) + Math.round(high * 10_000)).toBe(10_000)
  expect(Math.abs(low - shares.low)).toBeLessThan(0.0002)
  expect(Math.abs(high - shares.high)).toBeLessThan(0.0002)
})
