/** So many bytes a segment takes at worst: one count for each 128 literal bytes, and the padding. */
const worstCase = (length: number) => length + Math.ceil(length / 128) + 2

/** One RLE segment (PS3.5 G.3): runs of equal bytes as pairs, everything else copied. Padded to even length. */
function packBits(plane: Uint8Array): Uint8Array {
  const out = new Uint8Array(worstCase(plane.length))
  let to = 0
  for (let at = 0; at < plane.length; ) {
    const run = runAt(plane, at)
    if (run > 1) {
      out[to++] = 257 - run
      out[to++] = plane[at] as number
      at += run
      continue
    }
    const count = to++
    const from = at
    while (at < plane.length && at - from < 128 && !beginsRun(plane, at)) out[to++] = plane[at++] as number
    out[count] = at - from - 1
  }
  return out.subarray(0, to + (to % 2))
}

function runAt(plane: Uint8Array, at: number): number {
  const value = plane[at]
  const last = Math.min(plane.length, at + 128)
  let end = at + 1
  while (end < last && plane[end] === value) end++
  return end - at
}

/** Three equal bytes: a pair of them saves nothing. */
const beginsRun = (plane: Uint8Array, at: number) => plane[at] === plane[at + 1] && plane[at] === plane[at + 2]

/**
 * Encodes one frame as RLE (PS3.5 Annex G).
 *
 * @param words  little endian words of `bytesPerValue` bytes, colour by pixel
 */
export function encodeRle(words: Uint8Array, samplesPerPixel: number, bytesPerValue: number): Uint8Array {
  const step = samplesPerPixel * bytesPerValue
  const planes = Array.from({ length: step }, (_, segment) => {
    const sample = Math.floor(segment / bytesPerValue)
    const byte = bytesPerValue - 1 - (segment % bytesPerValue) // most significant first
    return packBits(everyNth(words, sample * bytesPerValue + byte, step))
  })
  const header = Buffer.alloc(64)
  header.writeUInt32LE(planes.length, 0)
  let offset = 64
  planes.forEach((plane, i) => {
    header.writeUInt32LE(offset, 4 * (i + 1))
    offset += plane.length
  })
  return Buffer.concat([header, ...planes])
}

function everyNth(bytes: Uint8Array, first: number, step: number): Uint8Array {
  const out = new Uint8Array(Math.floor(bytes.length / step))
  for (let i = 0, at = first; i < out.length; i++, at += step) out[i] = bytes[at] as number
  return out
}
