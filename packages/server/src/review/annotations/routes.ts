import {
  annotation,
  annotationDraft,
  annotationParams,
  annotations,
  annotationVersion,
  id,
  Problem,
  problemDocument,
} from '@firstread/contract'
import { z } from 'zod'
import { audit } from '../../audit/index.ts'
import type { App } from '../../platform/app.ts'
import { asCaller } from '../../platform/http/caller.ts'
import type { Server } from '../../platform/http/server.ts'
import { findReport } from '../../reports/index.ts'
import { listAnnotations } from './queries.ts'
import { dropAnnotation, saveAnnotation, toAnnotation } from './save.ts'

const ofReport = z.strictObject({ reportId: id })
const tags = ['reviews']
const no = { 403: problemDocument, 404: problemDocument, 409: problemDocument, 422: problemDocument }

/** What doctors draw on images. Patients and techs have no door here. */
export function annotationRoutes(server: Server, app: App): void {
  listRoute(server, app)
  saveRoute(server, app)
  removeRoute(server, app)
}

function listRoute(server: Server, app: App): void {
  server.get(
    '/reports/:reportId/annotations',
    {
      schema: {
        operationId: 'listAnnotations',
        tags,
        summary: 'What is drawn on the images of a study, by whom',
        params: ofReport,
        response: { 200: annotations, 403: problemDocument, 404: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['doctor', 'radiologist'], async (tx, who) => {
        const report = await findReport(tx, who.role, request.params.reportId)
        if (!report) throw new Problem('not-found')
        const rows = await listAnnotations(tx, report.report_id)
        await audit(tx, {
          action: 'list_annotations',
          entityType: 'report',
          entityId: report.report_id,
          patientIds: [report.patient_id],
        })
        return { items: rows.map((row) => toAnnotation(app.keys, row)) }
      }),
  )
}

function saveRoute(server: Server, app: App): void {
  server.put(
    '/reports/:reportId/annotations/:annotationId',
    {
      schema: {
        operationId: 'saveAnnotation',
        tags,
        summary: 'Save a new annotation under an id of your choice, or the next state of one of yours',
        params: annotationParams,
        body: annotationDraft,
        response: { 200: annotation, 201: annotation, ...no },
      },
    },
    async (request, reply) => {
      const { annotation: saved, isNew } = await asCaller(app, request, ['doctor'], (tx, who) =>
        saveAnnotation(tx, app.keys, who, request.params, request.body),
      ).catch(translateTwin)
      return reply.code(isNew ? 201 : 200).send(saved)
    },
  )
}

function removeRoute(server: Server, app: App): void {
  server.delete(
    '/reports/:reportId/annotations/:annotationId',
    {
      schema: {
        operationId: 'removeAnnotation',
        tags,
        summary: 'Remove one of your annotations; a tombstone stays',
        params: annotationParams,
        querystring: annotationVersion,
        response: { 204: z.null(), ...no },
      },
    },
    async (request, reply) => {
      const { params, query } = request
      await asCaller(app, request, ['doctor'], (tx, who) => dropAnnotation(tx, who, params, query.version))
      return reply.code(204).send(null)
    },
  )
}

/** Two savings under one id at the same moment: the key let one through. */
function translateTwin(error: { code?: string }): never {
  if (error.code === '23505') throw new Problem('annotation-changed', undefined, { cause: error })
  throw error
}
