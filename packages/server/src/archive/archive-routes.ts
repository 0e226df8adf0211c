import { archived, id, Problem, problemDocument } from '@firstread/contract'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import type { App } from '../platform/app.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { advance } from '../reports/index.ts'
import { patientOf } from './queries.ts'

export function archiveRoutes(server: Server, app: App): void {
  server.post(
    '/reports/:reportId/archive',
    {
      schema: {
        operationId: 'archiveReport',
        tags: ['reports'],
        summary: 'Lay a reviewed report by',
        params: z.strictObject({ reportId: id }),
        response: { 200: archived, 403: problemDocument, 404: problemDocument, 409: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['tech'], async (tx) => {
        const { reportId } = request.params
        const patientId = await patientOf(tx, reportId)
        if (!patientId) throw new Problem('not-found')
        const status = await advance(tx, reportId, 'archive')
        if (!status) throw new Problem('not-found')
        await audit(tx, { action: 'archive_report', entityType: 'report', entityId: reportId, patientIds: [patientId] })
        return { reportId, status }
      }),
  )
}
