import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { loadModelPackage, type ModelPackage } from '@firstread/inference'
import { z } from 'zod'
import type { ModelRow, PackageRow } from './model-queries.ts'

/** What model.json may say beyond what the reader needs; docs/model-package.md describes it. */
const about = z.object({
  trainedDate: z.string().nullish(),
  trainingDurationHours: z.number().nullish(),
  dataset: z.object({ name: z.string(), version: z.union([z.string(), z.number()]).transform(String) }).nullish(),
  baseline: z
    .object({
      accuracy: z.number().nullish(),
      precision: z.number().nullish(),
      recall: z.number().nullish(),
      f1: z.number().nullish(),
    })
    .nullish(),
})

/** Names of the folders that hold a model.json, in the order of the alphabet. */
export async function packageNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: false, withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOENT') return [] // an installation without models: every study reaches a doctor unread
    throw error
  })
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const inside = await Promise.all(folders.map((name) => readdir(join(folder, name))))
  return folders.filter((_, i) => inside[i]?.includes('model.json')).sort()
}

/** Reads and checks a package of the folder of models. @throws InferenceError as `loadModelPackage` */
export const openPackage = (folder: string, name: string): Promise<ModelPackage> =>
  loadModelPackage(join(folder, basename(name)))

/** Where a registered model's package lies. The name alone counts: what stands in the database opens no other folder. */
export const folderOf = (folder: string, { model_file_url }: Pick<ModelRow, 'model_file_url'>): string =>
  join(folder, basename(dirname(model_file_url ?? '')))

/** A checked package as a row of the registry. */
export function rowOf(name: string, { manifest }: ModelPackage): PackageRow {
  const { trainedDate, trainingDurationHours, dataset, baseline } = about.parse(manifest)
  return {
    model_name: manifest.name,
    version: manifest.version,
    architecture: manifest.architecture,
    framework: manifest.framework,
    model_file_url: `${basename(name)}/${manifest.file}`,
    model_file_size: manifest.bytes,
    model_config: manifest,
    trained_date: trainedDate ?? null,
    training_dataset_version: dataset ? `${dataset.name} ${dataset.version}`.slice(0, 100) : null,
    training_duration_hours: trainingDurationHours ?? null,
    baseline_accuracy: baseline?.accuracy ?? null,
    baseline_precision: baseline?.precision ?? null,
    baseline_recall: baseline?.recall ?? null,
    baseline_f1_score: baseline?.f1 ?? null,
    description: manifest.title,
    sha256: manifest.sha256,
  }
}
