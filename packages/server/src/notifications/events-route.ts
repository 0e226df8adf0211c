import { eventsQuery, Problem, problemDocument } from '@firstread/contract'
import { actAs } from '@firstread/database'
import { z } from 'zod'
import type { App } from '../platform/app.ts'
import { audit } from '../platform/audit/queries.ts'
import { callerOf } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { horizon } from './event-queries.ts'
import { openHub } from './hub.ts'
import { isAfter, readPosition } from './position.ts'
import { openStream } from './stream.ts'

export function eventsRoute(server: Server, app: App): void {
  const hub = openHub(app)
  server.addHook('preClose', () => hub.close())
  server.get(
    '/events',
    {
      schema: {
        operationId: 'followEvents',
        tags: ['notifications'],
        summary: 'Server-sent events: ids of what changed, resumable by Last-Event-ID',
        description:
          'Ends with the session or when its tokens are refreshed; a browser connects again by itself. `event: reset` asks the client to load everything anew.',
        querystring: eventsQuery,
        response: {
          200: z.any().describe('text/event-stream'),
          401: problemDocument,
          422: problemDocument,
          429: problemDocument,
        },
      },
    },
    async (request, reply) => {
      const given = request.headers['last-event-id'] ?? request.query.lastEventId
      const asked = given ? readPosition(String(given)) : undefined
      const found = callerOf(app, request)
      if (!found) throw new Problem('not-logged-in')
      // A page that is merely open must not keep the session alive.
      const caller = { ...found, countsAsActivity: false }
      // Events carry ids only; what they point to is audited when somebody reads it.
      const { who, now } = await actAs(app.db, caller, async (tx, who) => {
        await audit(tx, { action: 'open_events', entityType: 'session', entityId: who.sessionId })
        return { who, now: await horizon(tx) }
      })
      // A place that is yet to come was given by another database, before a restore. (Events are kept for a day and a
      // session ends after twelve hours, so no place is too old.)
      const isReset = asked !== undefined && isAfter(asked, now)
      const position = asked === undefined || isReset ? now : asked
      hub.refuseMore(who.userId)
      const stream = openStream(app, hub, { caller, userId: who.userId, position, isReset })
      reply.raw.once('close', () => stream.destroy())
      return (
        reply
          .header('content-type', 'text/event-stream; charset=utf-8')
          // Kept alive after its end, the connection would hold up a server that stops for 72 seconds.
          .header('connection', 'close')
          .header('x-accel-buffering', 'no') // a proxy that gathers the answer would hold it back
          .send(stream)
      )
    },
  )
}
