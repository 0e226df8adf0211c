import { intendedUse } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { sql } from 'kysely'
import { z } from 'zod'

export type ModelState = 'registered' | 'active' | 'suspended' | 'retired'

/** What we need of a package's model.json, which stands in model_config whole. */
export const packageFields = z.object({
  title: z.string().nullish(),
  file: z.string(),
  intendedUse: z.object(intendedUse.shape),
})

type RawModel = {
  model_id: string
  model_name: string
  version: string
  sha256: string | null
  state: ModelState
  suspended_reason: string | null
  model_file_url: string | null
  model_file_size: number | null
  model_config: unknown
  architecture: string | null
  framework: string | null
  trained_date: Date | null
  training_dataset_version: string | null
  deployed_date: Date | null
  created_at: Date
  description: string | null
  baseline_accuracy: number | null
  baseline_precision: number | null
  baseline_recall: number | null
  baseline_f1_score: number | null
}
export type ModelRow = Omit<RawModel, 'model_config'> & { package: z.infer<typeof packageFields>; config: unknown }

const columns = sql`model_id, model_name, version, sha256, state, suspended_reason, model_file_url, model_file_size,
  model_config, architecture, framework, trained_date, training_dataset_version, deployed_date, created_at, description,
  baseline_accuracy, baseline_precision, baseline_recall, baseline_f1_score`

/** Rows whose model.json we do not understand (another version of Firstread wrote them) are left out. */
const parse = (rows: readonly RawModel[]): ModelRow[] =>
  rows.flatMap(({ model_config, ...row }) => {
    const fields = packageFields.safeParse(model_config)
    return fields.success ? [{ ...row, package: fields.data, config: model_config }] : []
  })

/** Newest first. A radiologist sees the active ones only. */
export async function listModels(tx: Tx): Promise<ModelRow[]> {
  const { rows } = await sql<RawModel>`select ${columns} from ai_models order by created_at desc, model_id`.execute(tx)
  return parse(rows)
}

export async function findModel(tx: Tx, modelId: string): Promise<ModelRow | undefined> {
  const { rows } = await sql<RawModel>`select ${columns} from ai_models where model_id = ${modelId}`.execute(tx)
  return parse(rows)[0]
}

/** Those that read, and those that would if they were not suspended. */
export async function modelsInUse(tx: Tx): Promise<ModelRow[]> {
  const { rows } = await sql<RawModel>`
    select ${columns} from ai_models where state in ('active', 'suspended') order by model_id`.execute(tx)
  return parse(rows)
}

/** One activation at a time: two techs must not make two models active for one use. */
export async function lockModels(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('firstread models'))`.execute(tx)
}

export async function setModelState(tx: Tx, modelId: string, state: ModelState, reason: string | null): Promise<void> {
  const isActive = state === 'active'
  await sql`update ai_models set state = ${state}, is_active = ${isActive}, suspended_reason = ${reason},
      deployed_date = case when ${isActive} then clock_timestamp() else deployed_date end
    where model_id = ${modelId}`.execute(tx)
}

/** A model package as a row of ai_models. */
export type PackageRow = {
  model_name: string
  version: string
  architecture: string
  framework: string
  model_file_url: string
  model_file_size: number
  model_config: unknown
  trained_date: string | null
  training_dataset_version: string | null
  training_duration_hours: number | null
  baseline_accuracy: number | null
  baseline_precision: number | null
  baseline_recall: number | null
  baseline_f1_score: number | null
  description: string
  sha256: string
}

/** As the worker: registers if new, and activates the first model ever. */
export async function registerFound(tx: Tx, row: PackageRow): Promise<{ isNew: boolean; isActivated: boolean }> {
  const { rows } = await sql<{ is_activated: boolean }>`
    select is_activated from app.register_package(${JSON.stringify(row)}::jsonb)`.execute(tx)
  return { isNew: rows.length > 0, isActivated: rows[0]?.is_activated ?? false }
}

/** As a tech. @returns undefined when this name and version is registered already */
export async function insertModel(tx: Tx, row: PackageRow): Promise<string | undefined> {
  const { rows } = await sql<{ model_id: string }>`
    insert into ai_models (model_name, version, architecture, framework, model_file_url, model_file_size, model_config,
      trained_date, training_dataset_version, training_duration_hours, baseline_accuracy, baseline_precision,
      baseline_recall, baseline_f1_score, description, sha256)
    values (${row.model_name}, ${row.version}, ${row.architecture}, ${row.framework}, ${row.model_file_url},
      ${row.model_file_size}, ${JSON.stringify(row.model_config)}::jsonb, ${row.trained_date}, ${row.training_dataset_version},
      ${row.training_duration_hours}, ${row.baseline_accuracy}, ${row.baseline_precision}, ${row.baseline_recall},
      ${row.baseline_f1_score}, ${row.description}, ${row.sha256})
    on conflict (model_name, version) do nothing returning model_id`.execute(tx)
  return rows[0]?.model_id
}
