import type { DataSet, Element, Fragment } from './data-set.ts'
import { DicomError } from './errors.ts'

const ITEM_HEADER = 8

/**
 * The bytes of one frame of encapsulated pixel data (PS3.5 A.4). Tried in this order: extended offset table, basic
 * offset table, one fragment a frame, fragments that begin like a new frame.
 *
 * @param frame   0-based
 * @param frames  how many there should be
 * @throws DicomError  no-such-frame
 */
export function encapsulatedFrame(set: DataSet, element: Element, frame: number, frames: number): Uint8Array {
  const [table, ...fragments] = element.fragments ?? []
  const found = fragmentsOf(set, table, fragments, frame, frames)
  if (found.length === 0) throw new DicomError('no-such-frame')
  return join(found.map((f) => set.bytesOf(f)))
}

function fragmentsOf(
  set: DataSet,
  table: Fragment | undefined,
  fragments: readonly Fragment[],
  frame: number,
  frames: number,
): readonly Fragment[] {
  if (frames === 1) return fragments
  const starts = extendedOffsets(set, frames) ?? basicOffsets(set, table, frames)
  const byTable = starts === undefined ? undefined : betweenOffsets(fragments, starts, frame)
  if (byTable !== undefined) return byTable
  if (fragments.length <= frames) return fragments.slice(frame, frame + 1)
  return byBeginnings(set, fragments, frame, frames)
}

/** Offsets count from the first byte of the item that follows the basic offset table. */
function betweenOffsets(
  fragments: readonly Fragment[],
  starts: readonly number[],
  frame: number,
): Fragment[] | undefined {
  const base = (fragments[0]?.offset ?? 0) - ITEM_HEADER
  const from = starts[frame] ?? Number.POSITIVE_INFINITY
  const to = starts[frame + 1] ?? Number.POSITIVE_INFINITY
  const inside = fragments.filter((f) => f.offset - ITEM_HEADER - base >= from && f.offset - ITEM_HEADER - base < to)
  // A table that does not point at the beginning of an item is wrong: do without it.
  return inside[0]?.offset === base + ITEM_HEADER + from ? inside : undefined
}

/** PS3.3 C.7.6.3.1.8 */
function extendedOffsets(set: DataSet, frames: number): number[] | undefined {
  const e = set.element('ExtendedOffsetTable')
  return e !== undefined && e.length === frames * 8 ? set.wordsOf(e, 'UV') : undefined
}

function basicOffsets(set: DataSet, table: Fragment | undefined, frames: number): number[] | undefined {
  if (table === undefined || table.length !== frames * 4) return undefined
  return set.wordsOf({ tag: 0, vr: 'UL', ...table }, 'UL')
}

/** A code stream begins with SOI (JPEG, JPEG-LS), SOC (JPEG 2000) or the signature box of a JP2 container. */
function beginsFrame(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes
  if (a === 0xff && b === 0xd8) return c === 0xff
  if (a === 0xff && b === 0x4f) return c === 0xff && d === 0x51
  return a === 0 && b === 0 && c === 0 && d === 12
}

function byBeginnings(
  set: DataSet,
  fragments: readonly Fragment[],
  frame: number,
  frames: number,
): readonly Fragment[] {
  const starts = fragments.flatMap((f, i) => (beginsFrame(set.bytesOf(f)) ? [i] : []))
  if (starts.length !== frames) throw new DicomError('bad-pixels', 'fragments cannot be assigned to frames')
  return fragments.slice(starts[frame], starts[frame + 1])
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const [first, ...more] = parts
  if (first !== undefined && more.length === 0) return first
  return Buffer.concat(parts)
}
