import { Problem } from '@firstread/contract'
import {
  attributeOf,
  type DicomJson,
  type JsonElement,
  type JsonValue,
  jsonKey,
  type PersonName,
  text,
} from '@firstread/dicom'
import { type Level, searchKey } from './keys.ts'
import { type Match, readMatch } from './match.ts'
import { computed, returned } from './returned.ts'

/** Information models of C-FIND, PS3.4 C.6.1 and C.6.2. */
export type Model = 'patient' | 'study'

const levels: Record<string, Level> = { PATIENT: 'patient', STUDY: 'study', SERIES: 'series', IMAGE: 'instance' }

/** Unique keys of the levels above: a hierarchical query names one of each (PS3.4 C.4.1.3.1.1). */
const above: Record<Level, readonly string[]> = {
  patient: [],
  study: [],
  series: ['StudyInstanceUID'],
  instance: ['StudyInstanceUID', 'SeriesInstanceUID'],
}

/**
 * The level of an identifier.
 *
 * @throws Problem  bad-query: no level of the model, or a unique key above it is missing (status A900, PS3.4 C.4.1.1.4)
 */
export function levelOf(identifier: DicomJson, model: Model, isRelational: boolean): Level {
  const level = levels[text(identifier, 'QueryRetrieveLevel') ?? '']
  if (level === undefined || (level === 'patient' && model === 'study'))
    throw new Problem('bad-query', 'The Query/Retrieve Level is not one of this model')
  const missing = isRelational ? [] : above[level].filter((keyword) => text(identifier, keyword) === undefined)
  if (missing.length > 0) throw new Problem('bad-query', `Without ${missing.join(' and ')} this level is not searched`)
  return level
}

/** @throws Problem  bad-query: a value that cannot be one of its key */
export function matchesOf(identifier: DicomJson, isFuzzy: boolean): Match[] {
  return Object.entries(identifier).flatMap(([key, element]) => {
    if (element.vr === 'SQ') return inSequence(key, element).flatMap(([keyword, value]) => one(keyword, value, isFuzzy))
    return one(keywordOf(key), writtenValue(element), isFuzzy)
  })
}

function one(keyword: string, value: string, isFuzzy: boolean): Match[] {
  const key = searchKey(keyword)
  const match = key && readMatch(key, value, isFuzzy)
  return match ? [match] : []
}

/** Sequence matching takes the first item (PS3.4 C.2.2.2.6). */
function inSequence(key: string, { Value }: JsonElement): [keyword: string, value: string][] {
  const [item] = (Value ?? []) as (DicomJson | null)[]
  return Object.entries(item ?? {}).map(([inner, element]) => [
    `${keywordOf(key)}.${keywordOf(inner)}`,
    writtenValue(element),
  ])
}

const keywordOf = (key: string): string => attributeOf(Number.parseInt(key, 16))?.keyword ?? key
const writtenValue = ({ Value }: JsonElement): string => (Value ?? []).map(valueText).join('\\')

function valueText(value: JsonValue): string {
  if (value === null) return ''
  if (typeof value !== 'object') return String(value)
  const { Alphabetic = '', Ideographic = '', Phonetic = '' } = value as PersonName
  return [Alphabetic, Ideographic, Phonetic].join('=').replace(/=+$/, '')
}

const known = new Set<string>(
  [
    ...['QueryRetrieveLevel', 'SpecificCharacterSet', 'RetrieveAETitle', 'TimezoneOffsetFromUTC'],
    ...Object.values(returned).flat(),
    ...Object.values(computed).flat(),
  ].map(jsonKey),
)

/** Optional keys of the identifier that are neither matched nor known: the answers say so (pending with FF01). */
export function unsupportedKeys(identifier: DicomJson): string[] {
  return Object.keys(identifier).filter((key) => !known.has(key) && searchKey(keywordOf(key)) === undefined)
}
