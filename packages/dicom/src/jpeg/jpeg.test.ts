import { describe, expect, test } from 'vitest'
import { codeOf, hex, joined } from '../testing/bytes.ts'
import { haveTestData, realFile } from '../testing/test-data.ts'
import { inverseDct } from './idct.ts'
import { decodeJpeg } from './index.ts'

/** The inverse DCT as T.81 A.3.3 writes it, in floating point. */
function exactInverseDct(coefficients: Int32Array, precision: number): number[] {
  const c = (k: number) => (k === 0 ? Math.SQRT1_2 : 1)
  const out: number[] = []
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++) {
      let sum = 0
      for (let v = 0; v < 8; v++) {
        for (let u = 0; u < 8; u++) {
          const waves = Math.cos(((2 * x + 1) * u * Math.PI) / 16) * Math.cos(((2 * y + 1) * v * Math.PI) / 16)
          sum += c(u) * c(v) * (coefficients[v * 8 + u] ?? 0) * waves
        }
      }
      const sample = sum / 4 + 2 ** (precision - 1)
      out.push(Math.min(2 ** precision - 1, Math.max(0, sample)))
    }
  }
  return out
}

describe('the inverse DCT', () => {
  test.each([
    ['a constant', 8, { 0: 80 }],
    ['one wave across', 8, { 0: -100, 1: 300 }],
    ['one wave down', 8, { 8: -250 }],
    ['many waves', 8, { 0: 200, 1: -90, 9: 75, 18: 60, 27: -44, 63: 31 }],
    ['more than fits', 8, { 0: 2000 }],
    ['12 bits', 12, { 0: 3000, 1: -1500, 8: 900, 35: 220 }],
  ])('of %s stays within one level of the exact one', (_what, precision, some: Record<number, number>) => {
    const coefficients = new Int32Array(64)
    for (const [place, value] of Object.entries(some)) coefficients[Number(place)] = value
    const samples = new Uint16Array(64)
    inverseDct(coefficients, precision, samples, 0, 8)
    const exact = exactInverseDct(coefficients, precision)
    expect(samples.every((sample, i) => Math.abs(sample - (exact[i] ?? 0)) < 1)).toBe(true)
  })
})

/**
 * A lossless JPEG of 2 × 2 samples of 8 bits, written by hand. Categories 0 and 1 have the codes 0 and 10. With predictor 1
 * the samples 129 129 / 129 128 are predicted as 128, 129 / 129 (above), 129, so the differences are +1, 0, 0, -1:
 * 10 1, 0, 0, 10 0 = 1010 0100, and no padding is needed.
 */
const tiny = (entropy: string) =>
  joined(
    hex('ffd8', 'ffc3 000b 08 0002 0002 01 01 11 00'),
    hex('ffc4 0015 00', '0101 0000 0000 0000 0000 0000 0000 0000', '00 01'),
    hex('ffda 0008 01 01 00 01 00 00', entropy, 'ffd9'),
  )
const small = { rows: 2, columns: 2, components: 1 }

describe('a lossless JPEG', () => {
  test('written by hand', () => {
    expect([...decodeJpeg(tiny('a4'), small).samples]).toEqual([129, 129, 129, 128])
  })

  test.each([
    ['of another size', tiny('a4'), { ...small, rows: 3 }],
    ['with fewer components', tiny('a4'), { ...small, components: 3 }],
    ['cut off in its header', tiny('a4').slice(0, 30), small],
    ['with nothing in it', hex('ffd8 ffd9'), small],
    ['that is none', hex('0102 0304'), small],
  ])('%s is refused', (_what, bytes, expected) => {
    expect(codeOf(() => decodeJpeg(bytes, expected))).toBe('bad-pixels')
  })
})

describe.skipIf(!haveTestData)('a real JPEG', () => {
  const jpeg = haveTestData ? realFile('chest-xray', 'train', 'normal', 'NORMAL2-IM-1014-0001.jpeg') : new Uint8Array()

  test('that ends in the middle of the picture is refused, not filled up', () => {
    const size = { rows: 224, columns: 224, components: 1 }
    expect(codeOf(() => decodeJpeg(jpeg, size))).toBeUndefined()
    expect(codeOf(() => decodeJpeg(jpeg.slice(0, jpeg.length / 2), size))).toBe('bad-pixels')
  })
})
