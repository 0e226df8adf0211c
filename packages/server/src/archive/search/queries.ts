import type { Principal, Tx } from '@firstread/database'
import type { DicomJson } from '@firstread/dicom'
import { type RawBuilder, sql } from 'kysely'
import type { Access, KeyRange } from './access.ts'
import type { Condition } from './condition-queries.ts'
import type { Level } from './keys.ts'

/** One answer before it is one. Fields of deeper levels are null above them. */
export type Row = {
  patient_id: string
  arrival: number
  study_instance_uid: string
  study_attributes: DicomJson
  modalities: string[]
  sop_classes: string[]
  study_series: number
  study_instances: number
  series_instance_uid: string
  series_attributes: DicomJson
  series_instances: number
  sop_instance_uid: string
  sop_class_uid: string | null
  transfer_syntax_uid: string | null
  instance_number: number | null
  rows: number | null
  columns: number | null
  number_of_frames: number | null
  bits_allocated: DicomJson[string] | null
  metadata: DicomJson | null
}
export type Found = {
  rows: Row[]
  total: number | undefined
  isCut: boolean
  /** how many studies lay beyond the last landmark */
  walked: number
}

export type Wanted = {
  who: Principal
  level: Exclude<Level, 'patient'>
  access: Access
  conditions: Condition[]
  limit: number
  offset: number
  /** the whole header of each instance, for includefield */
  withHeader: boolean
}

/** Candidates whose rows are read before a search is called too broad: about a tenth of a second. */
const candidates = 20_000
/** Keys that are compared without reading rows. */
const keysCompared = 500_000
/** Results are counted up to here. */
const counted = 1000

const nobody = '00000000-0000-0000-0000-000000000000'
/** An index help only: row security has the last word on whose keys are seen. */
const viewerOf = ({ role, userId }: Principal) => sql`${role === 'radiologist' ? userId : nobody}::uuid`

/**
 * Limits stand as numbers in the text, rounded up to a few sizes: with a parameter the planner expects a tenth of the
 * archive and reads all of it; with any number there would be as many prepared statements.
 */
const sizes = [2, 26, 51, 102, 251, 501, 1001, 2001, 5001, 10_001]
const sized = (wanted: number) => sql.lit(sizes.find((size) => size >= wanted) ?? wanted)

/** One statement. @returns at most `limit` rows, and whether there are more */
export async function findRows(tx: Tx, wanted: Wanted): Promise<Found> {
  const { access, conditions, limit, level } = wanted
  if (access.by === 'rows') return cut(await run(tx, rowsQuery(wanted)), limit)
  if (
    level !== 'study' ||
    conditions.length > 0 ||
    access.by === 'sorted' ||
    (access.by === 'keys' && access.ranges.length > 1)
  )
    return cut(await run(tx, candidatesQuery(wanted)), limit)
  return cut(await run(tx, access.by === 'all' ? allQuery(wanted) : rangeQuery(wanted, access)), limit)
}

type Counted = Row & { total?: number | null; walked?: number }

async function run(tx: Tx, query: RawBuilder<Counted>): Promise<Counted[]> {
  return (await query.execute(tx)).rows
}

const cut = (rows: Counted[], limit: number): Found => ({
  rows: rows.slice(0, limit),
  isCut: rows.length > limit,
  total: rows[0]?.total ?? undefined,
  walked: rows[0]?.walked ?? 0,
})

