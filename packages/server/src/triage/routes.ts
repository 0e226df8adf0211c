import {
  claim,
  claimRequest,
  id,
  problemDocument,
  worklistCountQuery,
  worklistCounts,
  worklistFacets,
  worklistPage,
  worklistQuery,
  worklistView,
  worklistViewBody,
  worklistViewList,
  worklistWhy,
} from '@firstread/contract'
import { z } from 'zod'
import type { App } from '../platform/app.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { claimReport, giveBack } from './claim.ts'
import { dropView, readViews, saveView } from './views.ts'
import { countWorklist, explainPlace, readFacets, readWorklist } from './worklist.ts'

const params = z.strictObject({ reportId: id })
const viewParams = z.strictObject({ viewId: id })
const tags = ['worklist']

export function routes(server: Server, app: App): void {
  server.get(
    '/worklist',
    {
      schema: {
        operationId: 'getWorklist',
        tags,
        summary: 'Every study that waits for a signature: overdue first, then by class, the earliest due first',
        description:
          'With filters a page may be shorter than `limit` and still have a `nextCursor`: it looked as far along the line as one page may.',
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
  choiceRoutes(server, app)
  viewRoutes(server, app)
}

function choiceRoutes(server: Server, app: App): void {
  server.get(
    '/worklist/counts',
    {
      schema: {
        operationId: 'countWorklist',
        tags,
        summary: 'How much waits in each class, under the filters',
        querystring: worklistCountQuery,
        response: { 200: worklistCounts, 403: problemDocument, 422: problemDocument },
      },
    },
    (request) => asCaller(app, request, ['doctor', 'tech'], (tx) => countWorklist(tx, request.query)),
  )
  server.get(
    '/worklist/facets',
    {
      schema: {
        operationId: 'listWorklistFacets',
        tags,
        summary: 'The modalities and study types that stand in the worklist now, to filter by',
        response: { 200: worklistFacets, 403: problemDocument },
      },
    },
    (request) => asCaller(app, request, ['doctor', 'tech'], (tx) => readFacets(tx)),
  )
}

function viewRoutes(server: Server, app: App): void {
  server.get(
    '/worklist/views',
    {
      schema: {
        operationId: 'listWorklistViews',
        tags,
        summary: 'The own saved views',
        response: { 200: worklistViewList, 403: problemDocument },
      },
    },
    (request) => asCaller(app, request, ['doctor', 'tech'], (tx) => readViews(tx)),
  )
  server.post(
    '/worklist/views',
    {
      schema: {
        operationId: 'saveWorklistView',
        tags,
        summary: 'Keep filters under a name; the same name again replaces them',
        body: worklistViewBody,
        response: { 200: worklistView, 403: problemDocument, 422: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['doctor', 'tech'], (tx) => saveView(tx, request.body.name, request.body.filters)),
  )
  server.delete(
    '/worklist/views/:viewId',
    {
      schema: {
        operationId: 'removeWorklistView',
        tags,
        summary: 'Remove an own saved view',
        params: viewParams,
        response: { 204: z.null(), 403: problemDocument, 404: problemDocument },
      },
    },
    async (request, reply) => {
      await asCaller(app, request, ['doctor', 'tech'], (tx) => dropView(tx, request.params.viewId))
      return reply.code(204).send(null)
    },
  )
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
