/** One file of a ZIP, or why it is left out. */
export type Unpacked = { file: File; path: string; why?: ZipTrouble }
export type ZipTrouble = 'locked' | 'method' | 'broken' | 'bomb' | 'many'

/**
 * What a ZIP may become (security.md 4): so many files, each so large, in all so large, and each no more than so many times
 * its packed size. The server never unpacks anything.
 */
export const zipLimits = { files: 4096, file: 512 * 2 ** 20, all: 2 ** 30, times: 20, free: 64 * 1024 }

type Entry = { path: string; isLocked: boolean; method: number; crc: number; packed: number; size: number; at: number }
const signatures = { end: 0x06054b50, entry: 0x02014b50, local: 0x04034b50 } // APPNOTE 4.3.16, 4.3.12, 4.3.7
const longestEnd = 22 + 0xffff

/** Unpacks a ZIP in the browser, entry by entry. A file that is wrong is left out with its reason, the others come. */
export async function unpack(zip: File, path: string): Promise<Unpacked[]> {
  const entries = await entriesOf(zip)
  if (entries === undefined) return [{ file: zip, path, why: 'broken' }]
  if (entries.length > zipLimits.files) return [{ file: zip, path, why: 'many' }]
  const unpacked: Unpacked[] = []
  let left = zipLimits.all
  for (const entry of entries) {
    const one = await unpackOne(zip, entry, left)
    left -= one.file.size
    unpacked.push({ ...one, path: `${path}/${entry.path}` })
  }
  return unpacked
}

/** A ZIP by its first bytes, or an empty one. */
export async function isZip(file: File): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer())
  return head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6))
}

const viewOf = async (blob: Blob) => new DataView(await blob.arrayBuffer())

/** The files that the central directory lists, without folders; undefined when it cannot be read. ZIP64 cannot. */
async function entriesOf(zip: File): Promise<Entry[] | undefined> {
  const begin = Math.max(0, zip.size - longestEnd)
  const tail = await viewOf(zip.slice(begin))
  let end = tail.byteLength - 22
  while (end >= 0 && tail.getUint32(end, true) !== signatures.end) end -= 1
  if (end < 0) return undefined
  const [count, size, at] = [
    tail.getUint16(end + 10, true),
    tail.getUint32(end + 12, true),
    tail.getUint32(end + 16, true),
  ]
  if (count === 0xffff || at + size > begin + end) return undefined
  const list = await viewOf(zip.slice(at, at + size))
  const entries: Entry[] = []
  let place = 0
  for (let n = 0; n < count; n += 1) {
    if (place + 46 > list.byteLength || list.getUint32(place, true) !== signatures.entry) return undefined
    const length =
      46 + list.getUint16(place + 28, true) + list.getUint16(place + 30, true) + list.getUint16(place + 32, true)
    if (place + length > list.byteLength) return undefined
    const entry = entryAt(list, place)
    if (!entry.path.endsWith('/')) entries.push(entry)
    place += length
  }
  return entries
}

function entryAt(list: DataView, place: number): Entry {
  const name = new Uint8Array(list.buffer, list.byteOffset + place + 46, list.getUint16(place + 28, true))
  return {
    path: new TextDecoder().decode(name),
    isLocked: (list.getUint16(place + 8, true) & 1) === 1,
    method: list.getUint16(place + 10, true),
    crc: list.getUint32(place + 16, true),
    packed: list.getUint32(place + 20, true),
    size: list.getUint32(place + 24, true),
    at: list.getUint32(place + 42, true),
  }
}

async function unpackOne(zip: File, entry: Entry, left: number): Promise<Omit<Unpacked, 'path'>> {
  const name = entry.path.split(/[/\\]/).at(-1) || 'file'
  const none = (why: ZipTrouble) => ({ file: new File([], name), why })
  if (entry.isLocked) return none('locked')
  if (entry.method !== 0 && entry.method !== 8) return none('method')
  const most = Math.min(zipLimits.file, left, zipLimits.times * Math.max(entry.packed, zipLimits.free))
  if (entry.size > most) return none('bomb')
  const packed = await dataOf(zip, entry)
  if (packed === undefined) return none('broken')
  try {
    const whole = new Checked(entry.size)
    const stream =
      entry.method === 8 ? packed.stream().pipeThrough(new DecompressionStream('deflate-raw')) : packed.stream()
    const bytes = await new Response(stream.pipeThrough(whole.stream)).blob()
    return whole.isRight(entry.crc) ? { file: new File([bytes], name) } : none('broken')
  } catch {
    // It is no DEFLATE, or longer than it says: what was unpacked of it is gone.
    return none('broken')
  }
}

/** The packed bytes: behind the local header, whose own lengths count. */
async function dataOf(zip: File, { at, packed }: Entry): Promise<Blob | undefined> {
  const head = await viewOf(zip.slice(at, at + 30))
  if (head.byteLength < 30 || head.getUint32(0, true) !== signatures.local) return undefined
  const begin = at + 30 + head.getUint16(26, true) + head.getUint16(28, true)
  return begin + packed > zip.size ? undefined : zip.slice(begin, begin + packed)
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/** Lets no more pass than was announced, whatever the archive hides, and sums it up. */
class Checked {
  #size = 0
  #crc = 0xffffffff
  readonly #announced: number
  readonly stream: TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>

  constructor(announced: number) {
    this.#announced = announced
    this.stream = new TransformStream({
      transform: (piece, out) => {
        this.#size += piece.length
        if (this.#size > announced) throw new RangeError('longer than announced')
        for (const byte of piece) this.#crc = (this.#crc >>> 8) ^ (crcTable[(this.#crc ^ byte) & 0xff] ?? 0)
        out.enqueue(piece)
      },
    })
  }

  isRight(crc: number): boolean {
    return this.#size === this.#announced && (this.#crc ^ 0xffffffff) >>> 0 === crc
  }
}
