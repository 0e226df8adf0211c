import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../../platform/app.ts'
import type { InstancePath } from './queries.ts'

/** PS3.5 9.1 wants more, but what was taken in under a sloppy UID must come out under it. */
const uid = z.string().regex(/^[0-9.]{1,64}$/)

export const studyParams = z.strictObject({ study: uid })
export const seriesParams = z.strictObject({ study: uid, series: uid })
export const instanceParams = z.strictObject({ study: uid, series: uid, instance: uid })
export const framesParams = instanceParams.extend({ frames: z.string().max(20_000) })
export const bulkParams = instanceParams.extend({ '*': z.string().max(1000) })

/** Parameters as they come: what they mean is read where they matter, what nobody knows is left aside. */
export const wadoQuery = z.record(
  z.string().max(100),
  z.union([z.string().max(1000), z.array(z.string().max(1000)).max(20)]),
)
export type WadoQuery = z.infer<typeof wadoQuery>

export function one(query: WadoQuery, name: string): string | undefined {
  const value = query[name]
  return Array.isArray(value) ? value[0] : value
}

export const rootOf = (app: App, request: FastifyRequest): string =>
  `${app.config.PUBLIC_ORIGIN?.replace(/\/$/, '') ?? `${request.protocol}://${request.host}`}/dicom-web`

/** The address of an instance, absolute, since many clients do not resolve others. */
export const addressOf = (app: App, request: FastifyRequest, { study, series, instance }: InstancePath): string =>
  `${rootOf(app, request)}/studies/${study}/series/${series}/instances/${instance}`
