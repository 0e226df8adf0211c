import { DicomError } from '../errors.ts'

/** Bits past the end that a reader may look at but a sound stream never uses. */
const FORGIVEN_BITS = 32

/** Reads the entropy-coded part of a JPEG scan bit by bit (ITU-T T.81 F.2.2.5): FF 00 is FF, another marker ends the data. */
export class BitReader {
  private readonly bytes: Uint8Array
  private buffer = 0
  private count = 0
  private padding = 0
  /** the next byte to load; after `align` the position of the marker that ended the data */
  at: number

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes
    this.at = at
  }

  /** Makes sure that 16 bits are there. */
  private load(): void {
    while (this.count <= 16) {
      let next = this.bytes[this.at] ?? 0xff
      if (next === 0xff && this.bytes[this.at + 1] !== 0) {
        next = 0
        this.padding += 8
        if (this.padding - this.count > FORGIVEN_BITS) throw new DicomError('bad-pixels', 'the JPEG scan is cut off')
      } else this.at += next === 0xff ? 2 : 1
      this.buffer = ((this.buffer << 8) | next) & 0xffffff
      this.count += 8
    }
  }

  /** The next `n` bits (1 to 16) without taking them. */
  peek(n: number): number {
    if (this.count < n) this.load()
    return (this.buffer >>> (this.count - n)) & ((1 << n) - 1)
  }

  skip(n: number): void {
    this.count -= n
  }

  take(n: number): number {
    const value = this.peek(n)
    this.count -= n
    return value
  }

  /** `n` bits as a difference: EXTEND of T.81 F.2.2.1. */
  difference(n: number): number {
    if (n === 0) return 0
    const value = this.take(n)
    return value < 1 << (n - 1) ? value - (1 << n) + 1 : value
  }

  /** Drops what is left of this interval and steps over the restart marker that follows; false when there is none. */
  restart(): boolean {
    this.buffer = 0
    this.count = 0
    this.padding = 0
    const at = nextMarker(this.bytes, this.at)
    const marker = this.bytes[at + 1] ?? 0
    if (marker < 0xd0 || marker > 0xd7) return false
    this.at = at + 2
    return true
  }
}

/** Where the next marker stands: FF followed by neither 00 nor FF. The length of the data when there is none. */
export function nextMarker(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0xff, from)
  while (at >= 0 && at + 1 < bytes.length) {
    const next = bytes[at + 1]
    if (next !== 0 && next !== 0xff) return at
    at = bytes.indexOf(0xff, at + 1)
  }
  return bytes.length
}
