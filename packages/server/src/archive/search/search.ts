import { Problem } from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import { audit } from '../../audit/index.ts'
import { accessFor } from './access.ts'
import { conditionsFor } from './condition-queries.ts'
import { hadMore } from './key-queries.ts'
import { type Level, searchKey } from './keys.ts'
import { type Match, readMatch } from './match.ts'
import { findRows, placeLandmarks } from './queries.ts'
import type { Parts, Row } from './wanted.ts'

export type Search = {
  level: Exclude<Level, 'patient'>
  matches: readonly Match[]
  /** Results wanted at most, and how many to leave out before. */
  limit: number
  offset: number
  /** What the answer is made of; study and series level without it. */
  shown?: Parts
  /** Date and time of a pair are one date-time. */
  isCombined?: boolean
}
/** `total`: of all results, where it is known without counting for long. */
export type Results = { rows: Row[]; hasMore: boolean; total: number | undefined }

/** A match by keyword, as our own callers write it. @throws Problem bad-query; RangeError for a key that is not searched by */
export function matching(keyword: string, value: string): Match[] {
  const key = searchKey(keyword)
  if (key === undefined) throw new RangeError(`Nothing is searched by ${keyword}`)
  const match = readMatch(key, value, false)
  return match === undefined ? [] : [match]
}

const attributesOnly: Parts = { study: true, series: true, header: false }

/**
 * What QIDO-RS and C-FIND answer from: one statement over indexed columns, as whoever is asking, and its audit entry.
 * Studies come newest first, by day or by name where that led the search; series and instances by their numbers.
 *
 * @throws Problem  search-too-broad: the candidates of the search are more than are read one by one
 */
export async function search(tx: Tx, who: Principal, wanted: Search): Promise<Results> {
  const { level, matches, limit, offset, shown = attributesOnly, isCombined = true } = wanted
  const access = accessFor(level, matches, who.role)
  const answered = 'answers' in access ? access.answers : []
  const conditions = conditionsFor(level, matches, answered, isCombined)
  const found = await findRows(tx, { who, level, access, conditions, limit, offset, shown })
  const isChecked = conditions.length > 0 || level !== 'study' || ('ranges' in access && access.ranges.length > 1)
  if (!found.isCut && (await hadMore(tx, who, access, isChecked))) throw new Problem('search-too-broad')
  if (found.walked > 2000) await placeLandmarks(tx)
  await note(tx, level, matches, found.rows)
  const total = found.total ?? (found.isCut ? undefined : offset + found.rows.length)
  return { rows: found.rows, hasMore: found.isCut, total: found.rows.length > 0 || offset === 0 ? total : undefined }
}

/** By what was searched, not for what: values are patients' data. */
async function note(tx: Tx, level: Level, matches: readonly Match[], rows: readonly Row[]): Promise<void> {
  await audit(tx, {
    action: `search_${level === 'study' ? 'studies' : level === 'series' ? 'series' : 'instances'}`,
    entityType: 'dicom_study',
    patientIds: rows.map((row) => row.patient_id),
    newValues: { by: matches.map(({ key }) => key.keyword), results: rows.length },
  })
}
