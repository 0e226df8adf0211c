import { followUp, followUpClosure, followUpPage, followUpQuery, id, problemDocument } from '@firstread/contract'
import { z } from 'zod'
import { audit } from '../../audit/index.ts'
import type { App } from '../../platform/app.ts'
import { cutPage, readCursor } from '../../platform/cursor.ts'
import { asCaller } from '../../platform/http/caller.ts'
import type { Server } from '../../platform/http/server.ts'
import { closeFollowUp, toFollowUp } from './close.ts'
import { type FollowUpKey, listFollowUps } from './queries.ts'

const tags = ['follow-ups']
const key: z.ZodType<FollowUpKey> = z.tuple([z.string().regex(/^(infinity|[\d :.+-]{10,40})$/), id])

export function followUpRoutes(server: Server, app: App): void {
  server.get(
    '/follow-ups',
    {
      schema: {
        operationId: 'listFollowUps',
        tags,
        summary: 'What signed reviews ask to see again, what is overdue first',
        description: 'A radiologist sees those of the own uploads.',
        querystring: followUpQuery,
        response: { 200: followUpPage, 403: problemDocument, 422: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['doctor', 'radiologist', 'tech'], async (tx) => {
        const { limit, cursor, ...filter } = request.query
        const found = await listFollowUps(tx, filter, limit, readCursor(key, cursor))
        const { rows, nextCursor } = cutPage(found, limit, (row) => [row.sort_key, row.review_id])
        const patientIds = rows.map((row) => row.patient_id)
        await audit(tx, { action: 'list_follow_ups', entityType: 'review', patientIds })
        return { items: rows.map((row) => toFollowUp(app.keys, row)), nextCursor }
      }),
  )
  server.post(
    '/follow-ups/:reviewId/close',
    {
      schema: {
        operationId: 'closeFollowUp',
        tags,
        summary: 'Close a follow-up with evidence: words, a later study, or both',
        params: z.strictObject({ reviewId: id }),
        body: followUpClosure,
        response: {
          200: followUp,
          403: problemDocument,
          404: problemDocument,
          409: problemDocument,
          422: problemDocument,
        },
      },
    },
    (request) =>
      asCaller(app, request, ['doctor'], (tx) => closeFollowUp(tx, app.keys, request.params.reviewId, request.body)),
  )
}
