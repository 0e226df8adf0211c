import type { DataSet, Element } from './data-set.ts'
import { parseDecimal } from './data-set.ts'
import { tagHex } from './dictionary.ts'
import { ruleOf, type Vr } from './vr.ts'

export interface PersonName {
  Alphabetic?: string
  Ideographic?: string
  Phonetic?: string
}

export type JsonValue = string | number | null | PersonName | DicomJson

/** One element of the DICOM JSON model, PS3.18 F.2.2. */
export interface JsonElement {
  vr: string
  Value?: JsonValue[]
  InlineBinary?: string
  BulkDataURI?: string
}

/**
 * The DICOM JSON model, PS3.18 F.2: elements by tag as eight hexadecimal digits, in ascending order, but that JavaScript
 * puts keys that look like numbers (groups 1000 to 4000, private or retired) first.
 */
export type DicomJson = Record<string, JsonElement>

/** A value left out of the JSON model for its size: where it is. */
export interface BulkValue {
  /** tags and item numbers (0-based) from the top, e.g. `00081140/0/00420011` */
  readonly path: string
  readonly vr: string
  /** within the file, or within the inflated data set of a deflated file */
  readonly offset: number
  readonly length: number
}

/**
 * The JSON model of a data set. Text is Unicode whatever the character set was, so SpecificCharacterSet becomes
 * ISO_IR 192. Group lengths are left out (PS3.18 F.2.2), pixels and values above `bulkBytes` are only listed.
 */
export function toJson(set: DataSet, bulkBytes: number, bulk: BulkValue[] = [], path = ''): DicomJson {
  const json: DicomJson = {}
  const sorted = [...set.elements.values()].sort((a, b) => a.tag - b.tag)
  for (const e of sorted) {
    if ((e.tag & 0xffff) === 0) continue
    const key = tagHex(e.tag)
    const element = elementJson(set, e, bulkBytes, bulk, path + key)
    if (element !== undefined) json[key] = element
  }
  return json
}

function elementJson(
  set: DataSet,
  e: Element,
  bulkBytes: number,
  bulk: BulkValue[],
  path: string,
): JsonElement | undefined {
  if (e.items !== undefined) {
    const items = e.items.map((item, i) => toJson(item, bulkBytes, bulk, `${path}/${i}/`))
    return items.length === 0 ? { vr: 'SQ' } : { vr: 'SQ', Value: items }
  }
  if (e.fragments !== undefined || e.length > bulkBytes || e.tag === 0x7fe00010) {
    bulk.push({ path, vr: e.vr, offset: e.offset, length: e.length })
    return undefined
  }
  return e.length === 0 ? { vr: e.vr } : valueJson(set, e)
}

function valueJson(set: DataSet, e: Element): JsonElement {
  const rule = ruleOf(e.vr)
  if (e.tag === 0x00080005) return { vr: 'CS', Value: ['ISO_IR 192'] }
  if (rule.kind === 'bytes' || rule.kind === 'sequence') return { vr: e.vr, InlineBinary: base64(set, e) }
  const values = rule.kind === 'text' ? textValues(e.vr, set.textsOf(e)) : numberValues(set, e)
  return values.every((v) => v === null) ? { vr: e.vr } : { vr: e.vr, Value: values }
}

/** InlineBinary is in little endian whatever the file was (PS3.18 F.2.7). */
function base64(set: DataSet, e: Element): string {
  const size = ruleOf(e.vr).size
  const bytes = Buffer.from(set.bytesOf(e)) // a copy
  const whole = bytes.subarray(0, bytes.length - (bytes.length % size))
  if (!set.source.littleEndian) {
    if (size === 2) whole.swap16()
    if (size === 4) whole.swap32()
    if (size === 8) whole.swap64()
  }
  return bytes.toString('base64')
}

function textValues(vr: Vr, texts: string[]): JsonValue[] {
  const one = jsonText[vr] ?? ((text: string) => text)
  return texts.map((text) => (text === '' ? null : one(text)))
}

/** PS3.18 F.2.3.1: decimal and integer strings are numbers; what is none is shown as it stands. */
const jsonText: Partial<Record<Vr, (text: string) => JsonValue>> = {
  PN: parsePersonName,
  DS: (text) => parseDecimal(text) ?? text,
  IS: (text) => parseDecimal(text) ?? text,
}

/** The three groups of a name, PS3.5 6.2.1, padding of the components left away. */
export function parsePersonName(text: string): PersonName {
  const [alphabetic, ideographic, phonetic] = text.split('=').map((group) => group.replace(/\^+$/, '').trim())
  return {
    ...(alphabetic ? { Alphabetic: alphabetic } : {}),
    ...(ideographic ? { Ideographic: ideographic } : {}),
    ...(phonetic ? { Phonetic: phonetic } : {}),
  }
}

function numberValues(set: DataSet, e: Element): JsonValue[] {
  if (e.vr === 'AT') return tagPairs(set, e)
  if (e.vr === 'SV' || e.vr === 'UV') return bigValues(set, e)
  const values = set.numbers(e.tag)
  return values.map((v) => (Number.isFinite(v) ? v : null)) // JSON has neither NaN nor infinity
}

function tagPairs(set: DataSet, e: Element): string[] {
  const words = set.wordsOf(e, 'US')
  return Array.from({ length: Math.floor(words.length / 2) }, (_, i) =>
    tagHex((words[2 * i] ?? 0) * 0x10000 + (words[2 * i + 1] ?? 0)),
  )
}

/** Beyond 2^53 a number would lose digits, so it becomes a string (PS3.18 F.2.3.1). */
function bigValues(set: DataSet, e: Element): JsonValue[] {
  const { view, littleEndian } = set.source
  return Array.from({ length: Math.floor(e.length / 8) }, (_, i) => {
    const at = e.offset + i * 8
    const big = e.vr === 'SV' ? view.getBigInt64(at, littleEndian) : view.getBigUint64(at, littleEndian)
    const value = Number(big)
    return Number.isSafeInteger(value) ? value : big.toString()
  })
}
