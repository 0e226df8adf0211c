import type { WorklistFilters } from '@firstread/contract'
import { sql } from 'kysely'
import { branches } from './line.ts'
import type { Condition, Part } from './queries.ts'

export type LineFilters = Omit<WorklistFilters, 'overdue'> & {
  overdue?: boolean | undefined
  text?: string | undefined
}
type Column = 'identity' | 'unread' | 'priority' | 'studyType' | 'modality'

/**
 * Each filter that is a column, as a plain comparison: row security lets nothing cleverer reach an index. Words from a
 * fixed list stand in the statement itself, so that a kept plan still proves the partial index's own condition.
 */
const columns: { [K in Column]: (value: string) => Condition } = {
  identity: () => sql`r.identity_state = 'open'`,
  unread: (value) => sql`r.unread_because = ${sql.lit(value)}`,
  priority: (value) => sql`r.clinical_priority = ${sql.lit(value)}`,
  studyType: (value) => sql`r.study_type = ${value}`,
  modality: (value) => sql`r.modality = ${value}`,
}
/** Rarest first: the first one given leads the search, the others are looked at row by row. */
const order: readonly Column[] = ['identity', 'unread', 'priority', 'studyType', 'modality']

const isFree = sql`not exists (select 1 from public.worklist_claims c
  where c.report_id = r.report_id and c.expires_at > clock_timestamp())`
const afterAll = sql`U&'\\+10FFFF'`
const begins = (column: Condition, text: string) =>
  sql`${column} >= lower(${text}::text) and ${column} < lower(${text}::text) || ${afterAll}`
export const byName = (text: string) => begins(sql`r.patient_name_folded`, text)
export const byLastName = (text: string) => begins(sql`r.patient_last_name_folded`, text)

export type Plan = {
  part: Part
  /** What is left to be looked at in each row that `part` gives. */
  rest: Condition[]
}

/**
 * How a filtered line is read: the branches that class and overdue leave, one condition for an index, the rest row by
 * row.
 */
export function planOf(filters: LineFilters): Plan {
  const [leading, ...others] = order.flatMap((name) => {
    const value = filters[name]
    return value === undefined ? [] : [columns[name](value)]
  })
  const classes = filters.class?.split(',').map(Number)
  const wanted = branches.filter(
    ({ triageClass, isOverdue }) => (!classes || classes.includes(triageClass)) && (!filters.overdue || isOverdue),
  )
  const free = filters.claim === 'free' ? [isFree] : []
  const text = filters.text ? [sql`(${byName(filters.text)} or ${byLastName(filters.text)})`] : []
  return { part: { branches: wanted, condition: leading }, rest: [...others, ...free, ...text] }
}

export const isFiltered = (filters: LineFilters): boolean =>
  Object.values(filters).some((value) => value !== undefined && value !== false)
