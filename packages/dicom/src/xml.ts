import { attributeOf, isPrivate, tagHex } from './dictionary.ts'
import type { DicomJson, JsonElement, JsonValue, PersonName } from './json.ts'

/** The Native DICOM Model, PS3.19 A.1, as XML: the form of `application/dicom+xml` (PS3.18 8.7.3.2). */
const namespace = 'http://dicom.nema.org/PS3.19/models/NativeDICOM'

const groups = ['Alphabetic', 'Ideographic', 'Phonetic'] as const
const components = ['FamilyName', 'GivenName', 'MiddleName', 'NamePrefix', 'NameSuffix'] as const

/** One data set of the JSON model as an XML document, UTF-8. Private creators move into the elements they own. */
export function toXml(json: DicomJson): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<NativeDicomModel xmlns="${namespace}" xml:space="preserve">${elementsXml(json)}</NativeDicomModel>`
}

function elementsXml(json: DicomJson): string {
  const keys = Object.keys(json).sort()
  return keys.map((key) => elementXml(json, key, json[key])).join('')
}

function elementXml(json: DicomJson, key: string, element: JsonElement | undefined): string {
  const tag = Number.parseInt(key, 16)
  if (element === undefined || isCreator(tag)) return ''
  const creator = creatorOf(json, tag)
  // PS3.19 A.1.5: the block number of a private tag is 00, its creator is named instead.
  const shown = creator === undefined ? key : `${key.slice(0, 4)}00${key.slice(6)}`
  const keyword = attributeOf(tag)?.keyword
  const named = keyword === undefined ? '' : ` keyword="${keyword}"`
  const owned = creator === undefined ? '' : ` privateCreator="${escapeXml(creator)}"`
  return `<DicomAttribute tag="${shown}" vr="${escapeXml(element.vr)}"${named}${owned}>${contentXml(element)}</DicomAttribute>`
}

const isCreator = (tag: number): boolean => isPrivate(tag) && (tag & 0xffff) >= 0x10 && (tag & 0xffff) <= 0xff

function creatorOf(json: DicomJson, tag: number): string | undefined {
  if (!isPrivate(tag)) return undefined
  const value = json[tagHex(((tag & 0xffff0000) | ((tag & 0xff00) >>> 8)) >>> 0)]?.Value?.[0]
  return typeof value === 'string' ? value : undefined
}

function contentXml({ vr, Value = [], InlineBinary, BulkDataURI }: JsonElement): string {
  if (BulkDataURI !== undefined) return `<BulkData uri="${escapeXml(BulkDataURI)}"/>`
  if (InlineBinary !== undefined) return `<InlineBinary>${escapeXml(InlineBinary)}</InlineBinary>`
  return Value.map((value, at) => valueXml(vr, value, at + 1)).join('')
}

/** An empty value among others leaves its number out (PS3.19 A.1.5). */
function valueXml(vr: string, value: JsonValue, number: number): string {
  if (vr === 'SQ') return `<Item number="${number}">${value === null ? '' : elementsXml(value as DicomJson)}</Item>`
  if (value === null) return ''
  if (typeof value === 'object') return `<PersonName number="${number}">${nameXml(value as PersonName)}</PersonName>`
  return `<Value number="${number}">${escapeXml(String(value))}</Value>`
}

function nameXml(name: PersonName): string {
  return groups.map((group) => (name[group] ? `<${group}>${partsXml(name[group])}</${group}>` : '')).join('')
}

function partsXml(group: string): string {
  const parts = group.split('^')
  return components.map((name, at) => (parts[at] ? `<${name}>${escapeXml(parts[at])}</${name}>` : '')).join('')
}

/** Characters that XML 1.0 cannot hold at all (most controls, lone surrogates) become the replacement character. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(forbidden, '\uFFFD')
    .replace(special, (char) => entities[char] ?? char)
}
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const forbidden = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/g
const special = /[&<>"\r]/g
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' }