const where = (conditions: Condition[]) =>
  conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`

/** Few rows by their identifiers. */
function rowsQuery({ who, level, conditions, limit, offset, withHeader }: Wanted): RawBuilder<Counted> {
  const own = who.role === 'patient' ? [sql<boolean>`s.patient_id = ${who.userId}::uuid`] : []
  return sql`select ${columnsOf(level, who, withHeader)} from public.dicom_studies s ${joinsOf(level, who)}
    ${where([...own, ...conditions])} order by ${sql.join([sql`s.arrival desc`, ...inside(level)])}
    limit ${sized(limit + 1)} offset ${offset}::bigint`
}

/** Keys decide alone: the page is cut out of the index, and only its studies are read. */
function rangeQuery({ who, limit, offset }: Wanted, access: Extract<Access, { by: 'keys' }>): RawBuilder<Counted> {
  const keys = keysOf(who, access.ranges[0] ?? everyStudy)
  const upTo = sql.lit(counted + 1)
  return sql`with page as materialized (${inOrder(keys, access, orderOf('', access), sql`${sized(limit + 1)} offset ${offset}::bigint`)})
    select ${columnsOf('study', who, false)},
      (select nullif(count(*), ${upTo})::integer from (${inOrder(keys, access, sql``, upTo)}) c) as total
    from page k join public.dicom_studies s on s.arrival = k.arrival ${joinsOf('study', who)} ${orderOf('k.', access)}`
}

/** Keys lead with the letter of their family. */
function likeOf(access: Access) {
  if (access.by === 'sorted') return sql`where key like ${access.like}`
  return access.by === 'keys' && access.like !== undefined ? sql`where substr(k.key, 2) like ${access.like}` : undefined
}

const everyStudy: KeyRange = { from: 'a', to: 'b' }

const keysOf = (who: Principal, { from, to }: KeyRange) => sql`select key, arrival from public.dicom_study_keys
  where viewer = ${viewerOf(who)} and key >= ${from} and key < ${to}`

/** Columns come from the table of keys. */
const sortedOf = ({
  column,
  ranges: [range],
}: Extract<Access, { by: 'sorted' }>) => sql`select ${sql.raw(column)} as key, s.arrival
  from public.dicom_studies s where ${sql.raw(column)} >= ${range?.from} and ${sql.raw(column)} < ${range?.to}`

/** Keys in order, at most `most` of them that are like what was asked. */
const inOrder = (keys: RawBuilder<unknown>, access: Access, order: RawBuilder<unknown>, most: RawBuilder<unknown>) => {
  const like = likeOf(access)
  if (like === undefined) return sql`${keys} ${order} limit ${most}`
  return sql`select key, arrival from (${keys} ${order} limit ${sql.lit(keysCompared)}) k ${like} ${order} limit ${most}`
}

const orderOf = (prefix: '' | 'k.', { order }: { order: 'asc' | 'desc' }) =>
  sql.raw(`order by ${prefix}key ${order}, ${prefix}arrival ${order}`)

/**
 * Newest first. A landmark says how many studies there are up to it, so an offset walks a thousand at most. Nothing but a
 * bare value may be compared with a column: to row security COALESCE might tell what it is given, and the index would not
 * be asked.
 */
function allQuery({ who, limit, offset }: Wanted): RawBuilder<Counted> {
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
    select ${columnsOf('study', who, false)}, (select n::integer from everything) as total, (select n::integer from tail) as walked
    from page k join public.dicom_studies s on s.arrival = k.arrival ${joinsOf('study', who)} order by k.arrival desc`
}

/** Keys lead, rows decide. Stops at the page's end, or where a search becomes too broad. */
function candidatesQuery(wanted: Wanted): RawBuilder<Counted> {
  const { who, level, conditions, limit, offset, withHeader } = wanted
  const { from, order } = sourceOf(wanted)
  return sql`select ${columnsOf(level, who, withHeader)} from (${from}) k
    join public.dicom_studies s on s.arrival = k.arrival ${joinsOf(level, who)} ${where(conditions)}
    order by ${sql.join([order, ...inside(level)])} limit ${sized(limit + 1)} offset ${offset}::bigint`
}

function sourceOf({ who, level, access, conditions, limit, offset }: Wanted): {
  from: RawBuilder<unknown>
  order: RawBuilder<unknown>
} {
  const bound = sql.lit(candidates)
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
  const isChecked = conditions.length > 0 || level !== 'study'
  const most = isChecked ? bound : sized(Math.min(2 * (offset + limit + 1), candidates))
  const branches = keyed.ranges.map((range) => sql`(${inOrder(keysOf(who, range), keyed, order, most)})`)
  const sort = keyed.order === 'desc' ? sql`max(right(key, 8)) desc, arrival desc` : sql`min(substr(key, 2)), arrival`
  return {
    from: sql`select arrival, row_number() over (order by ${sort}) as nth from (${sql.join(branches, sql` union all `)}) b group by arrival`,
    order: sql`k.nth`,
  }
}

