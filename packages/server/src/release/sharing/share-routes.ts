import { id, newShare, Problem, problemDocument, shareList, shareRequest } from '@firstread/contract'
import { z } from 'zod'
import { audit } from '../../audit/index.ts'
import type { App } from '../../platform/app.ts'
import { asCaller } from '../../platform/http/caller.ts'
import type { Server } from '../../platform/http/server.ts'
import { findShare, insertShare, listShares, sharingIsOn, stopSharing } from './queries.ts'
import { mintShare } from './secrets.ts'
import { toShare } from './to-share.ts'

const tags = ['sharing']
const no = { 403: problemDocument, 404: problemDocument }

/** What a patient does with the own results: share one, see what is shared, take it back. */
export function shareRoutes(server: Server, app: App): void {
  server.post(
    '/reports/:reportId/shares',
    {
      schema: {
        operationId: 'shareResult',
        tags,
        summary: 'Share an own released result with somebody without an account; link and code are said once',
        params: z.strictObject({ reportId: id }),
        body: shareRequest,
        response: { 201: newShare, ...no, 409: problemDocument, 422: problemDocument },
      },
    },
    async (request, reply) => {
      const secrets = mintShare(app.keys)
      const share = await asCaller(app, request, ['patient'], async (tx) => {
        const shareId = await insertShare(tx, request.params.reportId, request.body, secrets)
        const made = shareId === undefined ? undefined : await findShare(tx, shareId)
        if (!made) throw new Problem('not-found')
        return toShare(made)
      })
      return reply.code(201).send({ share, link: `/shared#${secrets.token}`, code: secrets.code })
    },
  )
  server.get(
    '/shares',
    {
      schema: {
        operationId: 'listShares',
        tags,
        summary: 'What the patient shares, until when, and how often it was opened',
        response: { 200: shareList, 403: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['patient'], async (tx, who) => {
        const rows = await listShares(tx)
        await audit(tx, { action: 'list_shares', entityType: 'user', entityId: who.userId, patientIds: [who.userId] })
        return { items: rows.map(toShare), isAllowed: await sharingIsOn(tx) }
      }),
  )
  server.delete(
    '/shares/:shareId',
    {
      schema: {
        operationId: 'stopSharing',
        tags,
        summary: 'Take an own share back; it is closed at once, also for who looks at it',
        params: z.strictObject({ shareId: id }),
        response: { 204: z.null(), ...no },
      },
    },
    async (request, reply) => {
      const done = await asCaller(app, request, ['patient'], (tx) => stopSharing(tx, request.params.shareId))
      if (!done) throw new Problem('not-found')
      return reply.code(204).send(null)
    },
  )
}
