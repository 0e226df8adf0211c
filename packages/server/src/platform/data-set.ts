import type { ObjectStore } from './objects/index.ts'

/** File meta information is a few hundred bytes; so much holds the strangest. */
const mostMeta = 64 * 1024
const longForms = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'UC', 'UN', 'UR', 'UT', 'SV', 'UV'])

/**
 * Where the data set begins in a file: behind preamble, prefix and file meta information (PS3.10 7.1). A bare data set
 * begins at 0.
 *
 * @param head  the first part of the file, 64 KiB or all of it
 */
export function dataSetStart(head: Buffer): number {
  const start = [128, 0].find((at) => head.toString('latin1', at, at + 4) === 'DICM')
  const from = start === undefined ? 0 : start + 4
  const ends = elementEnds(head, from)
  const last = ends.at(-1) ?? from
  // Some writers count wrongly, so the elements decide; but a deflated data set may look like one more of them.
  const counted = from + 12 + (from + 12 <= head.length ? head.readUInt32LE(from + 8) : 0)
  return ends.includes(counted) && head.subarray(from, counted).includes(deflated) ? counted : last
}

const deflated = '1.2.840.10008.1.2.1.99'
const groupAt = (head: Buffer, at: number) => (at + 8 <= head.length ? head.readUInt16LE(at) : undefined)

/** Group 0002 is explicit little endian (PS3.10 7.1); writers that did not know it left out the VR. */
function elementEnds(head: Buffer, from: number): number[] {
  const ends: number[] = []
  for (let at = from; groupAt(head, at) === 2; ends.push(at)) {
    const vr = head.toString('latin1', at + 4, at + 6)
    if (longForms.has(vr)) at += 12 + (at + 12 <= head.length ? head.readUInt32LE(at + 8) : mostMeta)
    else if (/^[A-Z]{2}$/.test(vr)) at += 8 + head.readUInt16LE(at + 6)
    else at += 8 + head.readUInt32LE(at + 4)
    if (at > head.length) break
  }
  return ends
}

/** The data set of a stored file as it stands, in its own transfer syntax. Nothing is read before somebody listens. */
export async function* readDataSet(
  objects: ObjectStore,
  { objectId, sizeBytes }: { objectId: string; sizeBytes: number },
): AsyncGenerator<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of objects.read(objectId, { start: 0, end: Math.min(sizeBytes, mostMeta) })) pieces.push(piece)
  const head = Buffer.concat(pieces)
  yield head.subarray(dataSetStart(head))
  if (sizeBytes > head.length) yield* objects.read(objectId, { start: head.length, end: sizeBytes })
}
