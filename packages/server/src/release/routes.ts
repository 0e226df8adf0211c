import {
  holdRequest,
  id,
  Problem,
  problemDocument,
  release,
  report,
  reportPage,
  reportsQuery,
  review,
  signRequest,
} from '@firstread/contract'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import type { App } from '../platform/app.ts'
import { cutPage, readCursor } from '../platform/cursor.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { findReport, listReports, type ReportKey } from '../reports/index.ts'
import { signReview, toReview } from '../review/index.ts'
import { composeReports } from './compose.ts'
import { holdResult, releaseNow, releaseSigned } from './release.ts'

const ofReport = z.strictObject({ reportId: id })
const reportKey: z.ZodType<ReportKey> = z.tuple([z.string().regex(/^[\d :.+-]{10,40}$/), id])
const no = { 403: problemDocument, 404: problemDocument, 409: problemDocument }

export function routes(server: Server, app: App): void {
  readingRoutes(server, app)
  signingRoute(server, app)
  releaseRoutes(server, app)
}

function readingRoutes(server: Server, app: App): void {
  server.get(
    '/reports',
    {
      schema: {
        operationId: 'listReports',
        tags: ['reports'],
        summary: 'The reports that the caller may see, the newest first',
        querystring: reportsQuery,
        response: { 200: reportPage, 422: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, 'anybody', async (tx, who) => {
        const { limit, cursor, ...filter } = request.query
        const found = await listReports(tx, who.role, filter, limit, readCursor(reportKey, cursor))
        const { rows, nextCursor } = cutPage(found, limit, (row) => [row.upload_key, row.report_id])
        await audit(tx, {
          action: 'list_reports',
          entityType: 'report',
          patientIds: rows.map((row) => row.patient_id),
        })
        return { items: await composeReports(tx, app.keys, who.role, rows), nextCursor }
      }),
  )
  server.get(
    '/reports/:reportId',
    {
      schema: {
        operationId: 'getReport',
        tags: ['reports'],
        summary: 'One report with its images, analysis, reviews and result, as far as the caller may see them',
        params: ofReport,
        response: { 200: report, 404: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, 'anybody', async (tx, who) => {
        const row = await findReport(tx, who.role, request.params.reportId)
        if (!row) throw new Problem('not-found')
        await audit(tx, {
          action: 'view_report',
          entityType: 'report',
          entityId: row.report_id,
          patientIds: [row.patient_id],
        })
        const [composed] = await composeReports(tx, app.keys, who.role, [row])
        return composed!
      }),
  )
}

/** A signature and what it opens to the patient are one transaction, so the route stands where both are to be had. */
function signingRoute(server: Server, app: App): void {
  server.post(
    '/reviews/:reviewId/sign',
    {
      schema: {
        operationId: 'signReview',
        tags: ['reviews'],
        summary: 'Sign the own draft; the result opens to the patient by the release rule',
        params: z.strictObject({ reviewId: id }),
        body: signRequest.nullish(),
        response: { 200: review, 422: problemDocument, ...no },
      },
    },
    (request) =>
      asCaller(app, request, ['doctor'], async (tx, who) => {
        const signed = await signReview(tx, who, request.params.reviewId, request.body?.furtherReview ?? false)
        await releaseSigned(tx, app.keys, signed)
        return toReview(app.keys, signed.review)
      }),
  )
}

function releaseRoutes(server: Server, app: App): void {
  server.post(
    '/reports/:reportId/release',
    {
      schema: {
        operationId: 'releaseResult',
        tags: ['release'],
        summary: 'Open a held or scheduled result to its patient now',
        params: ofReport,
        response: { 200: release, ...no },
      },
    },
    (request) => asCaller(app, request, ['doctor'], (tx, who) => releaseNow(tx, who, request.params.reportId)),
  )
  server.post(
    '/reports/:reportId/hold',
    {
      schema: {
        operationId: 'holdResult',
        tags: ['release'],
        summary: 'Hold a result back from its patient, with the reason',
        params: ofReport,
        body: holdRequest,
        response: { 200: release, 422: problemDocument, ...no },
      },
    },
    (request) =>
      asCaller(app, request, ['doctor'], (tx, who) =>
        holdResult(tx, who, request.params.reportId, request.body.reason),
      ),
  )
}
