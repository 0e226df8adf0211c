/** Bytes of a stored file, start to end (exclusive). */
export type ReadRange = (start: number, end: number) => Promise<Buffer>
/** Where a piece of a frame lies in the file. */
export type Piece = { start: number; end: number }

type Fragment = Piece & { begins: boolean }

const ITEM = 0xe000fffe
const SEQUENCE_END = 0xe0ddfffe
const ITEM_HEADER = 8
/** The store decrypts a chunk at a time; smaller windows would do the same work more often. */
const WINDOW = 1024 * 1024
/** More items than any real file has (security.md 4: elements). */
const MOST_ITEMS = 100_000

/** Encapsulated pixels that do not follow PS3.5 A.4. */
export class BadFragments extends Error {
  override name = 'BadFragments'
}

/**
 * Where the frames of encapsulated pixels lie (PS3.5 A.4), found in the item headers alone: nothing is decoded. By the basic
 * offset table where it is sound, else one fragment a frame, else by fragments that begin like a code stream, as
 * `encapsulatedFrame` of the DICOM package does with a file in memory.
 *
 * @param from    of the first item, which is the offset table
 * @param size    bytes of the file
 * @throws BadFragments
 */
export async function framePieces(read: ReadRange, from: number, size: number, frames: number): Promise<Piece[][]> {
  const [table, ...fragments] = await walk(windowed(read, size), from, size)
  if (table === undefined || fragments.length === 0) throw new BadFragments('no fragments')
  if (frames === 1) return [fragments]
  const offsets = table.end - table.start === frames * 4 ? await read(table.start, table.end) : undefined
  return (
    (offsets && byOffsets(fragments, offsets, frames)) ?? byCount(fragments, frames) ?? byBeginnings(fragments, frames)
  )
}

async function walk(read: ReadRange, from: number, size: number): Promise<Fragment[]> {
  const found: Fragment[] = []
  for (let at = from; at + ITEM_HEADER <= size && found.length < MOST_ITEMS; ) {
    const head = await read(at, Math.min(size, at + ITEM_HEADER + 4))
    const tag = head.readUInt32LE(0)
    if (tag === SEQUENCE_END) break
    if (tag !== ITEM) throw new BadFragments('a fragment is not an item')
    const start = at + ITEM_HEADER
    const end = Math.min(size, start + head.readUInt32LE(4))
    found.push({ start, end, begins: beginsFrame(head.subarray(ITEM_HEADER)) })
    at = end
  }
  return found
}

/** SOI of JPEG and JPEG-LS, SOC of JPEG 2000, or the signature box of a JP2 container. */
function beginsFrame([a, b, c, d]: Uint8Array): boolean {
  if (a === 0xff && b === 0xd8) return c === 0xff
  if (a === 0xff && b === 0x4f) return c === 0xff && d === 0x51
  return a === 0 && b === 0 && c === 0 && d === 12
}

/** Offsets count from the first byte of the item behind the table; one that points at no item makes the table worthless. */
function byOffsets(fragments: readonly Fragment[], offsets: Buffer, frames: number): Piece[][] | undefined {
  const base = (fragments[0]?.start ?? 0) - ITEM_HEADER
  const begins = Array.from({ length: frames }, (_, i) => offsets.readUInt32LE(i * 4) + base + ITEM_HEADER)
  const places = new Map(fragments.map((fragment, i) => [fragment.start, i]))
  const indices = begins.map((begin) => places.get(begin))
  const isSound = indices.every((index, i) => index !== undefined && (i === 0 || index > (indices[i - 1] ?? index)))
  return isSound ? indices.map((index, i) => fragments.slice(index, indices[i + 1])) : undefined
}

const byCount = (fragments: readonly Fragment[], frames: number) =>
  fragments.length <= frames ? fragments.map((fragment) => [fragment]) : undefined

function byBeginnings(fragments: readonly Fragment[], frames: number): Piece[][] {
  const starts = fragments.flatMap(({ begins }, i) => (begins ? [i] : []))
  if (starts.length !== frames) throw new BadFragments('fragments cannot be assigned to frames')
  return starts.map((start, i) => fragments.slice(start, starts[i + 1]))
}

/** Small reads out of one window that moves along. */
function windowed(read: ReadRange, size: number): ReadRange {
  let at = 0
  let held: Buffer = Buffer.alloc(0)
  return async (start, end) => {
    if (start < at || end > at + held.length) {
      at = start
      held = await read(start, Math.min(size, start + WINDOW))
    }
    return held.subarray(start - at, end - at)
  }
}
