/** One RLE segment (PS3.5 G.3): runs of equal bytes as pairs, everything else copied. Padded to even length. */
function packBits(plane: Uint8Array): Buffer {
  const out: number[] = []
  for (let at = 0; at < plane.length; ) {
    const run = runAt(plane, at)
    if (run > 1) {
      out.push(257 - run, plane[at] ?? 0)
      at += run
      continue
    }
    const from = at
    while (at < plane.length && at - from < 128 && runAt(plane, at) < 3) at++
    out.push(at - from - 1, ...plane.subarray(from, at))
  }
  if (out.length % 2 === 1) out.push(0)
  return Buffer.from(out)
}

function runAt(plane: Uint8Array, at: number): number {
  let end = at + 1
  while (end < plane.length && end - at < 128 && plane[end] === plane[at]) end++
  return end - at
}

/**
 * Encodes one frame as RLE (PS3.5 Annex G).
 *
 * @param words  little endian words of `bytesPerValue` bytes, colour by pixel
 */
export function encodeRle(words: Uint8Array, samplesPerPixel: number, bytesPerValue: number): Uint8Array {
  const step = samplesPerPixel * bytesPerValue
  const pixels = words.length / step
  const planes = Array.from({ length: step }, (_, segment) => {
    const sample = Math.floor(segment / bytesPerValue)
    const byte = bytesPerValue - 1 - (segment % bytesPerValue) // most significant first
    return packBits(Uint8Array.from({ length: pixels }, (_, i) => words[i * step + sample * bytesPerValue + byte] ?? 0))
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
