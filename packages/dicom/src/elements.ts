import { attribute } from './dictionary.ts'
import type { DicomJson, JsonElement, JsonValue } from './json.ts'
import { jsonKey } from './text.ts'

/** A value by keyword, as one writes it: a text, a number, several of them, or items of a sequence. `undefined` removes. */
export type ElementValue = string | number | readonly (string | number)[] | readonly ElementValues[] | null | undefined
export interface ElementValues {
  readonly [keyword: string]: ElementValue
}

/**
 * Elements by keyword as the JSON model: `{ PatientID: 'X' }` → `{ '00100020': { vr: 'LO', Value: ['X'] } }`. `null` is an
 * empty element.
 *
 * @throws RangeError  unknown keyword
 */
export function elementsOf(values: ElementValues): DicomJson {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    entries
      .map(([keyword, value]) => [jsonKey(keyword), toElement(keyword, value)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

function toElement(keyword: string, value: ElementValue): JsonElement {
  const { vr } = attribute(keyword)
  if (value === null || value === undefined) return { vr }
  if (vr === 'OW') return { vr, InlineBinary: words(value as readonly number[]) }
  const list = (Array.isArray(value) ? value : [value]) as readonly (string | number | ElementValues)[]
  return { vr, Value: list.map((one) => toJsonValue(vr, one)) }
}

/** Numbers of an OW element (tables, palettes) as little endian words. */
function words(values: readonly number[]): string {
  return Buffer.from(Uint16Array.from(values).buffer).toString('base64')
}

function toJsonValue(vr: string, value: string | number | ElementValues): JsonValue {
  if (typeof value === 'object') return elementsOf(value)
  if (vr !== 'PN') return value
  const [Alphabetic = '', Ideographic, Phonetic] = String(value).split('=')
  return { Alphabetic, ...(Ideographic ? { Ideographic } : {}), ...(Phonetic ? { Phonetic } : {}) }
}
