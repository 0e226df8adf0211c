import { type DicomFile, parse } from '@firstread/dicom'

/** `below(n)` is a whole number from 0 to n - 1. */
export type Below = (n: number) => number
/** How a valid file is damaged; undefined where it has nothing of the kind. */
type Damage = (bytes: Buffer, file: DicomFile, below: Below) => Buffer | undefined
type Element = NonNullable<ReturnType<DicomFile['dataSet']['element']>>

/** A fixed sequence, so that a failure can be repeated (Park and Miller). */
export function seededBelow(seed: number): Below {
  let state = (seed % 2_147_483_646) + 1
  return (n) => {
    state = (state * 48_271) % 2_147_483_647
    return state % n
  }
}

const pick = <T>(from: readonly T[], below: Below): T | undefined => from[below(from.length)]

/** Elements of the data set that lie in the file itself: not those of a deflated one. */
const placed = ({ dataSet, syntax }: DicomFile): Element[] => (syntax.deflated ? [] : [...dataSet.elements.values()])

const find = (file: DicomFile, tag: number): Element | undefined => placed(file).find((one) => one.tag === tag)

function putWord(bytes: Buffer, { encoding }: DicomFile, at: number, value: number): Buffer {
  if (at < 0 || at + 2 > bytes.length) return bytes
  if (encoding.littleEndian) bytes.writeUInt16LE(value, at)
  else bytes.writeUInt16BE(value, at)
  return bytes
}

/** The length of an element stands right in front of its value: in 16 bits, or in 32 (PS3.5 7.1.2). */
function putLength(bytes: Buffer, file: DicomFile, { offset }: Element, value: number, isLong: boolean): Buffer {
  if (!isLong) return putWord(bytes, file, offset - 2, value & 0xffff)
  if (offset < 4) return bytes
  if (file.encoding.littleEndian) bytes.writeUInt32LE(value >>> 0, offset - 4)
  else bytes.writeUInt32BE(value >>> 0, offset - 4)
  return bytes
}

const longVrs = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'])
const otherVrs = ['SQ', 'UN', 'OB', 'OW', 'US', 'UT', 'PN', 'AT', '  ', '\0\0', 'ZZ']

/** Rows, Columns, NumberOfFrames and what else says how many bytes a picture has. */
const dimensions = [0x00280002, 0x00280006, 0x00280010, 0x00280011, 0x00280100, 0x00280101, 0x00280102, 0x00280103]
const sizes = [0, 1, 2, 3, 7, 8, 12, 16, 31, 32, 33, 64, 255, 4096, 20_000, 20_001, 32_767, 32_768, 65_535]
const descriptors = [0x00281101, 0x00281102, 0x00281103]

const sequenceOf = (inner: Buffer, isDefined: boolean): Buffer => {
  const head = Buffer.from('08004011535100000000000000000000', 'hex').subarray(0, 12) // (0008,1140) SQ
  const item = Buffer.from('feff00e000000000', 'hex')
  head.writeUInt32LE(isDefined ? inner.length + 8 : 0xffffffff, 8)
  item.writeUInt32LE(isDefined ? inner.length : 0xffffffff, 4)
  const ends = isDefined ? Buffer.alloc(0) : Buffer.from('feff0de000000000feffdde000000000', 'hex')
  return Buffer.concat([head, item, inner, ends])
}

