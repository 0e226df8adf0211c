import type { Frame } from '../file.ts'

/**
 * The native bytes of a decoded frame in little endian, colour by pixel (PS3.5 8.1.1): 1-bit images are packed again, all
 * others take the width of their values.
 */
export function nativeBytesOf({ values, bitsAllocated }: Pick<Frame, 'values' | 'bitsAllocated'>): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  return bitsAllocated === 1 ? packed(bytes) : bytes
}

/** The first pixel is the least significant bit. */
function packed(bits: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil(bits.length / 8))
  for (let i = 0; i < bits.length; i++) if (bits[i]) out[i >> 3] = (out[i >> 3] as number) | (1 << (i & 7))
  return out
}

/** BitsAllocated as decoded values have it: 12 bits take two bytes, 24 take four. */
export const allocatedBits = (bits: number): number =>
  bits === 1 ? 1 : bits <= 8 ? 8 : bits <= 16 ? 16 : bits <= 32 ? 32 : 64
