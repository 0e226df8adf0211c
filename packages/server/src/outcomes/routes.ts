import {
  id,
  jobId,
  metricsOfModel,
  modelDrift,
  Problem,
  problemDocument,
  queueState,
  type Role,
} from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { z } from 'zod'
import { findModel } from '../analysis/index.ts'
import { audit } from '../audit/index.ts'
import type { App } from '../platform/app.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { baselineSize, currentSize, driftOf, samplesOf } from './drift.ts'
import { countReadings, deadJobs, listMetrics, newestFromReviews, queueDepth, readingsOf, retryJob } from './queries.ts'
import { toCurves, toMetrics } from './to-metrics.ts'

const ofModel = z.strictObject({ modelId: id })
const staff: readonly Role[] = ['radiologist', 'doctor', 'tech']
const refused = { 403: problemDocument, 404: problemDocument }

async function visibleModel(tx: Tx, modelId: string): Promise<void> {
  if (!(await findModel(tx, modelId))) throw new Problem('not-found')
}

export function routes(server: Server, app: App): void {
  server.get(
    '/models/:modelId/metrics',
    {
      schema: {
        operationId: 'getModelMetrics',
        tags: ['models'],
        summary: 'What signed reviews say about a model: newest figures and their history',
        params: ofModel,
        response: { 200: metricsOfModel, ...refused },
      },
    },
    (request) =>
      asCaller(app, request, staff, async (tx) => {
        const { modelId } = request.params
        await visibleModel(tx, modelId)
        const history = (await listMetrics(tx, modelId, 200)).map(toMetrics)
        await audit(tx, { action: 'view_model_metrics', entityType: 'model', entityId: modelId })
        const newest = await newestFromReviews(tx, modelId)
        return { modelId, newest: newest ? toMetrics(newest) : null, curves: toCurves(newest?.curves), history }
      }),
  )

  server.get(
    '/models/:modelId/drift',
    {
      schema: {
        operationId: 'getModelDrift',
        tags: ['models'],
        summary: 'Whether the model still says what it said at the beginning (population stability index)',
        params: ofModel,
        response: { 200: modelDrift, ...refused },
      },
    },
    (request) =>
      asCaller(app, request, ['doctor', 'tech'], async (tx) => {
        const { modelId } = request.params
        await visibleModel(tx, modelId)
        const first = await readingsOf(tx, modelId, baselineSize, false)
        const newest = await readingsOf(tx, modelId, currentSize, true)
        const total = await countReadings(tx, modelId)
        await audit(tx, { action: 'view_model_drift', entityType: 'model', entityId: modelId })
        return driftOf(modelId, samplesOf(first, newest, total))
      }),
  )

  server.get(
    '/jobs',
    {
      schema: {
        operationId: 'getQueue',
        tags: ['operations'],
        summary: 'The queue: how much waits, runs and is dead, and the dead jobs themselves',
        response: { 200: queueState, 403: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['tech'], async (tx) => {
        const tasks = await queueDepth(tx)
        const dead = await deadJobs(tx, 200)
        await audit(tx, { action: 'view_queue', entityType: 'queue' })
        return {
          tasks,
          dead: dead.map((job) => ({
            jobId: String(job.job_id),
            task: job.task,
            attempts: job.attempts,
            lastError: job.last_error?.split('\n')[0]?.slice(0, 300) ?? null,
            diedAt: job.died_at.toISOString(),
          })),
        }
      }),
  )

  server.post(
    '/jobs/:jobId/retry',
    {
      schema: {
        operationId: 'retryJob',
        tags: ['operations'],
        summary: 'Give a dead job three new attempts',
        params: z.strictObject({ jobId }),
        response: { 204: z.null(), ...refused },
      },
    },
    async (request, reply) => {
      await asCaller(app, request, ['tech'], async (tx) => {
        if (!(await retryJob(tx, Number(request.params.jobId)))) throw new Problem('not-found')
        await audit(tx, { action: 'retry_job', entityType: 'queue', newValues: { jobId: request.params.jobId } })
      })
      return reply.code(204).send(null)
    },
  )
}
