import { dictionaryLines } from './generated/dictionary.ts'
import type { Vr } from './vr.ts'

/** An attribute of PS3.6. `vr` is the VR an implicit reader takes where the standard leaves a choice. */
export interface Attribute {
  /** group in the high 16 bits, element in the low 16 */
  readonly tag: number
  readonly vr: Vr
  /** `US or SS`: follows PixelRepresentation */
  readonly signedChoice: boolean
  readonly vm: string
  readonly keyword: string
}

/** dcmjs' names of the VRs that PS3.6 leaves open. */
const openVrs: Record<string, Vr> = { xs: 'US', ox: 'OW', lt: 'OW', up: 'UL' }

const byTag = new Map<number, Attribute>()
const byKeyword = new Map<string, Attribute>()

for (const line of dictionaryLines.trim().split('\n')) {
  const [hex, vr, vm, keyword] = line.split(' ') as [string, string, string, string]
  const attribute: Attribute = {
    tag: Number.parseInt(hex, 16),
    vr: openVrs[vr] ?? (vr as Vr),
    signedChoice: vr === 'xs',
    vm,
    keyword,
  }
  byTag.set(attribute.tag, attribute)
  byKeyword.set(keyword, attribute)
}

/** The attribute with this tag; a repeating group (50xx, 60xx, 7Fxx) is found by its first group. */
export function attributeOf(tag: number): Attribute | undefined {
  return byTag.get(tag) ?? byTag.get(firstOfRepeating(tag))
}

function firstOfRepeating(tag: number): number {
  const high = tag >>> 24
  return high === 0x50 || high === 0x60 || high === 0x7f ? (tag & 0xff00ffff) >>> 0 : tag
}

/** The attribute of a keyword. @throws RangeError for an unknown keyword: a slip of the programmer, not of the data. */
export function attribute(keyword: string): Attribute {
  const found = byKeyword.get(keyword)
  if (found === undefined) throw new RangeError(`No DICOM attribute is called ${keyword}`)
  return found
}

export const tagOf = (keyword: string): number => attribute(keyword).tag

export const isPrivate = (tag: number): boolean => ((tag >>> 16) & 1) === 1

/** The VR for a tag read from an implicit VR stream (PS3.5 A.1): dictionary, group length, private creator, else UN. */
export function implicitVr(tag: number): Vr {
  const known = attributeOf(tag)
  if (known !== undefined) return known.vr
  const element = tag & 0xffff
  if (element === 0) return 'UL' // PS3.5 7.2, group length
  if (isPrivate(tag) && element >= 0x10 && element <= 0xff) return 'LO' // PS3.5 7.8.1
  return 'UN'
}

/** A tag as the eight hexadecimal digits of the JSON model, PS3.18 F.2.2. */
export const tagHex = (tag: number): string => tag.toString(16).toUpperCase().padStart(8, '0')
