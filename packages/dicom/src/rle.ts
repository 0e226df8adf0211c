import { DicomError } from './errors.ts'
import type { ImageLayout } from './image.ts'
import { valuesInFrame } from './image.ts'
import { newWords, type Words } from './pixel-values.ts'

/** PS3.5 G.5: the header is 16 words of 32 bits, the count and up to 15 offsets. */
const HEADER_BYTES = 64

/**
 * Decodes one RLE frame (PS3.5 Annex G): a segment for each byte of a value, most significant first, for each sample.
 *
 * @returns bytes of native pixel data for 1-bit images, else words, colour by pixel
 * @throws DicomError  bad-pixels when segments are missing, too short or too long
 */
export function decodeRle(bytes: Uint8Array, layout: ImageLayout): Words {
  const segments = segmentsOf(bytes)
  const oneBit = layout.bitsAllocated === 1
  const bytesPerValue = oneBit ? 1 : layout.bitsAllocated / 8
  const planes = layout.samplesPerPixel * bytesPerValue
  if (!Number.isInteger(bytesPerValue) || segments.length < planes) throw new DicomError('bad-pixels', 'RLE segments')
  const pixels = layout.rows * layout.columns
  const length = oneBit ? Math.ceil(pixels / 8) : pixels
  const words = oneBit ? new Uint8Array(length) : newWords(layout)
  const plane = new Uint8Array(length)
  for (let s = 0; s < layout.samplesPerPixel; s++) {
    for (let b = 0; b < bytesPerValue; b++) {
      unpackBits(segments[s * bytesPerValue + b] ?? new Uint8Array(), plane)
      const shift = 8 * (bytesPerValue - 1 - b)
      for (let i = 0, at = s; i < length; i++, at += layout.samplesPerPixel)
        words[at] = (words[at] ?? 0) | ((plane[i] ?? 0) << shift)
    }
  }
  if (!oneBit && words.length !== valuesInFrame(layout)) throw new DicomError('bad-pixels', 'RLE size')
  return words
}

function segmentsOf(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length < HEADER_BYTES) throw new DicomError('bad-pixels', 'RLE header')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = view.getUint32(0, true)
  if (count < 1 || count > 15) throw new DicomError('bad-pixels', 'RLE header')
  const offsets = Array.from({ length: count }, (_, i) => view.getUint32(4 * (i + 1), true))
  return offsets.map((from, i) => bytes.subarray(from, offsets[i + 1] ?? bytes.length))
}

/** PackBits, PS3.5 G.3.2: n < 128 copies n + 1 bytes, n > 128 repeats the next byte 257 - n times, 128 does nothing. */
function unpackBits(source: Uint8Array, to: Uint8Array): void {
  let at = 0
  let out = 0
  while (out < to.length && at < source.length) {
    const n = source[at++] ?? 0
    if (n < 128) {
      const run = Math.min(n + 1, to.length - out, source.length - at)
      to.set(source.subarray(at, at + run), out)
      out += run
      at += n + 1
    } else if (n > 128) {
      const end = Math.min(out + 257 - n, to.length)
      to.fill(source[at++] ?? 0, out, end)
      out = end
    }
  }
  if (out < to.length) throw new DicomError('bad-pixels', 'an RLE segment is too short')
}
