import { type Model, Problem } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { loadModelPackage } from '@firstread/inference'
import type { App } from '../platform/app.ts'
import { listModels, type ModelRow } from './model-queries.ts'
import { folderOf } from './packages.ts'
import { refusal } from './registry.ts'
import { toModel } from './to-model.ts'

/** A model as the caller sees it now. @throws Problem  not-found */
export async function shownModel(tx: Tx, modelId: string): Promise<Model> {
  const all = await listModels(tx)
  const row = all.find((one) => one.model_id === modelId)
  if (!row) throw new Problem('not-found')
  return toModel(row, all)
}

/**
 * SHA-256 of a registered network as it lies there now. Takes a while, so it happens between two transactions; the second
 * compares again.
 *
 * @throws Problem  model-refused
 */
export async function hashOnDisk(app: App, row: ModelRow): Promise<string> {
  const { manifest } = await loadModelPackage(folderOf(app.config.FIRSTREAD_MODELS, row)).catch((error) => {
    throw refusal(error)
  })
  return manifest.sha256
}
