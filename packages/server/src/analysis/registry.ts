import { Problem } from '@firstread/contract'
import { actAsWorker, type Tx } from '@firstread/database'
import { InferenceError } from '@firstread/inference'
import { audit } from '../audit/index.ts'
import type { WorkerApp } from '../platform/app.ts'
import {
  findModel,
  insertModel,
  listModels,
  lockModels,
  type ModelRow,
  type PackageRow,
  registerFound,
  setModelState,
} from './model-queries.ts'
import { openPackage, packageNames, rowOf } from './packages.ts'
import { notifyRole } from './queries.ts'

const seen = new WeakSet<WorkerApp>()

/**
 * Makes the packages in the folder of models known. The first model of an installation goes live by itself; every later
 * one waits for a tech. A package that cannot be used is logged and left alone.
 */
export async function registerPackages(app: WorkerApp): Promise<void> {
  if (seen.has(app)) return
  const folder = app.config.FIRSTREAD_MODELS
  for (const name of await packageNames(folder)) {
    try {
      const row = rowOf(name, await openPackage(folder, name))
      const { isNew, isActivated } = await actAsWorker(app.db, 'register_models', (tx) => registerFound(tx, row))
      if (isNew) app.log.info({ model: row.model_name, version: row.version, isActivated }, 'model registered')
    } catch (error) {
      if (!(error instanceof InferenceError)) throw error
      app.log.error({ package: name, code: error.code }, 'model package refused')
    }
  }
  seen.add(app)
}

/** A package that is refused, in words for the person who put it there. */
export function refusal(error: unknown): unknown {
  return error instanceof InferenceError ? new Problem('model-refused', error.message, { cause: error }) : error
}

/** @throws Problem  model-exists */
export async function registerModel(tx: Tx, row: PackageRow): Promise<string> {
  const modelId = await insertModel(tx, row)
  if (!modelId) throw new Problem('model-exists')
  await audit(tx, {
    action: 'register_model',
    entityType: 'model',
    entityId: modelId,
    newValues: { name: row.model_name, version: row.version, sha256: row.sha256 },
  })
  return modelId
}

const overlaps = (a: readonly string[], b: readonly string[]) => a.some((word) => b.includes(word))

/** Two models stand for the same use when one study could be read by both. */
export const sameUse = (a: ModelRow, b: ModelRow): boolean =>
  overlaps(a.package.intendedUse.modality, b.package.intendedUse.modality) &&
  overlaps(a.package.intendedUse.bodyPart, b.package.intendedUse.bodyPart)

/**
 * The version that a model in use took the place of: of those retired for the same use, the one that went live last. After a
 * rollback that is the version rolled back from, so that a rollback can be taken back.
 */
export function previousOf(model: ModelRow, all: readonly ModelRow[]): ModelRow | undefined {
  if (model.state !== 'active' && model.state !== 'suspended') return undefined
  const livedAt = ({ deployed_date }: ModelRow) => deployed_date?.getTime() ?? 0
  const retired = all.filter((other) => other.state === 'retired' && other.deployed_date && sameUse(model, other))
  return retired.toSorted((a, b) => livedAt(b) - livedAt(a))[0]
}

/** Why a version goes live, for the audit trail. */
export type Why = { reason?: string | undefined; rolledBackFrom?: string }

/**
 * Puts a version live; the one that was, for the same use, retires and can be put back the same way.
 *
 * @param onDisk  the SHA-256 of the package as it lies there now
 * @throws Problem  not-found, model-refused when the file is not the one that was registered
 */
export async function activateModel(tx: Tx, modelId: string, onDisk: string, why: Why = {}): Promise<ModelRow> {
  await lockModels(tx)
  const model = await findModel(tx, modelId)
  if (!model) throw new Problem('not-found')
  if (model.sha256 !== onDisk) throw new Problem('model-refused', 'The file is not the one that was registered.')
  const retired = (await listModels(tx)).filter(
    (other) =>
      other.model_id !== modelId && (other.state === 'active' || other.state === 'suspended') && sameUse(model, other),
  )
  for (const other of retired) await setModelState(tx, other.model_id, 'retired', null)
  await setModelState(tx, modelId, 'active', null)
  await audit(tx, {
    action: why.rolledBackFrom ? 'roll_back_model' : 'activate_model',
    entityType: 'model',
    entityId: modelId,
    oldValues: { state: model.state },
    newValues: { sha256: onDisk, retired: retired.map((other) => other.model_id), ...why },
  })
  return model
}

/** From now on the model reads nothing: its studies reach a doctor unread. Doctors and techs are told. */
export async function suspendModel(tx: Tx, model: ModelRow, reason: string): Promise<void> {
  await setModelState(tx, model.model_id, 'suspended', reason)
  await audit(tx, {
    action: 'suspend_model',
    entityType: 'model',
    entityId: model.model_id,
    oldValues: { state: model.state },
    newValues: { reason },
  })
  const notice = {
    type: 'system_alert',
    priority: 'urgent',
    title: 'A model was suspended',
    message: `${model.model_name} ${model.version} reads no studies until a tech activates it again.`,
    url: '/models',
    reportId: null,
  } as const
  await notifyRole(tx, 'tech', notice)
  await notifyRole(tx, 'doctor', notice)
}
