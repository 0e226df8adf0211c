import {
  delivery,
  deliveryPage,
  deliveryQuery,
  id,
  newDeliveryBody,
  Problem,
  problemDocument,
} from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import type { App } from '../platform/app.ts'
import { cutPage, readCursor } from '../platform/cursor.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { type DeliveryRow, deliverReport, listDeliveries, retryDelivery } from './delivery-queries.ts'
import { toDelivery } from './to-delivery.ts'

const tags = ['peers']
const deliveryKey = z.strictObject({ at: z.string().max(40), id })
const no = { 403: problemDocument, 404: problemDocument, 409: problemDocument }

/** What is on its way to peers, what arrived, and what did not: for techs. */
export function deliveryRoutes(server: Server, app: App): void {
  server.get(
    '/deliveries',
    {
      schema: {
        operationId: 'listDeliveries',
        tags,
        summary: 'What peers are sent, newest first',
        querystring: deliveryQuery,
        response: { 200: deliveryPage, 403: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['tech'], async (tx) => {
        const { limit, cursor, ...filter } = request.query
        const found = await listDeliveries(tx, filter, limit + 1, readCursor(deliveryKey, cursor))
        const { rows, nextCursor } = cutPage(found, limit, (row) => ({ at: row.at, id: row.delivery_id }))
        const patientIds = rows.map(({ patient_id }) => patient_id)
        await audit(tx, { action: 'list_deliveries', entityType: 'delivery', patientIds })
        return { items: rows.map(toDelivery), nextCursor }
      }),
  )

  server.post(
    '/deliveries/:deliveryId/retry',
    {
      schema: {
        operationId: 'retryDelivery',
        tags,
        summary: 'Send what waits or was given up again, now',
        params: z.strictObject({ deliveryId: id }),
        response: { 200: delivery, ...no },
      },
    },
    (request) =>
      asCaller(app, request, ['tech'], async (tx) => {
        const { deliveryId } = request.params
        if (!(await retryDelivery(tx, deliveryId))) throw new Problem('not-found')
        return told(tx, 'retry_delivery', deliveryId)
      }),
  )

  server.post(
    '/reports/:reportId/deliveries',
    {
      schema: {
        operationId: 'createDelivery',
        tags,
        summary: 'Send a study, or its results, to a peer that takes what is forwarded',
        params: z.strictObject({ reportId: id }),
        body: newDeliveryBody,
        response: { 201: delivery, ...no, 422: problemDocument },
      },
    },
    async (request, reply) => {
      const made = await asCaller(app, request, ['tech'], async (tx) => {
        const { peerId, scope } = request.body
        const deliveryId = await deliverReport(tx, request.params.reportId, peerId, scope)
        if (deliveryId === undefined) throw new Problem('not-found')
        return told(tx, 'create_delivery', deliveryId)
      })
      return reply.code(201).send(made)
    },
  )
}

async function told(tx: Tx, action: string, deliveryId: string) {
  const [row] = await listDeliveries(tx, { id: deliveryId }, 1)
  if (!row) throw new Error('a delivery just written is not to be seen')
  await audit(tx, { action, entityType: 'delivery', entityId: deliveryId, ...about(row) })
  return toDelivery(row)
}

const about = ({ patient_id, peer_id, report_id, scope }: DeliveryRow) => ({
  patientIds: [patient_id],
  newValues: { peerId: peer_id, reportId: report_id, scope },
})
