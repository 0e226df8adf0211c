import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { exportQuery, id, problemDocument } from '@firstread/contract'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { App } from '../../platform/app.ts'
import { asCaller } from '../../platform/http/caller.ts'
import type { Server } from '../../platform/http/server.ts'
import { openLanes } from '../../platform/lanes.ts'
import { openRenderer, type Renderer } from '../render.ts'
import { exportFiles } from './files.ts'
import { type ExportPlan, planExport } from './plan.ts'
import { zipOf } from './zip.ts'

/** An export reads a whole study; it must not keep others from looking at one picture. */
const lanes = { width: 4, waiting: 16 }

const headers = {
  'content-type': 'application/zip',
  'content-security-policy': "sandbox; default-src 'none'",
  'cross-origin-resource-policy': 'same-origin',
}

export function exportRoutes(server: Server, app: App): void {
  const send = openExports(app)
  server.get(
    '/reports/:reportId/export',
    {
      schema: {
        operationId: 'exportStudy',
        tags: ['reports'],
        summary: 'The study as a ZIP file with DICOMDIR and a page for people; de-identified when asked for',
        params: z.strictObject({ reportId: id }),
        querystring: exportQuery,
        produces: ['application/zip'],
        response: {
          200: z.file().describe('The bytes'),
          403: problemDocument,
          404: problemDocument,
          409: problemDocument,
          422: problemDocument,
          503: problemDocument,
        },
      },
    },
    async (request, reply) => {
      const { reportId } = request.params
      const plan = await asCaller(app, request, 'anybody', (tx, who) => planExport(tx, who, reportId, request.query))
      return send(reply, plan)
    },
  )
}

export type SendExport = (reply: FastifyReply, plan: ExportPlan) => Promise<FastifyReply>

/** Sends exports as ZIP files. The audit entry has been committed before. @throws Problem  busy */
export function openExports(app: App, render: Renderer = openRenderer(app)): SendExport {
  const lane = openLanes(lanes)
  return async (reply, plan) => {
    const reportId = plan.report.report_id
    const zip = await inLane(lane, () => zipOf(exportFiles(app, render, plan)))
    zip.once('error', (error) => app.log.warn({ step: 'archive', reportId, err: error }, 'export broken off'))
    const name = `${plan.deidentify ? 'deidentified' : 'study'}-${reportId}.zip`
    return reply.headers({ ...headers, 'content-disposition': `attachment; filename="${name}"` }).send(zip)
  }
}

/** The lane is held until the last byte has left, or nobody wants it any more. @throws Problem  busy */
function inLane(lane: ReturnType<typeof openLanes>, start: () => Readable): Promise<Readable> {
  const started = Promise.withResolvers<Readable>()
  lane(async () => {
    const stream = start()
    started.resolve(stream)
    await finished(stream).catch(() => undefined) // told to whoever reads it
  }).catch(started.reject)
  return started.promise
}
