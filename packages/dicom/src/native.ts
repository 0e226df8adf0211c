import { DicomError } from './errors.ts'
import { type ImageLayout, valuesInFrame } from './image.ts'
import { newWords, type Words } from './pixel-values.ts'

/** How native pixel bytes are ordered. `swappedPairs`: bytes of OW in big endian, two pixels of 8 bits in a word. */
export interface ByteOrder {
  readonly littleEndian: boolean
  readonly swappedPairs: boolean
}

/** Uncompressed YBR_FULL_422 stores two bytes a pixel: Y Y Cb Cr (PS3.3 C.7.6.3.1.2). */
const isHalfColour = (layout: ImageLayout) =>
  layout.photometricInterpretation === 'YBR_FULL_422' && layout.samplesPerPixel === 3 && layout.bitsAllocated === 8

/** Bits that one frame takes in native pixel data. Frames of 1 or 12 bits follow each other without padding. */
function bitsInFrame(layout: ImageLayout): number {
  const values = isHalfColour(layout) ? layout.rows * layout.columns * 2 : valuesInFrame(layout)
  return values * layout.bitsAllocated
}

/**
 * The bytes of native pixel data in which a frame lies.
 *
 * @throws DicomError  truncated when the data end before the frame does
 */
export function nativeBytes(bytes: Uint8Array, layout: ImageLayout, frame: number): Uint8Array {
  const bits = bitsInFrame(layout)
  if ((frame + 1) * bits > bytes.length * 8) throw new DicomError('truncated', 'pixel data')
  return bytes.subarray(Math.floor((frame * bits) / 8), Math.ceil(((frame + 1) * bits) / 8))
}

/**
 * Takes one frame out of native pixel data (PS3.5 8.1.1 and 8.2) as words, colour by pixel.
 *
 * @param bytes  all of PixelData
 * @param frame  0-based
 * @throws DicomError  truncated when the data end before the frame does
 */
export function nativeFrame(bytes: Uint8Array, layout: ImageLayout, frame: number, order: ByteOrder): Words {
  const source = nativeBytes(bytes, layout, frame)
  const aligned = order.swappedPairs ? swapPairs(source) : source
  if (isHalfColour(layout)) return spreadColour(aligned, layout)
  return byPixel(unpack(aligned, layout, (frame * bitsInFrame(layout)) % 8, order.littleEndian), layout)
}

function unpack(source: Uint8Array, layout: ImageLayout, firstBit: number, littleEndian: boolean): Words {
  const words = newWords(layout)
  const unpackBits = unpackers[layout.bitsAllocated]
  if (unpackBits === undefined) throw new DicomError('bad-pixels', 'bits allocated')
  unpackBits(source, words, littleEndian, firstBit)
  return words
}

type Unpack = (source: Uint8Array, to: Words, littleEndian: boolean, firstBit: number) => void

const unpackers: Readonly<Record<number, Unpack>> = {
  // PS3.5 8.1.1: the first pixel is the least significant bit
  1: (s, to, _le, first) => {
    for (let i = 0, bit = first; i < to.length; i++, bit++) to[i] = ((s[bit >> 3] ?? 0) >> (bit & 7)) & 1
  },
  8: (s, to) => to.set(s),
  // two values in three bytes (ACR-NEMA, retired)
  12: (s, to) => {
    for (let i = 0, at = 0; i < to.length; i += 2, at += 3) {
      to[i] = (s[at] ?? 0) | (((s[at + 1] ?? 0) & 0x0f) << 8)
      if (i + 1 < to.length) to[i + 1] = ((s[at + 1] ?? 0) >> 4) | ((s[at + 2] ?? 0) << 4)
    }
  },
  16: (s, to, le) => copyWords(s, to, 2, le),
  24: (s, to, le) => {
    const [a, b, c] = le ? [0, 8, 16] : [16, 8, 0]
    for (let i = 0, at = 0; i < to.length; i++, at += 3)
      to[i] = ((s[at] ?? 0) << a) | ((s[at + 1] ?? 0) << b) | ((s[at + 2] ?? 0) << c)
  },
  32: (s, to, le) => copyWords(s, to, 4, le),
}

/** Every machine that runs us is little endian, so little endian words are copied whole. */
function copyWords(source: Uint8Array, to: Words, size: 2 | 4, littleEndian: boolean): void {
  const target = Buffer.from(to.buffer, to.byteOffset, to.byteLength)
  target.set(source.subarray(0, to.byteLength))
  if (littleEndian) return
  if (size === 2) target.swap16()
  else target.swap32()
}

function swapPairs(source: Uint8Array): Uint8Array {
  const even = Buffer.alloc(source.length + (source.length & 1))
  even.set(source)
  return even.swap16().subarray(0, source.length)
}

/** Colour by plane becomes colour by pixel (PS3.3 C.7.6.3.1.3). */
export function byPixel(words: Words, { planar, samplesPerPixel }: ImageLayout): Words {
  if (!planar || samplesPerPixel === 1) return words
  const pixels = words.length / samplesPerPixel
  const out = words.slice()
  for (let s = 0; s < samplesPerPixel; s++) {
    for (let i = 0; i < pixels; i++) out[i * samplesPerPixel + s] = words[s * pixels + i] ?? 0
  }
  return out
}

/** Two pixels share their colour: Y1 Y2 Cb Cr becomes Y1 Cb Cr, Y2 Cb Cr. */
function spreadColour(source: Uint8Array, layout: ImageLayout): Words {
  const out = new Uint8Array(valuesInFrame(layout))
  for (let from = 0, to = 0; to < out.length; from += 4, to += 6) {
    const [y1 = 0, y2 = 0, cb = 0, cr = 0] = source.subarray(from, from + 4)
    out.set([y1, cb, cr, y2, cb, cr].slice(0, out.length - to), to)
  }
  return out
}