/**
 * Whether a search came to the end of its candidates and not of the studies.
 *
 * @param isChecked  rows were read to decide, not keys alone
 */
export async function hadMore(tx: Tx, who: Principal, access: Access, isChecked: boolean): Promise<boolean> {
  if (access.by === 'rows') return false
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

export async function placeLandmarks(tx: Tx): Promise<void> {
  await sql`select app.place_landmarks()`.execute(tx)
}

/** Series by number, instances by number; what has none comes last. */
function inside(level: Level): RawBuilder<unknown>[] {
  const series = [sql`r.series_number`, sql`r.series_instance_uid`]
  const instance = [sql`i.instance_number`, sql`i.sop_instance_uid`]
  return level === 'series' ? series : level === 'instance' ? [...series, ...instance] : []
}

/**
 * Results of the AI are counted where they are seen, the rest was counted when it arrived. Of a study that several
 * uploaders added to, each counts the own part.
 */
function joinsOf(level: Level, { role }: Principal): RawBuilder<unknown> {
  const series = sql`join public.dicom_series r on r.study_instance_uid = s.study_instance_uid`
  const results = sql`cross join lateral (select count(*)::integer as series, coalesce(sum(x.number_of_instances), 0)::integer as instances,
      coalesce(array_agg(distinct x.modality::text) filter (where x.modality is not null), '{}') as modalities
      from public.dicom_series x where x.study_instance_uid = s.study_instance_uid and x.is_result) made`
  if (level === 'instance')
    return sql`${series} join public.dicom_instances i on i.series_instance_uid = r.series_instance_uid ${results}`
  if (level !== 'series') return results
  if (role !== 'radiologist') return sql`${series} ${results}`
  return sql`${series} and (not s.is_shared or exists (
    select 1 from public.dicom_instances y where y.series_instance_uid = r.series_instance_uid)) ${results}`
}

const ownSeries = sql`(select count(distinct y.series_instance_uid)::integer from public.dicom_series x
  join public.dicom_instances y on y.series_instance_uid = x.series_instance_uid where x.study_instance_uid = s.study_instance_uid)`
const ownInstances = sql`(select count(*)::integer from public.dicom_series x
  join public.dicom_instances y on y.series_instance_uid = x.series_instance_uid where x.study_instance_uid = s.study_instance_uid)`
const ownOfSeries = sql`(select count(*)::integer from public.dicom_instances y where y.series_instance_uid = r.series_instance_uid)`

function columnsOf(level: Level, { role }: Principal, withHeader: boolean): RawBuilder<unknown> {
  const shared = (stored: RawBuilder<unknown>, own: RawBuilder<unknown>) =>
    role === 'radiologist' ? sql`case when s.is_shared then ${own} else ${stored} end` : stored
  const study = sql`s.patient_id, s.arrival, s.study_instance_uid, s.attributes as study_attributes,
    s.modalities_in_study || made.modalities as modalities, s.sop_classes_in_study as sop_classes,
    ${shared(sql`s.number_of_series + made.series`, ownSeries)} as study_series,
    ${shared(sql`s.number_of_instances + made.instances`, ownInstances)} as study_instances`
  const series = sql`r.series_instance_uid, r.attributes as series_attributes,
    ${shared(sql`r.number_of_instances`, ownOfSeries)} as series_instances`
  const instance = sql`i.sop_instance_uid, i.sop_class_uid, i.transfer_syntax_uid, i.instance_number, i.rows, i.columns,
    i.number_of_frames, ${withHeader ? sql`i.metadata` : sql`null::jsonb as metadata`}, i.metadata -> '00280100' as bits_allocated`
  if (level === 'instance') return sql`${study}, ${series}, ${instance}`
  return level === 'series' ? sql`${study}, ${series}` : study
}
