import { id, model, Problem, problemDocument, rollBackModel } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { z } from 'zod'
import type { App } from '../platform/app.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { listModels, lockModels, type ModelRow } from './model-queries.ts'
import { activateModel, previousOf } from './registry.ts'
import { hashOnDisk, shownModel } from './shown-model.ts'

const refused = { 403: problemDocument, 404: problemDocument, 409: problemDocument, 422: problemDocument }

export function rollbackRoutes(server: Server, app: App): void {
  server.post(
    '/models/:modelId/rollback',
    {
      schema: {
        operationId: 'rollBackModel',
        tags: ['models'],
        summary: 'Put back the version that read before this one; answers with the one that reads now',
        params: z.strictObject({ modelId: id }),
        body: rollBackModel,
        response: { 200: model, ...refused },
      },
    },
    async (request) => {
      const { modelId } = request.params
      const before = await asCaller(app, request, ['tech'], (tx) => rolledBackTo(tx, modelId))
      const onDisk = await hashOnDisk(app, before)
      return asCaller(app, request, ['tech'], async (tx) => {
        await lockModels(tx)
        // Somebody else may have put another version live since.
        const { model_id } = await rolledBackTo(tx, modelId)
        if (model_id !== before.model_id) throw new Problem('wrong-status', 'Another version has gone live meanwhile.')
        await activateModel(tx, model_id, onDisk, { reason: request.body.reason, rolledBackFrom: modelId })
        return shownModel(tx, model_id)
      })
    },
  )
}

/** @throws Problem  not-found, wrong-status when nothing read before it */
async function rolledBackTo(tx: Tx, modelId: string): Promise<ModelRow> {
  const all = await listModels(tx)
  const current = all.find(({ model_id }) => model_id === modelId)
  if (!current) throw new Problem('not-found')
  const previous = previousOf(current, all)
  if (!previous)
    throw new Problem('wrong-status', 'There is no version that read before this one, or it is not in use.')
  return previous
}
