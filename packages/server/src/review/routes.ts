import {
  addendum,
  addendumDraft,
  id,
  Problem,
  problemDocument,
  review,
  reviewDraft,
  reviews,
} from '@firstread/contract'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import type { App } from '../platform/app.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { findReport } from '../reports/index.ts'
import { addAddendum } from './addenda.ts'
import { criticalRoutes } from './critical/routes.ts'
import { changeDraft, createDraft } from './draft.ts'
import { followUpRoutes } from './follow-up/routes.ts'
import { reviewsOf } from './to-review.ts'

const ofReport = z.strictObject({ reportId: id })
const ofReview = z.strictObject({ reviewId: id })
const tags = ['reviews']
const no = { 403: problemDocument, 404: problemDocument, 409: problemDocument, 422: problemDocument }

/** Signing is mounted by the release slice, which opens the result in the same transaction. */
export function routes(server: Server, app: App): void {
  criticalRoutes(server, app)
  followUpRoutes(server, app)
  server.get(
    '/reports/:reportId/reviews',
    {
      schema: {
        operationId: 'listReviews',
        tags,
        summary: 'The reviews of a study that the caller may see, with their addenda',
        params: ofReport,
        response: { 200: reviews, 404: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, 'anybody', async (tx, who) => {
        const found = await findReport(tx, who.role, request.params.reportId)
        if (!found) throw new Problem('not-found')
        const items = (await reviewsOf(tx, app.keys, who.role, [found.report_id])).get(found.report_id) ?? []
        await audit(tx, {
          action: 'list_reviews',
          entityType: 'report',
          entityId: found.report_id,
          patientIds: [found.patient_id],
        })
        return { items }
      }),
  )
  server.post(
    '/reports/:reportId/reviews',
    {
      schema: {
        operationId: 'createReview',
        tags,
        summary: 'Begin a draft; one per doctor and study',
        params: ofReport,
        body: reviewDraft,
        response: { 201: review, ...no },
      },
    },
    async (request, reply) => {
      const made = await asCaller(app, request, ['doctor'], (tx, who) =>
        createDraft(tx, app.keys, who, request.params.reportId, request.body),
      ).catch(translateTwin)
      return reply.code(201).send(made)
    },
  )
  server.patch(
    '/reviews/:reviewId',
    {
      schema: {
        operationId: 'changeReview',
        tags,
        summary: 'Change the own draft, within 24 hours',
        params: ofReview,
        body: reviewDraft,
        response: { 200: review, ...no },
      },
    },
    (request) =>
      asCaller(app, request, ['doctor'], (tx, who) =>
        changeDraft(tx, app.keys, who, request.params.reviewId, request.body),
      ),
  )
  server.post(
    '/reviews/:reviewId/addenda',
    {
      schema: {
        operationId: 'addAddendum',
        tags,
        summary: 'Add to a signed review',
        params: ofReview,
        body: addendumDraft,
        response: { 201: addendum, ...no },
      },
    },
    async (request, reply) => {
      const made = await asCaller(app, request, ['doctor'], (tx, who) =>
        addAddendum(tx, app.keys, who, request.params.reviewId, request.body.text),
      )
      return reply.code(201).send(made)
    },
  )
}

/** Two requests began a draft at the same moment: the unique index let one through (doctor_reviews_one_draft_key). */
function translateTwin(error: { code?: string }): never {
  if (error.code === '23505') throw new Problem('draft-exists', undefined, { cause: error })
  throw error
}