/** What is cut off, lies about its length, has another VR, comes in pieces, nests, or measures itself wrongly. */
export const damages = {
  truncation: (bytes, file, below) => {
    const { offset = bytes.length, length = 0 } = pick(placed(file), below) ?? {}
    const cuts = [below(bytes.length), bytes.length - 1, offset, offset - 3, offset + (length >> 1)]
    return bytes.subarray(0, Math.min(bytes.length - 1, Math.max(0, pick(cuts, below) ?? 0)))
  },
  lengths: (bytes, file, below) => {
    const element = pick(placed(file), below)
    if (!element) return undefined
    const isLong = !file.encoding.explicit || longVrs.has(element.vr)
    const lengths = [
      0,
      1,
      element.length + 1,
      element.length + 2,
      element.length - 2,
      0x7fffffff,
      0xfffffffe,
      0xffffffff,
    ]
    return putLength(bytes, file, element, pick(lengths, below) ?? 0, isLong)
  },
  vr: (bytes, file, below) => {
    const element = file.encoding.explicit ? pick(placed(file), below) : undefined
    if (!element) return undefined
    bytes.write(pick(otherVrs, below) ?? 'UN', element.offset - (longVrs.has(element.vr) ? 8 : 4), 'latin1')
    return bytes
  },
  fragments: (bytes, file, below) => {
    const fragments = placed(file).flatMap((element) => element.fragments ?? [])
    const fragment = pick(fragments, below)
    if (!fragment) return undefined
    const head = fragment.offset - 8
    const ways = [
      () => bytes.fill(0xa5, head, head + 4),
      () => void bytes.writeUInt32LE(pick([0, 1, fragment.length + 2, 0x7fffffff, 0xffffffff], below) ?? 0, head + 4),
      () => bytes.fill(below(256), fragment.offset, fragment.offset + Math.min(32, fragment.length)),
      () => bytes.copyWithin(head, head + 8 + fragment.length),
      () => void bytes.write('feffdde0', head, 'hex'),
    ]
    pick(ways, below)?.()
    return bytes
  },
  nesting: (bytes, file, below) => {
    const at = find(file, 0x00200010)?.offset
    if (at === undefined || !file.encoding.explicit || !file.encoding.littleEndian) return undefined
    let nested: Buffer = Buffer.alloc(0)
    const isDefined = below(2) === 0
    for (let depth = pick([2, 31, 33, 300, 5000], below) ?? 2; depth > 0; depth -= 1)
      nested = sequenceOf(nested, isDefined)
    if (below(3) === 0) nested = nested.subarray(0, nested.length - below(16))
    return Buffer.concat([bytes.subarray(0, at - 8), nested, bytes.subarray(at - 8)])
  },
  palettes: (bytes, file, below) => {
    const descriptor = find(file, pick(descriptors, below) ?? 0)
    if (descriptor) return putWord(bytes, file, descriptor.offset + 2 * below(3), pick(sizes, below) ?? 0)
    const photometric = find(file, 0x00280004)
    if (!photometric) return undefined
    const others = ['PALETTE COLOR', 'YBR_FULL_422', 'MONOCHROME1', 'RGB', 'CMYK', 'XYB']
    bytes.write((pick(others, below) ?? '').padEnd(photometric.length).slice(0, photometric.length), photometric.offset)
    return bytes
  },
  dimensions: (bytes, file, below) => {
    const element = find(file, pick(dimensions, below) ?? 0)
    return element && putWord(bytes, file, element.offset, pick(sizes, below) ?? 0)
  },
  frames: (bytes, file, below) => {
    const element = find(file, 0x00280008)
    if (!element || element.length < 2) return undefined
    const text = pick(['0', '-1', '9'.repeat(12), '2', '1e9', 'x'], below) ?? '0'
    bytes.write(text.slice(0, element.length).padEnd(element.length), element.offset)
    return bytes
  },
} as const satisfies Record<string, Damage>
export type DamageKind = keyof typeof damages

/**
 * A copy of a valid file, damaged in one way, under a SOP Instance UID of its own, so that the archive cannot know it
 * already; undefined where the file has nothing that could be damaged in this way.
 *
 * @param seed  the same file, kind and seed give the same bytes
 */
export function damaged(original: Uint8Array, kind: DamageKind, seed: number): Buffer | undefined {
  const bytes = Buffer.from(original)
  const file = parse(bytes)
  const uid = file.dataSet.string('SOPInstanceUID')
  if (uid) rename(bytes, uid, seed)
  return damages[kind](bytes, file, seededBelow(seed))
}

/** Of the same length wherever it stands, so that nothing moves. */
function rename(bytes: Buffer, uid: string, seed: number): void {
  const { length } = /\d+$/.exec(uid)?.[0] ?? ''
  const digits =
    length > 1
      ? `1${String(seed)
          .padStart(64, '0')
          .slice(1 - length)}`
      : String(seed % 10)
  const fresh = uid.slice(0, uid.length - length) + digits.slice(0, length)
  for (let at = bytes.indexOf(uid); at >= 0; at = bytes.indexOf(uid, at + 1)) bytes.write(fresh, at, 'latin1')
}
