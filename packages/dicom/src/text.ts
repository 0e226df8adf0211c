import { attribute, tagHex } from './dictionary.ts'
import type { DicomJson, JsonValue, PersonName } from './json.ts'

/** Readers for single values of the JSON model. Absent, empty and unusable values are `undefined`. */

const keys = new Map<string, string>()

/** `PatientID` → `00100020`. @throws RangeError for a keyword that PS3.6 does not have */
export function jsonKey(keyword: string): string {
  let key = keys.get(keyword)
  if (key === undefined) {
    key = tagHex(attribute(keyword).tag)
    keys.set(keyword, key)
  }
  return key
}

export const values = (elements: DicomJson, keyword: string): readonly JsonValue[] =>
  elements[jsonKey(keyword)]?.Value ?? []

/** All texts of an element; empty places are left out. */
export function texts(elements: DicomJson, keyword: string): string[] {
  return values(elements, keyword)
    .map(valueText)
    .filter((text) => text !== undefined)
}

/** The first text of an element, e.g. `text(elements, 'PatientID')`. Names come with their carets, numbers as digits. */
export function text(elements: DicomJson, keyword: string): string | undefined {
  return texts(elements, keyword)[0]
}

function valueText(value: JsonValue): string | undefined {
  if (typeof value === 'string') return value || undefined
  if (typeof value === 'number') return String(value)
  return value === null ? undefined : nameText(value)
}

function nameText(value: PersonName | DicomJson): string | undefined {
  const { Alphabetic, Ideographic, Phonetic } = value
  return [Alphabetic, Ideographic, Phonetic].find((group) => typeof group === 'string')
}

/** The numbers of an element, DS and IS included. */
export function numbers(elements: DicomJson, keyword: string): number[] {
  return values(elements, keyword).filter((value) => typeof value === 'number')
}

export const number = (elements: DicomJson, keyword: string): number | undefined => numbers(elements, keyword)[0]

/** The items of a sequence. */
export function items(elements: DicomJson, keyword: string): DicomJson[] {
  return values(elements, keyword).filter((value): value is DicomJson => typeof value === 'object' && value !== null)
}

/** Components of one group of a name, PS3.5 6.2.1.1. */
export interface NameParts {
  readonly family: string
  readonly given: string
  readonly middle: string
  readonly prefix: string
  readonly suffix: string
}

/** A name with its three writings; `parts` are those of the first writing there is. */
export function personName(elements: DicomJson, keyword: string): (PersonName & { parts: NameParts }) | undefined {
  const value = values(elements, keyword)[0]
  if (typeof value !== 'object' || value === null) return undefined
  const written = nameText(value)
  if (written === undefined) return undefined
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = written.split('^').map((part) => part.trim())
  return { ...(value as PersonName), parts: { family, given, middle, prefix, suffix } }
}

/** A DA value as `YYYY-MM-DD`; the old form with points is read too (PS3.5 6.2). Days that do not exist are refused. */
export function date(elements: DicomJson, keyword: string): string | undefined {
  const match = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(text(elements, keyword) ?? '')
  if (match === null) return undefined
  const iso = `${match[1]}-${match[2]}-${match[3]}`
  const parsed = new Date(`${iso}T00:00:00Z`)
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== iso ? undefined : iso
}

/** A TM value as `HH:MM:SS` with its fraction, missing parts as zeros. */
export function time(elements: DicomJson, keyword: string): string | undefined {
  const match = /^(\d{2})(?::?(\d{2})(?::?(\d{2})(\.\d{1,6})?)?)?$/.exec(text(elements, keyword) ?? '')
  if (match === null) return undefined
  const [, hours = '', minutes = '00', seconds = '00', fraction = ''] = match
  if (hours > '23' || minutes > '59' || seconds > '60') return undefined
  return `${hours}:${minutes}:${seconds === '60' ? '59' : seconds}${fraction}` // PS3.5 6.2: 60 is a leap second
}
