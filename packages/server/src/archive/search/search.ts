import { Problem } from '@firstread/contract'
import { actAs, type Caller, type Db, type Principal, readAtOnce, type Tx } from '@firstread/database'
import { audit } from '../../audit/index.ts'
import { accessFor } from './access.ts'
import { conditionsFor } from './condition-queries.ts'
import { hadMore, isBounded } from './key-queries.ts'
import { type Level, searchKey } from './keys.ts'
import { type Match, readMatch } from './match.ts'
import { type Found, findRows, foundIn, notedQuery, placeLandmarks } from './queries.ts'
import type { Asking, Parts, Row, Wanted } from './wanted.ts'

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
 * @param answer  makes of the results what is sent; while the database still commits, where that is possible
 * @throws Problem  search-too-broad: the candidates of the search are more than are read one by one; those of actAs
 */
export async function searchAs<Answer>(
  db: Db,
  caller: Caller,
  wanted: Search,
  answer: (results: Results) => Answer,
): Promise<Answer> {
  const made = await readAtOnce(
    db,
    caller,
    (who) => atOnce(who, wanted),
    (rows) => {
      const found = foundIn(rows, wanted.limit)
      return { answer: answer(resultsOf(found, wanted.offset)), walked: found.walked }
    },
  )
  if (made === undefined) return answer(await actAs(db, caller, (tx, who) => search(tx, who, wanted)))
  if (made.walked > farWalk) await actAs(db, caller, placeLandmarks)
  return made.answer
}

/** Undefined where whether a bound was met is a question of its own. */
function atOnce(who: Asking, wanted: Search) {
  const plan = planFor(who, wanted)
  return isBounded(plan.access, isChecked(plan)) ? undefined : notedQuery(plan, entryOf(wanted))
}

/** The same, in the transaction of somebody who has entered already. */
export async function search(tx: Tx, who: Principal, wanted: Search): Promise<Results> {
  const plan = planFor(who, wanted)
  const found = await findRows(tx, plan)
  if (!found.isCut && (await hadMore(tx, who, plan.access, isChecked(plan)))) throw new Problem('search-too-broad')
  if (found.walked > farWalk) await placeLandmarks(tx)
  const { action, by } = entryOf(wanted)
  const patientIds = found.rows.map((row) => row.patient_id)
  await audit(tx, { action, entityType: 'dicom_study', patientIds, newValues: { by, results: found.rows.length } })
  return resultsOf(found, wanted.offset)
}

/** Studies beyond the last landmark that are too many to be walked again. */
const farWalk = 2000

function planFor(
  who: Asking,
  { level, matches, limit, offset, shown = attributesOnly, isCombined = true }: Search,
): Wanted {
  const access = accessFor(level, matches, who.role)
  const answered = 'answers' in access ? access.answers : []
  return { who, level, access, conditions: conditionsFor(level, matches, answered, isCombined), limit, offset, shown }
}

/** Rows were read to decide, not keys alone. */
const isChecked = ({ access, conditions, level }: Wanted): boolean =>
  conditions.length > 0 || level !== 'study' || ('ranges' in access && access.ranges.length > 1)

/** By what was searched, not for what: values are patients' data. */
const entryOf = ({ level, matches }: Search) => ({
  action: `search_${level === 'study' ? 'studies' : level === 'series' ? 'series' : 'instances'}`,
  by: matches.map(({ key }) => key.keyword),
})

function resultsOf({ rows, isCut, total: counted }: Found, offset: number): Results {
  const total = counted ?? (isCut ? undefined : offset + rows.length)
  return { rows, hasMore: isCut, total: rows.length > 0 || offset === 0 ? total : undefined }
}
