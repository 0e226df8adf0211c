import { facetCap } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { sql } from 'kysely'
import type { LineCursor } from './line.ts'
import { byLastName, byName, type Plan } from './plan-queries.ts'
import { type Condition, isOpen, itemsOf, momentOf, type Part, present, rangesFrom } from './queries.ts'
import type { CountRow, WorklistRow } from './rows.ts'

const all = (conditions: readonly Condition[]) =>
  conditions.length === 0 ? sql`true` : sql.join([...conditions], sql` and `)

/** So few studies are sorted as a whole; a beginning that fits more is looked for along the line instead. */
export const setCap = 1000

/** Open studies whose patient's name, or its last word, begins so; more than `most` when there are more. */
export async function namedSo(tx: Tx, text: string, most: number): Promise<string[]> {
  const end = (condition: Condition) => sql`(select r.report_id from public.medical_reports r
    where ${isOpen} and ${condition} limit ${most + 1})`
  const { rows } = await sql<{ report_id: string }>`
    select report_id from (${end(byName(text))} union ${end(byLastName(text))}) k limit ${most + 1}`.execute(tx)
  return rows.map((row) => row.report_id)
}

/** Studies with a live claim: the caller's own, or everybody else's. */
export async function claimedBy(tx: Tx, whose: 'mine' | 'others'): Promise<string[]> {
  const { rows } = await sql<{ report_id: string }>`
    select c.report_id from public.worklist_claims c
    where c.expires_at > clock_timestamp() and c.doctor_id ${whose === 'mine' ? sql`=` : sql`<>`} (select auth.uid())
    limit ${setCap}`.execute(tx)
  return rows.map((row) => row.report_id)
}

const branchOf = (asOf: Condition) => sql`r.triage_class - 1 + case when r.due_at <= ${asOf} then 0 else 4 end`
const inBranches = (part: Part, asOf: Condition) =>
  sql`(${branchOf(asOf)}) = any(${part.branches.map(({ number }) => number)}::int[])`
const wantedOf = ({ part, rest }: Plan) => all([...(part.condition ? [part.condition] : []), ...rest])

/** One page out of a few studies, in the line's order, one row more than `limit` when it goes on. */
export async function pageOfSet(
  tx: Tx,
  ids: readonly string[],
  limit: number,
  plan: Plan,
  cursor?: LineCursor,
): Promise<WorklistRow[]> {
  const asOf = momentOf(cursor?.asOf)
  const later = cursor
    ? sql`(${branchOf(asOf)}, r.due_at, r.report_id) > (${cursor.branch}, ${cursor.dueAt}::timestamptz, ${cursor.reportId}::uuid)`
    : sql`true`
  const line = sql`select ${branchOf(asOf)} as branch, r.report_id from public.medical_reports r
    where r.report_id = any(${ids}::uuid[]) and ${isOpen} and ${inBranches(plan.part, asOf)} and ${wantedOf(plan)} and ${later}
    order by 1, r.due_at, r.report_id limit ${limit + 1}`
  return (await itemsOf(line).execute(tx)).rows
}

/** How far a page looks along the line for what fits. Behind it the page ends, short, and the next one goes on there. */
const walkCap = 1000
export type Walk = { ids: string[]; branches: number[]; end: Omit<LineCursor, 'asOf'> | undefined }

/** The next studies of the line that also meet `rest`; `end` is where the looking stopped, unless the line did. */
export async function walkLine(tx: Tx, limit: number, plan: Plan, cursor?: LineCursor): Promise<Walk> {
  const ranges = rangesFrom(cursor, plan.part, walkCap)
  if (!ranges) return { ids: [], branches: [], end: undefined }
  const { rows } = await sql<{ ids: string[] | null; branches: number[] | null; end: Walk['end'] | null }>`
    with walked as materialized (
      select branch, due_at, report_id, row_number() over () as n from (select * from (${ranges}) k limit ${walkCap}) w
    ), hits as (
      select w.branch, w.report_id, w.n from walked w join public.medical_reports r on r.report_id = w.report_id
      where ${all(plan.rest)} order by w.n limit ${limit + 1}
    )
    select (select array_agg(report_id order by n) from hits) as ids,
      (select array_agg(branch order by n) from hits) as branches,
      (select jsonb_build_object('branch', branch, 'dueAt', due_at::text, 'reportId', report_id)
        from walked where n = ${walkCap}) as "end"`.execute(tx)
  const [row] = rows
  return { ids: row?.ids ?? [], branches: row?.branches ?? [], end: row?.end ?? undefined }
}

/** The rows of studies whose branch is known. */
export async function rowsOf(tx: Tx, { ids, branches }: Pick<Walk, 'ids' | 'branches'>): Promise<WorklistRow[]> {
  const line = sql`select branch, report_id from unnest(${branches}::int[], ${ids}::uuid[]) k (branch, report_id)`
  return (await itemsOf(line).execute(tx)).rows
}

/**
 * How much waits in each class and meets the plan. Alone, a condition of an index is counted in the index up to `most`
 * in each class; with `rest`, so many rows of a class are looked at.
 */
export async function countOfPlan(
  tx: Tx,
  { part, rest }: Plan,
  most: number,
  ids?: readonly string[],
): Promise<CountRow[]> {
  const among = ids ? sql`r.report_id = any(${ids}::uuid[])` : sql`true`
  const { rows } = await sql<CountRow>`
    select c.class as triage_class, n.waiting, n.overdue, n.looked
    from generate_series(1, 4) c (class) cross join lateral (
      select count(*) filter (where ${all(rest)})::int as waiting,
        count(*) filter (where due_at <= ${present} and ${all(rest)})::int as overdue, count(*)::int as looked
      from (select ${rest.length > 0 ? sql`r.*` : sql`r.due_at`} from public.medical_reports r
        where ${isOpen} and r.triage_class = c.class::smallint and ${part.condition ?? sql`true`} and ${among}
        limit ${most}) r) n
    order by c.class`.execute(tx)
  return rows
}

/** The values of one column in the line, each found by one step into its index. */
export async function valuesIn(tx: Tx, column: 'modality' | 'study_type'): Promise<string[]> {
  const name = sql.ref(column)
  const { rows } = await sql<{ value: string }>`
    with recursive found (value, n) as (
      (select ${name}::text, 1 from public.medical_reports where ${isOpen} and ${name} is not null order by ${name} limit 1)
      union all
      select (select ${name}::text from public.medical_reports where ${isOpen} and ${name} > f.value order by ${name} limit 1), f.n + 1
      from found f where f.value is not null and f.n < ${facetCap}
    ) select value from found where value is not null`.execute(tx)
  return rows.map((row) => row.value)
}
