import { acknowledgement, criticalPage, criticalQuery, criticalResult, id, problemDocument } from '@firstread/contract'
import { z } from 'zod'
import { audit } from '../../audit/index.ts'
import type { App } from '../../platform/app.ts'
import { cutPage, readCursor } from '../../platform/cursor.ts'
import { asCaller } from '../../platform/http/caller.ts'
import type { Server } from '../../platform/http/server.ts'
import { acknowledge, composeCritical } from './acknowledge.ts'
import { type CriticalKey, listCritical } from './queries.ts'

const tags = ['critical results']
const key: z.ZodType<CriticalKey> = z.tuple([z.string().regex(/^[\d :.+-]{10,40}$/), id])

export function criticalRoutes(server: Server, app: App): void {
  server.get(
    '/critical-results',
    {
      schema: {
        operationId: 'listCriticalResults',
        tags,
        summary: 'Critical results, until somebody acknowledges them: who was told, when and how',
        description: 'Open ones stand in the order in which they wait. A radiologist sees those of the own uploads.',
        querystring: criticalQuery,
        response: { 200: criticalPage, 403: problemDocument, 422: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['doctor', 'radiologist', 'tech'], async (tx, who) => {
        const { limit, cursor, ...filter } = request.query
        const found = await listCritical(tx, filter, limit, readCursor(key, cursor))
        const { rows, nextCursor } = cutPage(found, limit, (row) => [row.sort_key, row.review_id])
        const patientIds = rows.map((row) => row.patient_id)
        await audit(tx, { action: 'list_critical_results', entityType: 'review', patientIds })
        return { items: await composeCritical(tx, app.keys, who.role, rows), nextCursor }
      }),
  )
  server.post(
    '/critical-results/:reviewId/acknowledge',
    {
      schema: {
        operationId: 'acknowledgeCriticalResult',
        tags,
        summary: 'Close the loop: the result has arrived, with whom, when and how',
        params: z.strictObject({ reviewId: id }),
        body: acknowledgement,
        response: {
          200: criticalResult,
          403: problemDocument,
          404: problemDocument,
          409: problemDocument,
          422: problemDocument,
        },
      },
    },
    (request) =>
      asCaller(app, request, ['doctor'], (tx, who) =>
        acknowledge(tx, app.keys, who, request.params.reviewId, request.body),
      ),
  )
}
