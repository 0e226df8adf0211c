import {
  id,
  openedShare,
  openShareRequest,
  Problem,
  problemDocument,
  sharedImageQuery,
  sharedResult,
} from '@firstread/contract'
import { z } from 'zod'
import { findImage, openExports, openRenderer, planShared, sendPng } from '../../archive/index.ts'
import type { App } from '../../platform/app.ts'
import type { Server } from '../../platform/http/server.ts'
import { findShared, noteVisit } from './queries.ts'
import { composeShared } from './to-share.ts'
import { asVisitor, openDoor } from './visit.ts'

const tags = ['sharing']
const ofShare = z.strictObject({ shareId: id })
const file = z.file().describe('The bytes')

/** The door for somebody without an account. Everything behind it is one report, as its patient reads it now. */
export function visitorRoutes(server: Server, app: App): void {
  readingRoutes(server, app)
  const render = openRenderer(app)
  const send = openExports(app, render)
  server.get(
    '/shared/:shareId/images/:imageId/rendered',
    {
      schema: {
        operationId: 'getSharedImage',
        tags,
        summary: 'A picture of the shared result as PNG',
        security: [],
        params: z.strictObject({ shareId: id, imageId: id }),
        querystring: sharedImageQuery,
        produces: ['image/png'],
        response: { 200: file, 404: problemDocument, 422: problemDocument, 503: problemDocument },
      },
    },
    async (request, reply) => {
      const { shareId, imageId } = request.params
      const image = await asVisitor(app, request, shareId, async (tx) => {
        const shared = await findShared(tx)
        const found = shared && (await findImage(tx, shared.report_id, imageId))
        if (!found) throw new Problem('not-found')
        await noteVisit(tx, 'view_shared_image', { imageId, as: 'rendered' })
        return found
      })
      return sendPng(reply, await render(image, request.query))
    },
  )
  server.get(
    '/shared/:shareId/export',
    {
      schema: {
        operationId: 'exportShared',
        tags,
        summary: 'The original pictures as a ZIP file, when the patient allows it',
        security: [],
        params: ofShare,
        produces: ['application/zip'],
        response: { 200: file, 404: problemDocument, 422: problemDocument, 503: problemDocument },
      },
    },
    async (request, reply) => {
      const plan = await asVisitor(app, request, request.params.shareId, async (tx) => {
        const shared = await findShared(tx)
        if (!shared?.allows_pictures) throw new Problem('not-found')
        const planned = await planShared(tx, shared.report_id)
        await noteVisit(tx, 'export_shared_result', { files: planned.images.length })
        return planned
      })
      return send(reply, plan)
    },
  )
}

function readingRoutes(server: Server, app: App): void {
  const enter = openDoor(app)
  server.post(
    '/shared/open',
    {
      schema: {
        operationId: 'openShare',
        tags,
        summary: 'Open a shared result with what stands in its link and the code; half an hour, by a cookie of its own',
        security: [],
        body: openShareRequest,
        response: { 200: openedShare, 404: problemDocument, 429: problemDocument, 503: problemDocument },
      },
    },
    async (request, reply) => ({ shareId: await enter(request, reply, request.body) }),
  )
  server.get(
    '/shared/:shareId',
    {
      schema: {
        operationId: 'getShared',
        tags,
        summary: 'The shared result, as its patient reads it now',
        security: [],
        params: ofShare,
        response: { 200: sharedResult, 404: problemDocument },
      },
    },
    (request) =>
      asVisitor(app, request, request.params.shareId, async (tx) => {
        const shared = await findShared(tx)
        if (!shared) throw new Problem('not-found')
        const composed = await composeShared(tx, app.keys, shared)
        await noteVisit(tx, 'view_shared_result')
        return composed
      }),
  )
}
