import { Problem } from '@firstread/contract'
import { attributeOf, tagHex, tagOf } from '@firstread/dicom'
import { z } from 'zod'
import { type SearchKey, searchKey } from '../search/keys.ts'
import { type Match, readMatch } from '../search/match.ts'
import type { Include } from '../search/result.ts'

/** Query parameters as they come; what they mean is for `readParameters`, since most are names of PS3.6. */
export const rawQuery = z.record(
  z.string().max(200),
  z.union([z.string().max(4096), z.array(z.string().max(4096)).max(100)]),
)
type RawQuery = z.infer<typeof rawQuery>

export type Parameters = {
  matches: Match[]
  include: Include
  limit: number | undefined
  offset: number
  /** Sentences for Warning headers. */
  warnings: string[]
}

/**
 * The query parameters of a search, PS3.18 8.3.4. An attribute that exists but is not matched is left aside with a warning;
 * what is no attribute at all is refused.
 *
 * @throws Problem  bad-query
 */
export function readParameters(query: RawQuery): Parameters {
  const isFuzzy = flag(query, 'fuzzymatching')
  const warnings = notSupported(query)
  const matches: Match[] = []
  for (const [name, value] of Object.entries(query)) {
    if (Object.hasOwn(reserved, name) || ignored.has(name)) continue
    const key = keyOf(name)
    if (key === undefined)
      warnings.push(`The attribute ${attributeName(name)} is not supported for matching and was ignored.`)
    else matches.push(...valuesOf(key, value).flatMap((one) => readMatch(key, one, isFuzzy) ?? []))
  }
  const offset = whole(query, 'offset') ?? 0
  return { matches, include: readInclude(list(query.includefield)), limit: whole(query, 'limit'), offset, warnings }
}

/** Parameters with a meaning of their own. */
const reserved = {
  fuzzymatching: true,
  emptyvaluematching: true,
  multiplevaluematching: true,
  includefield: true,
  limit: true,
  offset: true,
} as const
/** For other parts of the answer; `accept` is read where the media type is chosen. */
const ignored = new Set(['accept', 'charset', 'orderby'])

/** A key that is repeated asks for each of its values: only lists can mean that. */
function valuesOf(key: SearchKey, value: string | string[]): string[] {
  const values = list(value)
  if (values.length < 2) return values
  if (key.kind !== 'uid' && key.kind !== 'code' && key.kind !== 'codes')
    throw new Problem('bad-query', `${key.keyword} can be asked for once`)
  return [values.join('\\')]
}

const list = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

function keyOf(name: string): SearchKey | undefined {
  return searchKey(name.split('.').map(keywordOf).join('.'))
}

/** `00100010` and `PatientName` are the same; both in any case, since the standard's own examples differ. */
function keywordOf(part: string): string {
  return /^[0-9A-Fa-f]{8}$/.test(part) ? (attributeOf(Number.parseInt(part, 16))?.keyword ?? part) : part
}

/** @throws Problem  bad-query: neither a tag nor a keyword, so surely a slip */
function attributeName(name: string): string {
  for (const part of name.split('.')) tagKey(part)
  return name.slice(0, 100)
}

function tagKey(part: string): string {
  if (/^[0-9A-Fa-f]{8}$/.test(part)) return part.toUpperCase()
  try {
    return tagHex(tagOf(part))
  } catch {
    throw new Problem('bad-query', 'A query parameter is neither a tag nor a keyword of PS3.6')
  }
}

/** `includefield=a,b&includefield=c`; inside a sequence the whole sequence is shown. */
function readInclude(values: string[]): Include {
  const names = values
    .flatMap((value) => value.split(','))
    .map((name) => name.trim())
    .filter(Boolean)
  const keys = new Set(names.filter((name) => name !== 'all').map((name) => tagKey(name.split('.')[0] ?? '')))
  return { keys, isAll: names.includes('all') }
}

function flag(query: RawQuery, name: keyof typeof reserved): boolean {
  const value = query[name]
  if (value === undefined || value === 'false') return false
  if (value === 'true') return true
  throw new Problem('bad-query', `${name} is true or false`)
}

function whole(query: RawQuery, name: 'limit' | 'offset'): number | undefined {
  const value = query[name]
  if (value === undefined) return undefined
  if (typeof value === 'string' && /^\d{1,9}$/.test(value)) return Number(value)
  throw new Problem('bad-query', `${name} is a whole number`)
}

/** PS3.18 8.3.4.5 and 8.3.4.6: said rather than refused. */
function notSupported(query: RawQuery): string[] {
  return [
    ...(flag(query, 'emptyvaluematching')
      ? ['The emptyvaluematching parameter is not supported. Empty Value Matching has not been performed.']
      : []),
    ...(flag(query, 'multiplevaluematching')
      ? ['The multiplevaluematching parameter is not supported. Multiple Value Matching has not been performed.']
      : []),
  ]
}
