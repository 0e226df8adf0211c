/**
 * The inverse DCT of 8 × 8 coefficients in integers: the algorithm of Loeffler, Ligtenberg and Moschytz (ICASSP 1989) with
 * 13-bit constants and the roundings of the Independent JPEG Group's accurate method, so that results are bit-identical
 * with dcmtk, gdcm and libjpeg-turbo. T.81 leaves the rounding open; comparing with other viewers does not.
 */
const CONST_BITS = 13
const fix = (x: number) => Math.round(x * (1 << CONST_BITS))
const C0298 = fix(0.298631336)
const C0390 = fix(0.390180644)
const C0541 = fix(0.5411961)
const C0765 = fix(0.765366865)
const C0899 = fix(0.899976223)
const C1175 = fix(1.175875602)
const C1501 = fix(1.50132111)
const C1847 = fix(1.847759065)
const C1961 = fix(1.96157056)
const C2053 = fix(2.053119869)
const C2562 = fix(2.562915447)
const C3072 = fix(3.072711026)

const work = new Int32Array(64)

/** One pass over eight values, `step` apart; results carry `shift` fewer bits, rounded, and are written in place. */
function pass(block: Int32Array, at: number, step: number, shift: number): void {
  const x0 = block[at] as number
  const x1 = block[at + step] as number
  const x2 = block[at + 2 * step] as number
  const x3 = block[at + 3 * step] as number
  const x4 = block[at + 4 * step] as number
  const x5 = block[at + 5 * step] as number
  const x6 = block[at + 6 * step] as number
  const x7 = block[at + 7 * step] as number

  const e1 = Math.imul(x2 + x6, C0541)
  const e2 = e1 - Math.imul(x6, C1847)
  const e3 = e1 + Math.imul(x2, C0765)
  const s0 = (x0 + x4) << CONST_BITS
  const s1 = (x0 - x4) << CONST_BITS
  const round = 1 << (shift - 1)
  const even0 = s0 + e3 + round
  const even3 = s0 - e3 + round
  const even1 = s1 + e2 + round
  const even2 = s1 - e2 + round

  const z5 = Math.imul(x7 + x3 + x5 + x1, C1175)
  const z1 = Math.imul(x7 + x1, -C0899)
  const z2 = Math.imul(x5 + x3, -C2562)
  const z3 = Math.imul(x7 + x3, -C1961) + z5
  const z4 = Math.imul(x5 + x1, -C0390) + z5
  const odd0 = Math.imul(x7, C0298) + z1 + z3
  const odd1 = Math.imul(x5, C2053) + z2 + z4
  const odd2 = Math.imul(x3, C3072) + z2 + z3
  const odd3 = Math.imul(x1, C1501) + z1 + z4

  block[at] = (even0 + odd3) >> shift
  block[at + 7 * step] = (even0 - odd3) >> shift
  block[at + step] = (even1 + odd2) >> shift
  block[at + 6 * step] = (even1 - odd2) >> shift
  block[at + 2 * step] = (even2 + odd1) >> shift
  block[at + 5 * step] = (even2 - odd1) >> shift
  block[at + 3 * step] = (even3 + odd0) >> shift
  block[at + 4 * step] = (even3 - odd0) >> shift
}

/**
 * @param coefficients  64, dequantized, row × 8 + column; left unchanged
 * @param precision     bits of a sample, 8 or 12
 * @param out           plane of samples, written at `at` with rows `stride` apart
 */
export function inverseDct(
  coefficients: Int32Array,
  precision: number,
  out: Uint8Array | Uint16Array,
  at: number,
  stride: number,
): void {
  const extra = precision === 8 ? 2 : 1 // bits kept between the passes: 12-bit samples leave less room in 32 bits
  const max = (1 << precision) - 1
  const center = 1 << (precision - 1)
  work.set(coefficients)
  for (let column = 0; column < 8; column++) pass(work, column, 8, CONST_BITS - extra)
  for (let row = 0; row < 8; row++) {
    pass(work, row * 8, 1, CONST_BITS + extra + 3)
    const to = at + row * stride
    for (let column = 0; column < 8; column++) {
      const value = (work[row * 8 + column] as number) + center
      out[to + column] = value < 0 ? 0 : value > max ? max : value
    }
  }
}
