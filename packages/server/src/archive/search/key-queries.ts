import type { Tx } from '@firstread/database'
import { type RawBuilder, sql } from 'kysely'
import type { Access, KeyRange } from './access.ts'
import type { Asking, Wanted } from './wanted.ts'

/** Candidates whose rows are read before a search is called too broad: about a tenth of a second. */
export const candidates = 20_000
/** Keys that are compared without reading rows. */
const keysCompared = 500_000
const nobody = '00000000-0000-0000-0000-000000000000'
/** An index help only: row security has the last word on whose keys are seen. */
export const viewerOf = ({ role, userId }: Asking) => sql`${role === 'radiologist' ? userId : nobody}::uuid`

/**
 * Limits stand as numbers in the text, rounded up to a few sizes: with a parameter the planner expects a tenth of the
 * archive and reads all of it; with any number there would be as many prepared statements.
 */
const sizes = [2, 26, 51, 102, 251, 501, 1001, 2001, 5001, 10_001, candidates]
export const sized = (wanted: number) => sql.lit(sizes.find((size) => size >= wanted) ?? wanted)

/** Keys lead with the letter of their family. */
export function likeOf(access: Access) {
  if (access.by === 'sorted') return sql`where key like ${access.like}`
  return access.by === 'keys' && access.like !== undefined ? sql`where substr(k.key, 2) like ${access.like}` : undefined
}

export const everyStudy: KeyRange = { from: 'a', to: 'b' }

/** A study may have several results of a modality: its key counts once. */
export const keysOf = (who: Asking, { from, to, isOfResults }: KeyRange) => sql`select key, arrival
  from public.${sql.raw(isOfResults ? 'dicom_result_keys' : 'dicom_study_keys')}
  where viewer = ${viewerOf(who)} and key >= ${from} and key < ${to}${sql.raw(isOfResults ? ' group by key, arrival' : '')}`

/** Columns come from the table of keys. */
export const sortedOf = ({
  column,
  ranges: [range],
}: Extract<Access, { by: 'sorted' }>) => sql`select ${sql.raw(column)} as key, s.arrival
  from public.dicom_studies s where ${sql.raw(column)} >= ${range?.from} and ${sql.raw(column)} < ${range?.to}`

/** Keys in order, at most `most` of them that are like what was asked. */
export const inOrder = (
  keys: RawBuilder<unknown>,
  access: Access,
  order: RawBuilder<unknown>,
  most: RawBuilder<unknown>,
) => {
  const like = likeOf(access)
  if (like === undefined) return sql`${keys} ${order} limit ${most}`
  return sql`select key, arrival from (${keys} ${order} limit ${sql.lit(keysCompared)}) k ${like} ${order} limit ${most}`
}

export const orderOf = (prefix: '' | 'k.', { order }: { order: 'asc' | 'desc' }) =>
  sql.raw(`order by ${prefix}key ${order}, ${prefix}arrival ${order}`)

/** Studies in the order of the search, as many as may be looked at. */
export function sourceOf({ who, access, conditions, limit, offset }: Wanted): {
  from: RawBuilder<unknown>
  order: RawBuilder<unknown>
} {
  // Every study has a series and an instance to show: as many studies as results are enough when nothing is checked.
  const bound = conditions.length > 0 ? sql.lit(candidates) : sized(Math.min(offset + limit + 1, candidates))
  if (access.by === 'sorted') {
    const order = sql`order by key, arrival`
    return { from: inOrder(sortedOf(access), access, order, bound), order: sql`k.key, k.arrival` }
  }
  const keyed: Extract<Access, { by: 'keys' }> =
    access.by === 'keys' ? access : { by: 'keys', ranges: [everyStudy], order: 'desc', answers: [] }
  const order = orderOf('', keyed)
  const [first = everyStudy, ...more] = keyed.ranges
  if (more.length === 0)
    return {
      from: inOrder(keysOf(who, first), keyed, order, bound),
      order: sql.raw(`k.key ${keyed.order}, k.arrival ${keyed.order}`),
    }
  // A study can be found in several ranges, but is shown once. Twice as many as are shown: it may be there twice.
  const most = conditions.length > 0 ? bound : sized(Math.min(2 * (offset + limit + 1), candidates))
  const branches = keyed.ranges.map((range) => sql`(${inOrder(keysOf(who, range), keyed, order, most)})`)
  const sort = keyed.order === 'desc' ? sql`max(right(key, 8)) desc, arrival desc` : sql`min(substr(key, 2)), arrival`
  return {
    from: sql`select arrival, row_number() over (order by ${sort}) as nth from (${sql.join(branches, sql` union all `)}) b group by arrival`,
    order: sql`k.nth`,
  }
}

/** Whether a search stops at some number of candidates: when it found too few, that has to be looked at. */
export const isBounded = (access: Access, isChecked: boolean): boolean =>
  access.by !== 'rows' && (isChecked || likeOf(access) !== undefined)

/**
 * Whether a search came to the end of its candidates and not of the studies.
 *
 * @param isChecked  rows were read to decide, not keys alone
 */
export async function hadMore(tx: Tx, who: Asking, access: Access, isChecked: boolean): Promise<boolean> {
  if (!isBounded(access, isChecked) || access.by === 'rows') return false
  for (const range of access.by === 'all' ? [everyStudy] : access.ranges) {
    const keys = access.by === 'sorted' ? sortedOf(access) : keysOf(who, range)
    const bounds = [
      ...(likeOf(access) ? [sql`${keys} limit 1 offset ${sql.lit(keysCompared)}`] : []),
      ...(isChecked
        ? [sql`select 1 from (${keys}) k ${likeOf(access) ?? sql``} limit 1 offset ${sql.lit(candidates)}`]
        : []),
    ]
    for (const beyondBound of bounds) if ((await beyondBound.execute(tx)).rows.length > 0) return true
  }
  return false
}
