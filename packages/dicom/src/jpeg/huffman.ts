import { DicomError } from '../errors.ts'
import type { BitReader } from './bits.ts'

const FAST_BITS = 9

/** A Huffman table (T.81 Annex C) with a shortcut for codes of up to nine bits. */
export class HuffmanTable {
  /** by the next nine bits: length in the high byte, symbol in the low; 0: a longer code */
  private readonly fast = new Uint16Array(1 << FAST_BITS)
  /** one past the largest code of each length, moved up to 16 bits */
  private readonly limit = new Int32Array(18)
  private readonly offset = new Int32Array(17)
  private readonly symbols: Uint8Array

  /** @param counts  number of codes of 1 to 16 bits; @param symbols  in the order of their codes */
  constructor(counts: Uint8Array, symbols: Uint8Array) {
    this.symbols = symbols
    let code = 0
    let index = 0
    for (let length = 1; length <= 16; length++) {
      const count = counts[length - 1] ?? 0
      this.offset[length] = index - code
      for (let i = 0; i < count; i++) this.enter(code + i, length, symbols[index + i] ?? 0)
      code += count
      index += count
      if (code > 1 << length) throw new DicomError('bad-pixels', 'a Huffman table has too many codes')
      this.limit[length] = code << (16 - length)
      code <<= 1
    }
  }

  private enter(code: number, length: number, symbol: number): void {
    if (length > FAST_BITS) return
    const first = code << (FAST_BITS - length)
    this.fast.fill((length << 8) | symbol, first, first + (1 << (FAST_BITS - length)))
  }

  decode(bits: BitReader): number {
    const entry = this.fast[bits.peek(FAST_BITS)] ?? 0
    if (entry !== 0) {
      bits.skip(entry >> 8)
      return entry & 0xff
    }
    const word = bits.peek(16)
    for (let length = FAST_BITS + 1; length <= 16; length++) {
      if (word >= (this.limit[length] ?? 0)) continue
      bits.skip(length)
      return this.symbols[(word >> (16 - length)) + (this.offset[length] ?? 0)] ?? 0
    }
    throw new DicomError('bad-pixels', 'no such Huffman code')
  }
}
