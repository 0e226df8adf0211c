import { actAs, type Caller, openDatabase, type Tx } from '@firstread/database'
import { CompiledQuery } from 'kysely'
import { readParameters } from '../../packages/server/src/archive/qido/parameters.ts'
import { matching, search } from '../../packages/server/src/archive/search/search.ts'

/** What the database does for one search, as the person who asks: the least of five runs, and pages touched. */
export type Work = { ms: number; pages: number; plan: string }

const caught: CompiledQuery[] = []

/** A connection of the API's role whose queries can be explained. */
export const openExplained = (url: string) =>
  openDatabase({
    url,
    max: 1,
    log: (event) => void (event.level === 'query' && caught.push(event.query as CompiledQuery)),
  })

/** Runs the very search that the route runs, and explains the statement it sent (audit apart). */
export async function workOf(db: ReturnType<typeof openDatabase>, caller: Caller, path: string): Promise<Work> {
  const [resource = '', query = ''] = path.split('?')
  const [, , study, last] = resource.split('/')
  const { matches, include, limit = 1000, offset } = readParameters(Object.fromEntries(new URLSearchParams(query)))
  const level = (last ?? resource).includes('series')
    ? 'series'
    : (last ?? resource).includes('instances')
      ? 'instance'
      : 'study'
  const shown = { study: level === 'study' || !study, series: level === 'series' || !study, header: include.isAll }
  caught.length = 0
  const wanted = {
    level,
    matches: [...(study ? matching('StudyInstanceUID', study) : []), ...matches],
    limit,
    offset,
    shown,
  } as const
  await actAs(db, caller, (tx, who) => search(tx, who, wanted)).catch(() => undefined)
  const sent = caught.find(({ sql }) => sql.includes('dicom_studies'))
  if (!sent) return { ms: Number.NaN, pages: Number.NaN, plan: '' }
  let best: Work = { ms: Number.POSITIVE_INFINITY, pages: 0, plan: '' }
  for (let i = 0; i < 5; i++) {
    const plan = await actAs(db, caller, (tx) => explain(tx, sent))
    const ms = Number(/Execution Time: ([\d.]+)/.exec(plan)?.[1])
    const [, hit = '0', , read = '0'] = /Buffers: shared hit=(\d+)( read=(\d+))?/.exec(plan) ?? []
    if (ms < best.ms) best = { ms, pages: Number(hit) + Number(read), plan }
  }
  return best
}

async function explain(tx: Tx, query: CompiledQuery): Promise<string> {
  const text = `explain (analyze, buffers, timing off) ${query.sql}`
  const { rows } = await tx.executeQuery<{ 'QUERY PLAN': string }>(CompiledQuery.raw(text, [...query.parameters]))
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}
