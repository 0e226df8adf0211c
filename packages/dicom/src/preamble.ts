import { vrFromCode } from './vr.ts'

/**
 * Beginnings of other kinds of files. A preamble (PS3.10 7.1) that starts like one of these makes a file that is DICOM and
 * a program, script, archive, document or web page at once, so it is refused.
 *
 * TIFF (`II*\0`, `MM\0*`, BigTIFF `II+\0`) is let through: PS3.10 7.1 names it as the use of the preamble, scanners write
 * it, and a TIFF is only looked at. GIF, PNG and JPEG are refused although they are pictures: nobody writes them into
 * preambles, and `GIF89a=` is also the beginning of a valid script.
 */
const hostileStarts: readonly (readonly number[])[] = [
  ...[
    'MZ',
    '\x7fELF',
    '#!',
    'PK',
    '%PDF',
    '%!',
    'Rar!',
    '7z\xbc\xaf',
    '\x1f\x8b',
    'BZh',
    '\xfd7zXZ',
    '!<arch>',
    'MSCF',
    '{\\rtf',
    'GIF8',
    '\x89PNG',
    '\xff\xd8\xff',
    '\0asm',
    'dex\n',
    '\xd0\xcf\x11\xe0',
    'RIFF',
    '@echo',
    'BM',
    '\xca\xfe\xba\xbe',
    '\xbe\xba\xfe\xca',
    '\xfe\xed\xfa\xce',
    '\xfe\xed\xfa\xcf',
    '\xce\xfa\xed\xfe',
    '\xcf\xfa\xed\xfe',
    '\x28\xb5\x2f\xfd',
    '\x04\x22\x4d\x18',
    'LZIP',
    'L\0\0\0\x01\x14\x02',
    'xar!',
    'ITSF',
    '<\0',
    '\0<',
  ],
].map((start) => [...start].map((c) => c.charCodeAt(0)))

const LESS_THAN = 0x3c
const startsWith = (bytes: Uint8Array, start: readonly number[]) => start.every((b, i) => bytes[i] === b)

/** True when the 128 bytes of a preamble begin like another kind of file. Markup is found behind blanks and a BOM too. */
export function isHostilePreamble(preamble: Uint8Array): boolean {
  return hostileStarts.some((start) => startsWith(preamble, start)) || beginsWithMarkup(preamble)
}

function beginsWithMarkup(preamble: Uint8Array): boolean {
  const skipped = (b: number) => b <= 0x20 || b === 0xef || b === 0xbb || b === 0xbf || b === 0xfe || b === 0xff
  const first = preamble.find((b) => !skipped(b))
  return first === LESS_THAN
}

/** Where the prefix `DICM` stands: 128 after a preamble, 0 in files that lost theirs, undefined without. */
export function prefixOffset(head: Uint8Array): 0 | 128 | undefined {
  if (isPrefix(head, 128)) return 128
  return isPrefix(head, 0) ? 0 : undefined
}

const isPrefix = (b: Uint8Array, at: number) =>
  b[at] === 0x44 && b[at + 1] === 0x49 && b[at + 2] === 0x43 && b[at + 3] === 0x4d

export interface BareStart {
  readonly explicit: boolean
  readonly littleEndian: boolean
}

/**
 * Whether bytes without prefix begin like a data set: an element of group 0002 or 0008 whose length is believable and
 * which is followed by a larger tag. Old archives (ACR-NEMA) and streams of the network look like this.
 */
export function bareDataSet(head: Uint8Array): BareStart | undefined {
  if (head.length < 16) return undefined
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  for (const littleEndian of [true, false]) {
    const group = view.getUint16(0, littleEndian)
    if ((group !== 2 && group !== 8) || view.getUint16(2, littleEndian) > 0x3000) continue
    const explicit = vrFromCode(view.getUint16(4, false)) !== undefined
    if (nextTagIsLarger(view, explicit, littleEndian)) return { explicit, littleEndian }
  }
  return undefined
}

function nextTagIsLarger(view: DataView, explicit: boolean, littleEndian: boolean): boolean {
  const first = tagAt(view, 0, littleEndian)
  const next = explicit ? explicitEnd(view, littleEndian) : 8 + view.getUint32(4, littleEndian)
  if (next + 4 > view.byteLength) return false
  const second = tagAt(view, next, littleEndian)
  return second > first && second >>> 16 <= 0x20
}

function explicitEnd(view: DataView, littleEndian: boolean): number {
  const long = ['OB', 'OW', 'UN', 'UT', 'SQ'].includes(String.fromCharCode(view.getUint8(4), view.getUint8(5)))
  return long ? 12 + view.getUint32(8, littleEndian) : 8 + view.getUint16(6, littleEndian)
}

const tagAt = (view: DataView, at: number, littleEndian: boolean) =>
  view.getUint16(at, littleEndian) * 0x10000 + view.getUint16(at + 2, littleEndian)

/**
 * True when bytes look like DICOM: PS3.10 with its prefix, or a bare data set. Content decides, never a name.
 *
 * @param head  the first bytes of a file, 512 are enough
 */
export function looksLikeDicom(head: Uint8Array): boolean {
  return prefixOffset(head) !== undefined || bareDataSet(head) !== undefined
}
