import { Problem } from '@firstread/contract'
import { ping } from '@firstread/database'
import type { App } from './app.ts'
import type { Server } from './http/server.ts'

/** At the root: alive, ready (a store and a query would work), and Prometheus metrics for the machine itself. */
export function healthRoutes(server: Server, app: App): void {
  server.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }))
  server.get('/readyz', { schema: { hide: true } }, async () => {
    if (app.stopping.aborted) throw new Problem('not-ready', 'Stopping')
    await ping(app.db)
    if ((await app.objects.room()) < 0.1) throw new Problem('no-room')
    return { status: 'ready' }
  })
  if (!app.config.METRICS) return
  server.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (!isLocal(request.ip)) throw new Problem('not-found')
    return reply.type(app.metrics.registry.contentType).send(await app.metrics.registry.metrics())
  })
}

const isLocal = (ip: string) => ip === '127.0.0.1' || ip === '::1' || ip === '::ffff:127.0.0.1'
