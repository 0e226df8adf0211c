import {
  activateModel as activation,
  id,
  model,
  modelList,
  Problem,
  problemDocument,
  registerModel as registration,
  suspendModel as suspension,
} from '@firstread/contract'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import type { App } from '../platform/app.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { evaluationRoutes } from './evaluation-routes.ts'
import { findModel, listModels, lockModels } from './model-queries.ts'
import { openPackage, rowOf } from './packages.ts'
import { activateModel, refusal, registerModel, suspendModel } from './registry.ts'
import { rollbackRoutes } from './rollback-routes.ts'
import { hashOnDisk, shownModel } from './shown-model.ts'
import { toModel } from './to-model.ts'

const ofModel = z.strictObject({ modelId: id })
const tags = ['models']
const refused = { 403: problemDocument, 404: problemDocument, 409: problemDocument, 422: problemDocument }

export function modelRoutes(server: Server, app: App): void {
  evaluationRoutes(server, app)
  rollbackRoutes(server, app)

  server.get(
    '/models',
    {
      schema: {
        operationId: 'listModels',
        tags,
        summary: 'The registry of models, newest first; radiologists see the active ones',
        response: { 200: modelList, 403: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['radiologist', 'doctor', 'tech'], async (tx) => {
        const rows = await listModels(tx)
        await audit(tx, { action: 'list_models', entityType: 'model' })
        return { items: rows.map((row) => toModel(row, rows)) }
      }),
  )

  server.post(
    '/models',
    {
      schema: {
        operationId: 'registerModel',
        tags,
        summary: 'Register a model package from the folder of models; it reads nothing until activated',
        body: registration,
        response: { 201: model, ...refused },
      },
    },
    async (request, reply) => {
      // Who is asking comes before what is on disk: nobody else shall probe the folder.
      await asCaller(app, request, ['tech'], async () => undefined)
      const name = request.body.package
      const row = await openPackage(app.config.FIRSTREAD_MODELS, name).then(
        (found) => rowOf(name, found),
        (error) => {
          throw refusal(error)
        },
      )
      const made = await asCaller(app, request, ['tech'], async (tx) => {
        return shownModel(tx, await registerModel(tx, row))
      })
      return reply.code(201).send(made)
    },
  )

  server.post(
    '/models/:modelId/activate',
    {
      schema: {
        operationId: 'activateModel',
        tags,
        summary: 'Put a version live; the one that was, for the same use, retires and can be put back the same way',
        params: ofModel,
        body: activation.nullish(),
        response: { 200: model, ...refused },
      },
    },
    async (request) => {
      const { modelId } = request.params
      const known = await asCaller(app, request, ['tech'], (tx) => findModel(tx, modelId))
      if (!known) throw new Problem('not-found')
      const onDisk = await hashOnDisk(app, known)
      return asCaller(app, request, ['tech'], async (tx) => {
        await activateModel(tx, modelId, onDisk, { reason: request.body?.reason })
        return shownModel(tx, modelId)
      })
    },
  )

  server.post(
    '/models/:modelId/suspend',
    {
      schema: {
        operationId: 'suspendModel',
        tags,
        summary: 'Stop a model: its studies reach a doctor unread until it is activated again',
        params: ofModel,
        body: suspension,
        response: { 200: model, ...refused },
      },
    },
    (request) =>
      asCaller(app, request, ['tech'], async (tx) => {
        const { modelId } = request.params
        await lockModels(tx)
        const found = await findModel(tx, modelId)
        if (!found) throw new Problem('not-found')
        if (found.state !== 'active') throw new Problem('wrong-status', 'Only an active model can be suspended.')
        await suspendModel(tx, found, request.body.reason)
        return shownModel(tx, modelId)
      }),
  )
}
