import { claim, claimRequest, id, problemDocument, worklistPage, worklistQuery, worklistWhy } from '@firstread/contract'
import { z } from 'zod'
import type { App } from '../platform/app.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { claimReport, giveBack } from './claim.ts'
import { explainPlace, readWorklist } from './worklist.ts'

const params = z.strictObject({ reportId: id })
const tags = ['worklist']

export function routes(server: Server, app: App): void {
  server.get(
    '/worklist',
    {
      schema: {
        operationId: 'getWorklist',
        tags,
        summary: 'Every study that waits for a signature: overdue first, then by class, the earliest due first',
        querystring: worklistQuery,
        response: { 200: worklistPage, 403: problemDocument, 422: problemDocument },
      },
    },
    (request) => asCaller(app, request, ['doctor', 'tech'], (tx, who) => readWorklist(tx, who, request.query)),
  )
  server.get(
    '/worklist/:reportId/why',
    {
      schema: {
        operationId: 'explainWorklistPlace',
        tags,
        summary: 'Why a study stands where it stands, in sentences and numbers',
        params,
        response: { 200: worklistWhy, 403: problemDocument, 404: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['doctor', 'tech'], (tx, who) => explainPlace(tx, who, request.params.reportId)),
  )
  claimRoutes(server, app)
}

function claimRoutes(server: Server, app: App): void {
  server.post(
    '/worklist/:reportId/claim',
    {
      schema: {
        operationId: 'claimReport',
        tags,
        summary: 'Claim a study, renew the own claim (heartbeat), or take it over from another doctor',
        params,
        body: claimRequest.nullish(),
        response: { 200: claim, 403: problemDocument, 404: problemDocument, 409: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['doctor'], (tx, who) =>
        claimReport(tx, who, request.params.reportId, request.body?.takeOver ?? false),
      ),
  )
  server.delete(
    '/worklist/:reportId/claim',
    {
      schema: {
        operationId: 'giveBackClaim',
        tags,
        summary: 'Give the own claim back',
        params,
        response: { 204: z.null(), 403: problemDocument, 404: problemDocument, 409: problemDocument },
      },
    },
    async (request, reply) => {
      await asCaller(app, request, ['doctor'], (tx, who) => giveBack(tx, who, request.params.reportId))
      return reply.code(204).send(null)
    },
  )
}
