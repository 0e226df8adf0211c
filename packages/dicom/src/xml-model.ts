import { isPrivate, tagHex } from './dictionary.ts'
import { DicomError } from './errors.ts'
import type { DicomJson, JsonElement, JsonValue, PersonName } from './json.ts'
import { ruleOf, type Vr, vrRules } from './vr.ts'
import { readXml, type XmlNode } from './xml-reader.ts'

/**
 * The JSON model of a Native DICOM Model document (PS3.19 A.1). Private elements get blocks from 10 on, in the order in
 * which their creators appear.
 *
 * @throws DicomError  malformed, too-deep, too-many-elements
 */
export function fromXml(source: string): DicomJson {
  const root = readXml(source)
  if (root.name !== 'NativeDicomModel') throw new DicomError('malformed', 'not a NativeDicomModel')
  return readElements(root)
}

function readElements(parent: XmlNode): DicomJson {
  const json: DicomJson = {}
  for (const node of parent.children) {
    if (node.name !== 'DicomAttribute') continue
    const vr = node.attributes.vr ?? 'UN'
    if (!(vr in vrRules)) throw new DicomError('malformed', 'a VR that is not known')
    json[placeOf(json, node)] = { vr, ...contentOf(node, vr as Vr) }
  }
  return Object.fromEntries(Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function placeOf(json: DicomJson, { attributes: { tag = '', privateCreator } }: XmlNode): string {
  if (!/^[0-9a-f]{8}$/i.test(tag)) throw new DicomError('malformed', 'a tag that is not one')
  const key = tag.toUpperCase()
  if (privateCreator === undefined || !isPrivate(Number.parseInt(key, 16))) return key
  const block = blockOf(json, key.slice(0, 4), privateCreator)
  return key.slice(0, 4) + block.toString(16).toUpperCase() + key.slice(6)
}

function blockOf(json: DicomJson, group: string, creator: string): number {
  for (let block = 0x10; block <= 0xff; block++) {
    const key = group + tagHex(block).slice(4)
    json[key] ??= { vr: 'LO', Value: [creator] }
    if (json[key]?.Value?.[0] === creator) return block
  }
  throw new DicomError('too-many-elements', 'more private creators than a group has blocks')
}

function contentOf(node: XmlNode, vr: Vr): Omit<JsonElement, 'vr'> {
  const bulk = node.children.find(({ name }) => name === 'BulkData')
  if (bulk !== undefined) return { BulkDataURI: bulk.attributes.uri ?? bulk.attributes.uuid ?? '' }
  const inline = node.children.find(({ name }) => name === 'InlineBinary')
  if (inline !== undefined) return { InlineBinary: inline.text.replace(/\s+/g, '') }
  const Value: JsonValue[] = []
  for (const child of node.children) {
    const place = Number(child.attributes.number ?? Value.length + 1) - 1
    if (!Number.isInteger(place) || place < 0 || place > 65_535)
      throw new DicomError('malformed', 'a value without a place')
    while (Value.length < place) Value.push(null)
    Value[place] = readValue(child, vr)
  }
  return Value.length === 0 ? {} : { Value }
}

function readValue(node: XmlNode, vr: Vr): JsonValue {
  if (node.name === 'Item') return readElements(node)
  if (node.name === 'PersonName') return readName(node)
  if (node.name !== 'Value') throw new DicomError('malformed', 'an XML element that does not belong here')
  const number = ruleOf(vr).kind === 'number' || vr === 'DS' || vr === 'IS' ? Number(node.text) : Number.NaN
  if (Number.isSafeInteger(number) || (Number.isFinite(number) && !/^[+-]?\d+$/.test(node.text.trim()))) return number
  return node.text === '' ? null : node.text
}

const components = ['FamilyName', 'GivenName', 'MiddleName', 'NamePrefix', 'NameSuffix']

function readName(node: XmlNode): PersonName {
  const name: Record<string, string> = {}
  for (const group of node.children) {
    const part = (wanted: string) => group.children.find((child) => child.name === wanted)?.text ?? ''
    name[group.name] = components.map(part).join('^').replace(/\^+$/, '')
  }
  return name
}
