/** Markers of ITU T.81 table B.1. */
const [SOF0, SOS, DRI, RST0] = [0xc0, 0xda, 0xdd, 0xd0]
const endOfImage = Buffer.from([0xff, 0xd9])

/** Where the segment of a marker begins, at its marker, in a JPEG of one scan. */
function segment(jpeg: Buffer, marker: number): number {
  for (let at = 2; at + 4 <= jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
    if (jpeg[at + 1] === marker) return at
    if (jpeg[at + 1] === SOS) break
  }
  throw new RangeError('a JPEG without the segment')
}

const scanStart = (jpeg: Buffer): number => {
  const at = segment(jpeg, SOS)
  return at + 2 + jpeg.readUInt16BE(at + 2)
}

/** Everything before the coded blocks, for a picture of another height whose scan starts anew after so many blocks (B.2.4.4). */
export function headOf(jpeg: Buffer, height: number, blocks: number): Buffer {
  const head = Buffer.from(jpeg.subarray(0, scanStart(jpeg)))
  head.writeUInt16BE(height, segment(jpeg, SOF0) + 5) // length, precision, then the lines: B.2.2
  const restarts = Buffer.from([0xff, DRI, 0, 4, blocks >> 8, blocks & 0xff])
  const before = segment(jpeg, SOS)
  return Buffer.concat([head.subarray(0, before), restarts, head.subarray(before)])
}

/** The coded blocks, filled up to a whole byte. */
export const scanOf = (jpeg: Buffer): Buffer => jpeg.subarray(scanStart(jpeg), jpeg.length - endOfImage.length)

/** One JPEG of scans that were coded apart, each after as many blocks as the head says. */
export function join(head: Buffer, scans: readonly Buffer[]): Buffer {
  const pieces = scans.flatMap((scan, i) => (i === 0 ? [scan] : [Buffer.from([0xff, RST0 + ((i - 1) % 8)]), scan]))
  return Buffer.concat([head, ...pieces, endOfImage])
}
