import { Problem } from '@firstread/contract'
import type { FastifyRequest } from 'fastify'
import type { App } from '../app.ts'
import { accessCookie, refreshCookie, visitCookie } from './caller.ts'
import type { Server } from './server.ts'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/** security.md 3: an unsafe request that a browser signs with cookies must come from our own pages. */
export function refuseCrossSite(server: Server, app: App): void {
  server.addHook('onRequest', async (request) => {
    if (safe.has(request.method) || !carriesCookies(request)) return
    if (request.headers['sec-fetch-site'] === 'same-origin') return
    const origin = request.headers.origin
    const ours = app.config.PUBLIC_ORIGIN ?? `${request.protocol}://${request.host}`
    if (origin === undefined || origin !== ours) throw new Problem('cross-site')
  })
}

/** The refresh cookie and a visitor's count beside any header, the access cookie only without one (tokenOf). */
const carriesCookies = (request: FastifyRequest) =>
  refreshCookie in request.cookies ||
  visitCookie in request.cookies ||
  (request.headers.authorization === undefined && accessCookie in request.cookies)
