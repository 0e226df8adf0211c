import type { ImageLayout } from './image.ts'
import { valuesInFrame } from './image.ts'

export type PixelArray =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array

/** Words of `BitsAllocated` bits in native byte order, as the codecs give them. */
export type Words = Uint8Array | Uint16Array | Uint32Array

/** Room for one frame's words. 1 bit takes a byte, 12 bits two, 24 bits four. */
export function newWords(layout: ImageLayout): Words {
  const n = valuesInFrame(layout)
  if (layout.bitsAllocated <= 8) return new Uint8Array(n)
  return layout.bitsAllocated <= 16 ? new Uint16Array(n) : new Uint32Array(n)
}

/**
 * Stored values out of words: the bits from HighBit down, BitsStored of them (PS3.5 8.1.1), with sign when the image is
 * signed. What overlays or sloppy writers left in the other bits is dropped. Works in place where the type stays.
 */
export function storedValues(words: Words, { bitsStored, highBit, signed }: ImageLayout): PixelArray {
  const width = words.BYTES_PER_ELEMENT * 8
  const shift = highBit + 1 - bitsStored
  const up = 32 - bitsStored
  if (signed) {
    const values = signedView(words)
    if (bitsStored < width || shift > 0)
      for (let i = 0; i < values.length; i++) values[i] = (((values[i] ?? 0) >>> shift) << up) >> up
    return values
  }
  if (bitsStored < width) for (let i = 0; i < words.length; i++) words[i] = (((words[i] ?? 0) >>> shift) << up) >>> up
  return words
}

function signedView(words: Words): Int8Array | Int16Array | Int32Array {
  if (words instanceof Uint8Array) return new Int8Array(words.buffer, words.byteOffset, words.length)
  if (words instanceof Uint16Array) return new Int16Array(words.buffer, words.byteOffset, words.length)
  return new Int32Array(words.buffer, words.byteOffset, words.length)
}
