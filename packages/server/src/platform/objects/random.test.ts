import { expect, test } from 'vitest'
import { fewRandomBytes } from './random.ts'

test('no two pieces are the same, none is empty, and none changes once it was given', () => {
  const given = Array.from({ length: 1000 }, (_, i) => fewRandomBytes(8 + (i % 32)))
  const then = given.map((piece) => piece.toString('hex'))
  expect(new Set(then.map((hex) => hex.slice(0, 16))).size).toBe(given.length)
  expect(given.some((piece) => piece.subarray(0, 8).equals(Buffer.alloc(8)))).toBe(false)
  fewRandomBytes(4096)
  expect(given.map((piece) => piece.toString('hex'))).toEqual(then)
})
