import { Problem } from '@firstread/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../../platform/app.ts'
import { callerOrRefuse } from '../../platform/http/caller.ts'
import type { Server } from '../../platform/http/server.ts'
import type { Level } from '../search/keys.ts'
import { toResult } from '../search/result.ts'
import { matching, type Results, searchAs } from '../search/search.ts'
import { send, written } from './answer.ts'
import { chooseMedia } from './media.ts'
import { rawQuery, readParameters } from './parameters.ts'

type Shown = Exclude<Level, 'patient'>

/**
 * The resources of PS3.18 Table 10.6.1-1. `above`: levels that the path does not name, and that the answer therefore holds
 * too (Table 10.6.1-4).
 */
const resources: readonly { path: string; level: Shown; above: readonly Shown[] }[] = [
  { path: '/studies', level: 'study', above: [] },
  { path: '/studies/:study/series', level: 'series', above: [] },
  { path: '/studies/:study/series/:series/instances', level: 'instance', above: [] },
  { path: '/studies/:study/instances', level: 'instance', above: ['series'] },
  { path: '/series', level: 'series', above: ['study'] },
  { path: '/instances', level: 'instance', above: ['study', 'series'] },
]

/** So many results are given at once; a client that wants more asks with an offset. */
const most: Record<Shown, number> = { study: 1000, series: 2000, instance: 10_000 }

/** What is no UID is a bad request here, as elsewhere in PS3.18: `matching` says so. */
const params = z.strictObject({ study: z.string().optional(), series: z.string().optional() })

/** QIDO-RS, PS3.18 10.6. */
export function qidoRoutes(server: Server, app: App): void {
  for (const { path, level, above } of resources) {
    server.get(path, { schema: { hide: true, params, querystring: rawQuery } }, (request, reply) =>
      answer(app, request as SearchRequest, reply, level, above),
    )
  }
}

type SearchRequest = FastifyRequest<{ Params: z.infer<typeof params>; Querystring: z.infer<typeof rawQuery> }>

async function answer(app: App, request: SearchRequest, reply: FastifyReply, level: Shown, above: readonly Shown[]) {
  const { accept } = request.query
  const media = chooseMedia(request.headers.accept, typeof accept === 'string' ? accept : undefined)
  const { matches, include, limit = most[level], offset, warnings } = readParameters(request.query)
  if (include.keys.size > 200) throw new Problem('bad-query', 'At most 200 fields can be included')
  const { study, series } = request.params
  const inPath = [
    ...(study ? matching('StudyInstanceUID', study) : []),
    ...(series ? matching('SeriesInstanceUID', series) : []),
  ]
  const asks = include.isAll || include.keys.size > 0
  const wanted = {
    level,
    matches: [...inPath, ...matches],
    limit: Math.min(limit, most[level]),
    offset,
    shown: {
      study: level === 'study' || above.includes('study') || asks,
      series: level === 'series' || above.includes('series') || asks,
      header: level === 'instance' && asks,
    },
  }
  const root = `${originOf(app, request)}/dicom-web`
  const { body, total, more } = await searchAs(app.db, callerOrRefuse(app, request), wanted, (found) => {
    const results = found.rows.map((row) => toResult(row, level, above, include, root))
    return { body: written(media, results), total: found.total, more: moreOf(found, offset) }
  })
  return send(reply, { body, total, warnings: [...warnings, ...more], service: root })
}

function moreOf({ rows, hasMore, total }: Results, offset: number): string[] {
  const left = total === undefined ? undefined : total - offset - rows.length
  return hasMore ? [`There are ${left ? `${left} ` : ''}additional results that can be requested`] : []
}

const originOf = (app: App, request: FastifyRequest): string =>
  app.config.PUBLIC_ORIGIN?.replace(/\/$/, '') ?? `${request.protocol}://${request.host}`
