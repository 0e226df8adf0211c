import { type RawBuilder, sql } from 'kysely'
import { classesMadeHere, madeHere } from './access.ts'
import { depth, type Level, type SearchKey } from './keys.ts'
import type { Match, Test } from './match.ts'

export type Condition = RawBuilder<boolean>

/**
 * What must hold of a row of `level` beyond what the way in has answered. A key of a deeper level asks whether there is such
 * a series or instance (a relational query, PS3.4 C.4.1.2.1.2).
 *
 * @param isCombined  date and time of a pair are one date-time (PS3.4 C.2.2.2.5.? by service: always in QIDO-RS)
 */
export function conditionsFor(
  level: Level,
  matches: readonly Match[],
  answered: readonly string[],
  isCombined: boolean,
): Condition[] {
  const open = matches.filter(({ key }) => !answered.includes(key.keyword))
  return open.map((match) => {
    const paired = isCombined ? dateOf(match, matches) : undefined
    const here = paired ? dateTime(match, paired) : condition(match.key, match.test)
    return atLevel(level, match.key, here)
  })
}

function atLevel(level: Level, { level: of }: SearchKey, here: Condition): Condition {
  if (depth[of] <= Math.max(depth[level], depth.study)) return here
  if (of === 'series')
    return sql`exists (select 1 from public.dicom_series r where r.study_instance_uid = s.study_instance_uid and ${here})`
  if (level === 'series')
    return sql`exists (select 1 from public.dicom_instances i where i.series_instance_uid = r.series_instance_uid and ${here})`
  return sql`exists (select 1 from public.dicom_series r join public.dicom_instances i on i.series_instance_uid = r.series_instance_uid
    where r.study_instance_uid = s.study_instance_uid and ${here})`
}

/** Columns come from the table of keys, values are always parameters. */
function condition({ keyword, column, kind, items }: SearchKey, test: Test): Condition {
  if (items)
    return sql`exists (select 1 from jsonb_array_elements(case jsonb_typeof(${sql.raw(items)}) when 'array' then ${sql.raw(items)} end) item
      where ${holds(sql`(item #>> array[${column}, 'Value', '0'])`, 'text', test)})`
  const here = holds(sql.raw(column), kind, test)
  return orMadeHere(here, keyword, test)
}

/** What of a series of results answers to a key of its study. */
const ofResults: Readonly<Record<string, { column: string; values: ReadonlySet<string> }>> = {
  ModalitiesInStudy: { column: 'modality', values: madeHere },
  SOPClassesInStudy: { column: 'result_class', values: classesMadeHere },
}

/** What is stored with a study leaves out the results that Firstread added; row security says who sees them. */
function orMadeHere(here: Condition, keyword: string, test: Test): Condition {
  const made = ofResults[keyword]
  if (!made || (test.is === 'list' && !test.values.some((one) => made.values.has(one)))) return here
  return sql`(${here} or exists (select 1 from public.dicom_series m
    where m.study_instance_uid = s.study_instance_uid and m.is_result and ${holds(sql.raw(`m.${made.column}`), 'code', test)}))`
}

function holds(column: RawBuilder<unknown>, kind: SearchKey['kind'], test: Test): Condition {
  switch (test.is) {
    case 'list':
      if (kind === 'codes') return sql`${column} && ${test.values}::text[]`
      return test.values.length === 1
        ? sql`${column} = ${test.values[0]}`
        : sql`${column} = any (${test.values}::text[])`
    case 'numbers':
      return sql`${column} = any (${test.values}::integer[])`
    case 'patterns':
      return all(test.patterns.map(({ like }) => likeOf(kind)(column, like)))
    case 'words':
      return all(test.words.map((word) => wordLike(column, word)))
    case 'range':
      return kind === 'date' ? dateRange(column, test) : timeRange(column, test)
  }
}

const all = (conditions: Condition[]): Condition => sql`(${sql.join(conditions, sql` and `)})`

const likeOf = (kind: SearchKey['kind']): ((column: RawBuilder<unknown>, like: string) => Condition) =>
  kind === 'name' ? groupLike : kind === 'codes' ? anyLike : (column, like) => sql`${column} like ${like}`

const anyLike = (column: RawBuilder<unknown>, like: string): Condition =>
  sql`exists (select 1 from unnest(${column}) one where one like ${like})`

/** One group of the name has the pattern; a wildcard does not reach from one group into the next. */
const groupLike = (column: RawBuilder<unknown>, like: string): Condition =>
  sql`exists (select 1 from string_to_table(${column}, '=') one where one like ${like})`

const wordLike = (column: RawBuilder<unknown>, word: string): Condition =>
  sql`(' ' || translate(${column}, '^=,', '   ')) like ${`% ${word.replace(/[\\%_]/g, '\\$&')}%`}`

type Range = Extract<Test, { is: 'range' }>

function dateRange(column: RawBuilder<unknown>, { from, to }: Range): Condition {
  const ends = [from && sql`${column} >= ${day(from)}`, to && sql`${column} <= ${day(to)}`]
  return all(ends.filter((end) => end !== undefined && end !== '') as Condition[])
}
const day = (digits: string) => sql`${`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`}::date`

/** Times are kept as received: colons of the old form go, what is missing is zero. */
const timeOf = (column: RawBuilder<unknown>) => sql`rpad(replace(${column}, ':', ''), 6, '0') collate "C"`
/** `0930` up to the last moment of that minute. */
const fromTime = (column: RawBuilder<unknown>, from: string): Condition =>
  sql`${timeOf(column)} >= ${from.padEnd(6, '0')}`
const toTime = (column: RawBuilder<unknown>, to: string): Condition => sql`${timeOf(column)} <= ${`${to}~`}`

function timeRange(column: RawBuilder<unknown>, { from, to }: Range): Condition {
  return all([...(from ? [fromTime(column, from)] : []), ...(to ? [toTime(column, to)] : [])])
}

const pairs: Record<string, string> = {
  StudyTime: 'StudyDate',
  PerformedProcedureStepStartTime: 'PerformedProcedureStepStartDate',
}
const dateOf = ({ key }: Match, matches: readonly Match[]): Match | undefined =>
  matches.find((other) => other.key.keyword === pairs[key.keyword] && other.test.is === 'range')

/** The time counts on the first and on the last day only; the days between are asked for by the date itself. */
function dateTime({ key, test }: Match, date: Match): Condition {
  if (test.is !== 'range' || date.test.is !== 'range') return condition(key, test)
  const [time, on] = [sql.raw(key.column), sql.raw(date.key.column)]
  const after =
    test.from &&
    (date.test.from ? sql`(${on} > ${day(date.test.from)} or ${fromTime(time, test.from)})` : fromTime(time, test.from))
  const before =
    test.to && (date.test.to ? sql`(${on} < ${day(date.test.to)} or ${toTime(time, test.to)})` : toTime(time, test.to))
  return all([after, before].filter((end) => typeof end === 'object') as Condition[])
}
