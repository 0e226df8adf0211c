import type { Tx } from '@firstread/database'
import { type RawBuilder, sql } from 'kysely'
import type { Access } from './access.ts'
import type { Condition } from './condition-queries.ts'
import { everyStudy, inOrder, keysOf, orderOf, sized, sourceOf, viewerOf } from './key-queries.ts'
import { columnsOf, inside, joinsOf } from './shown-queries.ts'
import type { Row, Wanted } from './wanted.ts'

export type Found = {
  rows: Row[]
  total: number | undefined
  isCut: boolean
  /** how many studies lay beyond the last landmark */
  walked: number
}

/** Results are counted up to here. */
const counted = 1000

/** One statement. @returns at most `limit` rows, and whether there are more */
export async function findRows(tx: Tx, wanted: Wanted): Promise<Found> {
  return cut((await queryFor(wanted).execute(tx)).rows, wanted.limit)
}

export type Counted = Row & { total?: number | null; walked?: number }

function queryFor(wanted: Wanted): RawBuilder<Counted> {
  const { access, conditions, level } = wanted
  if (access.by === 'rows') return rowsQuery(wanted)
  if (
    level !== 'study' ||
    conditions.length > 0 ||
    access.by === 'sorted' ||
    (access.by === 'keys' && access.ranges.length > 1)
  )
    return candidatesQuery(wanted)
  return access.by === 'all' ? allQuery(wanted) : rangeQuery(wanted, access)
}

/** The same, and the audit entry of it in the same statement: who is named there is who is found. */
export const notedQuery = (wanted: Wanted, { action, by }: { action: string; by: readonly string[] }) => sql<Counted>`
  with answer as materialized (${queryFor(wanted)}),
  noted as materialized (select audit.write(${action}::text, 'dicom_study', null,
    coalesce((select array_agg(distinct shown.patient_id) from (select patient_id from answer limit ${wanted.limit}::bigint) shown), '{}'),
    'success', null, jsonb_build_object('by', ${JSON.stringify(by)}::jsonb, 'results', least((select count(*) from answer), ${wanted.limit}::bigint))))
  select answer.* from noted left join answer on true`

/** What `notedQuery` answered: a row of nothing when nothing was found. */
export const foundIn = (rows: Counted[], limit: number): Found =>
  cut(
    rows.filter((row) => row.study_instance_uid !== null),
    limit,
  )

const cut = (rows: Counted[], limit: number): Found => ({
  rows: rows.slice(0, limit),
  isCut: rows.length > limit,
  total: rows[0]?.total ?? undefined,
  walked: rows[0]?.walked ?? 0,
})

const where = (conditions: Condition[]) =>
  conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`

/** Few rows by their identifiers. */
function rowsQuery(wanted: Wanted): RawBuilder<Counted> {
  const { who, level, conditions, limit, offset } = wanted
  const own = who.role === 'patient' ? [sql<boolean>`s.patient_id = ${who.userId}::uuid`] : []
  return sql`select ${columnsOf(wanted)} from public.dicom_studies s ${joinsOf(wanted)}
    ${where([...own, ...conditions])} order by ${sql.join([sql`s.arrival desc`, ...inside(level)])}
    limit ${sized(limit + 1)} offset ${offset}::bigint`
}

/** Keys decide alone: the page is cut out of the index, and only its studies are read. */
function rangeQuery(wanted: Wanted, access: Extract<Access, { by: 'keys' }>): RawBuilder<Counted> {
  const { who, limit, offset } = wanted
  const keys = keysOf(who, access.ranges[0] ?? everyStudy)
  const upTo = sql.lit(counted + 1)
  return sql`with page as materialized (${inOrder(keys, access, orderOf('', access), sql`${sized(limit + 1)} offset ${offset}::bigint`)})
    select ${columnsOf(wanted)},
      (select nullif(count(*), ${upTo})::integer from (${inOrder(keys, access, sql``, upTo)}) c) as total
    from page k join public.dicom_studies s on s.arrival = k.arrival ${joinsOf(wanted)} ${orderOf('k.', access)}`
}

/**
 * Newest first. A landmark says how many studies there are up to it, so an offset walks a thousand at most. Nothing but a
 * bare value may be compared with a column: to row security COALESCE might tell what it is given, and the index would not
 * be asked.
 */
function allQuery(wanted: Wanted): RawBuilder<Counted> {
  const { who, limit, offset } = wanted
  const viewer = viewerOf(who)
  return sql`with landmark as (select nth, arrival from public.dicom_study_landmarks where viewer = ${viewer} order by nth desc limit 1),
    last as (select coalesce(max(nth), 0) as nth, coalesce(max(arrival), 0) as arrival from landmark),
    tail as (select count(*) as n from public.dicom_study_keys
      where viewer = ${viewer} and key = 'a' and arrival > (select arrival from last)),
    everything as (select l.nth + t.n as n, l.nth + t.n - ${offset}::bigint as first from last l, tail t),
    stop as (select nth, arrival from public.dicom_study_landmarks
      where viewer = ${viewer} and nth >= (select first from everything) order by nth limit 1),
    start as (select coalesce(max(o.nth) - e.first, ${offset}::bigint) as skip, coalesce(max(o.arrival), 9223372036854775807) as arrival
      from everything e left join stop o on true group by e.first),
    page as materialized (select arrival from public.dicom_study_keys
      where viewer = ${viewer} and key = 'a' and arrival <= (select arrival from start)
      order by arrival desc limit ${sized(limit + 1)} offset (select skip from start))
    select ${columnsOf(wanted)}, (select n::integer from everything) as total, (select n::integer from tail) as walked
    from page k join public.dicom_studies s on s.arrival = k.arrival ${joinsOf(wanted)} order by k.arrival desc`
}

/** Keys lead, rows decide. Stops at the page's end, or where a search becomes too broad. */
function candidatesQuery(wanted: Wanted): RawBuilder<Counted> {
  const { level, conditions, limit, offset } = wanted
  const { from, order } = sourceOf(wanted)
  return sql`select ${columnsOf(wanted)} from (${from}) k
    join public.dicom_studies s on s.arrival = k.arrival ${joinsOf(wanted)} ${where(conditions)}
    order by ${sql.join([order, ...inside(level)])} limit ${sized(limit + 1)} offset ${offset}::bigint`
}

export async function placeLandmarks(tx: Tx): Promise<void> {
  await sql`select app.place_landmarks()`.execute(tx)
}
