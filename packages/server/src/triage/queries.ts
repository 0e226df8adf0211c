import { countCap } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { type RawBuilder, sql } from 'kysely'
import { type Branch, branches, type LineCursor } from './line.ts'
import type { CountRow, WorklistRow } from './rows.ts'

export type Condition = RawBuilder<unknown>

// Word for word the predicate of medical_reports_worklist_idx.
export const isOpen = sql`status in ('pending', 'analyzing', 'analyzed')`

type Key = { dueAt: string; reportId: string }
type Cut = { after?: Key; before?: Key; limit: number; condition?: Condition | undefined }

const compare = { after: sql`>`, before: sql`<` }
const beyond = (side: 'after' | 'before', key: Key | undefined) =>
  key ? sql`and (due_at, report_id) ${compare[side]} (${key.dueAt}::timestamptz, ${key.reportId}::uuid)` : sql``

/** One bounded range of an index; a `condition` is one that an index leads with. `asOf` is an expression, so that the first page judges by the transaction's clock. */
const rangeOf = ({ number, isOverdue, triageClass }: Branch, asOf: RawBuilder<unknown>, cut: Cut) => sql`(
  select ${sql.lit(number)}::int as branch, due_at, report_id from public.medical_reports r
  where ${isOpen} and triage_class = ${sql.lit(triageClass)}::smallint ${cut.condition ? sql`and ${cut.condition}` : sql``}
    and due_at ${isOverdue ? sql`<=` : sql`>`} ${asOf} ${beyond('after', cut.after)} ${beyond('before', cut.before)}
  order by due_at, report_id limit ${cut.limit})`

const unionAll = sql` union all `
export const present = sql`current_timestamp`
export const momentOf = (asOf: string | undefined) => (asOf === undefined ? present : sql`${asOf}::timestamptz`)

/** What a row of the worklist shows, given `line(branch, report_id)`. */
export const itemsOf = (line: RawBuilder<unknown>) => sql<WorklistRow>`
  with line as materialized (${line})
  select r.report_id, r.patient_id, r.patient_name, r.patient_age, r.patient_gender, r.study_type, r.status, r.risk_score,
    r.confidence_score, a.risk_probability, r.clinical_priority, r.identity_state, r.upload_date, r.analysis_date,
    r.triage_class, r.due_at, r.due_at::text as due_key, l.branch, l.branch < 4 as is_overdue,
    (extract(epoch from current_timestamp - r.upload_date) / 60)::int as waiting_minutes,
    (extract(epoch from r.due_at - current_timestamp) / 60)::int as minutes_left,
    (extract(epoch from r.due_at - r.upload_date) / 60)::int as max_wait_minutes,
    r.unread_because,
    c.doctor_id as claimed_by, u.name as claimed_by_name, c.expires_at as claim_expires_at
  from line l
  join public.medical_reports r on r.report_id = l.report_id
  left join public.ai_analysis a on a.report_id = r.report_id
  left join public.worklist_claims c on c.report_id = r.report_id and c.expires_at > clock_timestamp()
  left join public.users u on u.id = c.doctor_id
  order by l.branch, r.due_at, r.report_id`

/**
 * One page of the line, one row more than `limit` when it goes on. The branches stand in the order of the line and the
 * limit is above them, so PostgreSQL stops in the branch that fills the page. That it runs a UNION ALL in order is not
 * promised by the standard: parallel plans, the one thing that could break it, are off for fr_api (roles.sql), and a
 * test walks 300 studies. An ORDER BY here reads all eight branches (1.0 ms, not 0.75); counting what each branch left
 * over, in eight CTEs, costs more than it saves (1.5 ms).
 */
export async function pageOfLine(
  tx: Tx,
  limit: number,
  cursor?: LineCursor,
  part: Part = whole,
): Promise<WorklistRow[]> {
  const ranges = rangesFrom(cursor, part, limit + 1)
  if (!ranges) return []
  const line = sql`select branch, report_id from (${ranges}) k limit ${limit + 1}`
  return (await itemsOf(line).execute(tx)).rows
}

/** Which branches, and the one condition that an index answers in the line's order. */
export type Part = { branches: readonly Branch[]; condition?: Condition | undefined }
const whole: Part = { branches }

/** The line behind the cursor, each branch cut at `limit`; undefined when no branch is left. */
export function rangesFrom(cursor: LineCursor | undefined, part: Part, limit: number): Condition | undefined {
  const asOf = momentOf(cursor?.asOf)
  const ranges = part.branches
    .filter(({ number }) => number >= (cursor?.branch ?? 0))
    .map((branch) =>
      rangeOf(branch, asOf, {
        limit,
        condition: part.condition,
        ...(cursor && branch.number === cursor.branch ? { after: cursor } : {}),
      }),
    )
  return ranges.length === 0 ? undefined : sql.join(ranges, unionAll)
}

/** The row of one open study, or undefined when it is not in the line. */
export async function findInLine(tx: Tx, reportId: string): Promise<WorklistRow | undefined> {
  const line = sql`select triage_class - 1 + case when due_at <= ${present} then 0 else 4 end as branch, report_id
    from public.medical_reports where report_id = ${reportId} and ${isOpen}`
  return (await itemsOf(line).execute(tx)).rows[0]
}

/** How many stand before this row, counted up to the cap. */
export async function countAhead(tx: Tx, row: WorklistRow): Promise<number> {
  const key = { dueAt: row.due_key, reportId: row.report_id }
  const ranges = branches
    .filter(({ number }) => number <= row.branch)
    .map((branch) =>
      rangeOf(branch, present, { limit: countCap, ...(branch.number === row.branch ? { before: key } : {}) }),
    )
  const { rows } = await sql<{ ahead: number }>`
    select count(*)::int as ahead from (select 1 from (${sql.join(ranges, unionAll)}) k limit ${countCap}) n`.execute(
    tx,
  )
  return rows[0]?.ahead ?? 0
}

const cappedCount = (condition: RawBuilder<unknown>) => sql`(
  select count(*)::int from (select 1 from public.medical_reports
    where ${isOpen} and triage_class = c.class::smallint and ${condition} limit ${countCap}) n)`

/** How much waits in each class, and the moment this transaction began. */
export async function countByClass(tx: Tx): Promise<CountRow[]> {
  const { rows } = await sql<CountRow>`
    select c.class as triage_class, ${cappedCount(sql`true`)} as waiting,
      ${cappedCount(sql`due_at <= ${present}`)} as overdue
    from generate_series(1, 4) c (class) order by c.class`.execute(tx)
  return rows
}

export async function transactionMoment(tx: Tx): Promise<string> {
  const { rows } = await sql<{ moment: string }>`select current_timestamp::text as moment`.execute(tx)
  return rows[0]!.moment
}
