import { id, modelEvaluation, Problem, problemDocument } from '@firstread/contract'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import type { App } from '../platform/app.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { evaluationOf } from './evaluation.ts'
import { findModel } from './model-queries.ts'

export function evaluationRoutes(server: Server, app: App): void {
  server.get(
    '/models/:modelId/evaluation',
    {
      schema: {
        operationId: 'getModelEvaluation',
        tags: ['models'],
        summary: 'What the package of a model brings as its own measurement: figures, ROC, reliability and confusion',
        params: z.strictObject({ modelId: id }),
        response: { 200: modelEvaluation, 403: problemDocument, 404: problemDocument },
      },
    },
    async (request) => {
      const { modelId } = request.params
      const row = await asCaller(app, request, ['radiologist', 'doctor', 'tech'], async (tx) => {
        const found = await findModel(tx, modelId)
        if (!found) throw new Problem('not-found')
        await audit(tx, { action: 'view_model_evaluation', entityType: 'model', entityId: modelId })
        return found
      })
      return { modelId, evaluation: await evaluationOf(app.config.FIRSTREAD_MODELS, row) }
    },
  )
}
