import { Problem } from '@firstread/contract'
import { fold, isUsableUid } from '@firstread/dicom'
import type { Kind, SearchKey } from './keys.ts'
import { hasWildcard, nameGroups, nameWords, type Pattern, pattern } from './wildcard.ts'

/** What a key asks of its column. */
export type Test =
  | { is: 'list'; values: string[] }
  | { is: 'numbers'; values: number[] }
  | { is: 'patterns'; patterns: Pattern[] }
  | { is: 'words'; words: string[] }
  | { is: 'range'; from?: string; to?: string }

export type Match = { key: SearchKey; test: Test }

/**
 * What the value of a matching key asks; undefined when it asks nothing (universal matching, PS3.4 C.2.2.2.3).
 *
 * @throws Problem  bad-query
 */
export function readMatch(key: SearchKey, value: string, fuzzy: boolean): Match | undefined {
  const trimmed = value.trim()
  if (trimmed === '' || /^\*+$/.test(trimmed)) return undefined
  const test = readers[key.kind](trimmed, fuzzy)
  if (test === 'bad') throw new Problem('bad-query', `The value of ${key.keyword} is not one to search by`)
  return test && { key, test }
}

type Reader = (value: string, fuzzy: boolean) => Test | 'bad' | undefined

const readers: Record<Kind, Reader> = {
  uid: (value) => {
    const values = split(value)
    return values.every(isUsableUid) ? { is: 'list', values } : 'bad'
  },
  code: (value) => (hasWildcard(value) ? patternsOf([value]) : { is: 'list', values: split(value) }),
  codes: (value) => (hasWildcard(value) ? patternsOf([value]) : { is: 'list', values: split(value) }),
  text: (value) => (hasWildcard(value) ? patternsOf([value]) : { is: 'list', values: [value] }),
  folded: (value) => patternsOf([fold(value)]),
  name: (value, fuzzy) => {
    const [words, groups] = [nameWords(value), nameGroups(value).filter((group) => !/^\*+$/.test(group))]
    if (fuzzy) return words.length === 0 ? undefined : { is: 'words', words }
    return groups.length === 0 ? undefined : patternsOf(groups)
  },
  date: (value) => range(value, readDate),
  time: (value) => range(value, readTime),
  number: (value) => {
    const values = split(value).map(Number)
    return values.every((n) => Number.isInteger(n) && Math.abs(n) < 2 ** 31) ? { is: 'numbers', values } : 'bad'
  },
}

const split = (value: string): string[] => [...new Set(value.split(/[\\,]/).map((one) => one.trim()))].filter(Boolean)
const patternsOf = (values: string[]): Test => ({ is: 'patterns', patterns: values.map(pattern) })

/** A single value is a range of itself; one open end is allowed (PS3.4 C.2.2.2.5). */
function range(value: string, read: (text: string) => string | undefined): Test | 'bad' {
  const [first = '', second = first, more] = value.split('-').map((end) => end.trim())
  const [from, to] = [read(first), read(second)]
  const given = value.includes('-') ? [first, second].filter(Boolean).length : 1
  if (more !== undefined || given === 0) return 'bad'
  if ((first !== '' && from === undefined) || (second !== '' && to === undefined)) return 'bad'
  return { is: 'range', ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

/** `YYYYMMDD`, as DICOM and our keys write days. */
function readDate(text: string): string | undefined {
  const match = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(text)
  if (match === null) return undefined
  const iso = `${match[1]}-${match[2]}-${match[3]}`
  const day = new Date(`${iso}T00:00:00Z`)
  const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(iso) && match[1] !== '0000'
  return exists ? iso.replaceAll('-', '') : undefined
}

/** `HH[MM[SS[.F]]]` without colons; as short as it was given. */
function readTime(text: string): string | undefined {
  const plain = text.replaceAll(':', '')
  return /^([01]\d|2[0-3])([0-5]\d([0-5]\d(\.\d{1,6})?|60)?)?$/.test(plain) ? plain : undefined
}
