import type { Role } from '@firstread/contract'
import { enhancedSr, secondaryCapture } from '@firstread/dicom'
import { depth, type Level } from './keys.ts'
import type { Match, Test } from './match.ts'
import { beyond } from './wildcard.ts'

/** A range of dicom_study_keys, or of dicom_result_keys: from (included) to (left out), in byte order. */
export type KeyRange = { from: string; to: string; isOfResults?: boolean }

/**
 * The way into the index.
 *
 * - `rows`: a UID or an identifier names few rows; plain indexes find them
 * - `all`: every study of the viewer, newest first; landmarks make offsets cheap
 * - `keys`: a range of the viewer's keys, in its order; `answers` are the keywords that the range decides alone
 * - `sorted`: a range of an identifier's own index, for those who see every study anyway
 */
export type Access =
  | { by: 'rows' }
  | { by: 'all' }
  | { by: 'sorted'; column: string; ranges: KeyRange[]; answers: string[]; like: string }
  | {
      by: 'keys'
      ranges: KeyRange[]
      order: 'asc' | 'desc'
      answers: string[]
      /** LIKE over the key without its first letter */
      like?: string
    }

/** Exact values of these are few rows in any archive. */
const identifiers = new Set([
  ...['StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID'],
  ...['PatientID', 'AccessionNumber', 'StudyID'],
])

/** The cheapest way in for these keys; everything it does not answer is checked row by row. */
export function accessFor(level: Level, matches: readonly Match[], role: Role): Access {
  if (role === 'patient') return { by: 'rows' }
  if (matches.some(({ key, test }) => identifiers.has(key.keyword) && test.is === 'list')) return { by: 'rows' }
  const named = (keyword: string) => matches.find(({ key }) => key.keyword === keyword)?.test
  const [name, date, modality] = [
    named('PatientName'),
    named('StudyDate'),
    named('ModalitiesInStudy') ?? ofSeries(level, named('Modality')),
  ]
  return (
    byName(name, 3) ??
    byModality(modality, date, named('ModalitiesInStudy') !== undefined) ??
    byDate(date) ??
    bySorted(matches, role) ??
    byName(name, 0) ?? { by: 'all' }
  )
}

/** Only series of that modality are wanted, so only studies that have one are looked at. */
const ofSeries = (level: Level, test: Test | undefined) => (depth[level] >= depth.series ? test : undefined)

/** Columns with an index of their own in byte order, the one that names fewest studies first. */
const sortedKeys = ['AccessionNumber', 'PatientID', 'StudyID', 'ReferringPhysicianName', 'StudyDescription']

/** Wildcards in an indexed text. A radiologist's own studies are few enough to be looked at one by one. */
function bySorted(matches: readonly Match[], role: Role): Access | undefined {
  if (role === 'radiologist') return undefined
  for (const keyword of sortedKeys) {
    const found = matches.find(({ key }) => key.keyword === keyword)
    const [first] = found?.test.is === 'patterns' ? found.test.patterns : []
    if (found === undefined || first === undefined) continue
    const range = { from: first.prefix, to: beyond(first.prefix) }
    const sorted = { by: 'sorted' as const, column: found.key.column, ranges: [range] }
    if (found.key.kind !== 'name') return { ...sorted, answers: [keyword], like: first.like }
    // Only the first group of a name leads its column; the row itself is asked for the exact match.
    if (first.prefix !== '' && familyOf(first.prefix) === 'n') return { ...sorted, answers: [], like: `${first.like}%` }
  }
  return undefined
}

function byName(test: Test | undefined, least: number): Access | undefined {
  if (test?.is === 'words') return byWords(test.words, least)
  if (test?.is !== 'patterns') return undefined
  const [first] = test.patterns.toSorted((a, b) => b.prefix.length - a.prefix.length)
  if (first === undefined || first.prefix.length < least) return undefined
  const families = first.prefix === '' ? ['n', 'i'] : [familyOf(first.prefix)]
  const isExact = first.prefix === first.like
  const ranges = families.map((family) => ({
    from: family + first.prefix,
    to: isExact ? `${family}${first.prefix}\u0001` : beyond(family + first.prefix),
  }))
  const answers = test.patterns.length === 1 ? ['PatientName'] : []
  return { by: 'keys', ranges, order: 'asc', answers, ...(isExact || first.isPrefix ? {} : { like: first.like }) }
}

/** The longest word leads; a first word of a name is the beginning of its n or i key. */
function byWords(words: string[], least: number): Access | undefined {
  const [word] = words.toSorted((a, b) => b.length - a.length)
  if (word === undefined || word.length < least) return undefined
  // app.study_keys cuts longer words
  const lead = [...word].slice(0, 64).join('')
  const ranges = [familyOf(word), 'w'].map((family) => ({ from: family + lead, to: beyond(family + lead) }))
  return { by: 'keys', ranges, order: 'asc', answers: words.length === 1 && lead === word ? ['PatientName'] : [] }
}

/** As app.study_keys does: scripts from U+1100 on have keys of their own. */
const familyOf = (text: string): string => ((text.codePointAt(0) ?? 0) >= 0x1100 ? 'i' : 'n')

/**
 * Modalities of what Firstread itself makes (PS3.3 C.7.3.1.1.1). It has keys of its own, which only those see who may see the
 * results.
 */
export const madeHere: ReadonlySet<string> = new Set(['SR', 'OT'])
export const classesMadeHere: ReadonlySet<string> = new Set([enhancedSr, secondaryCapture])

function byModality(test: Test | undefined, date: Test | undefined, isOfStudy: boolean): Access | undefined {
  if (test?.is !== 'list') return undefined
  // Studies without a date stand under 00000000: a range of dates leaves them out.
  const { from, to } =
    date?.is === 'range' ? { from: date.from ?? '00000001', to: date.to ?? '9' } : { from: '', to: '9' }
  const ranges = test.values.flatMap((code) => {
    const range = { from: `m${code} ${from}`, to: beyond(`m${code} ${to}`) }
    return madeHere.has(code) ? [range, { ...range, isOfResults: true }] : [range]
  })
  return { by: 'keys', ranges, order: 'desc', answers: [...(isOfStudy ? ['ModalitiesInStudy'] : []), 'StudyDate'] }
}

function byDate(test: Test | undefined): Access | undefined {
  if (test?.is !== 'range') return undefined
  return {
    by: 'keys',
    ranges: [{ from: `d${test.from ?? ''}`, to: beyond(`d${test.to ?? '9'}`) }],
    order: 'desc',
    answers: ['StudyDate'],
  }
}
