import type { Model } from '@firstread/contract'
import type { ModelRow } from './model-queries.ts'
import { previousOf } from './registry.ts'

/** @param all  every version that the caller may see: one of them may be the one before this */
export const toModel = (row: ModelRow, all: readonly ModelRow[]): Model => ({
  modelId: row.model_id,
  modelName: row.model_name,
  version: row.version,
  title: row.package.title ?? null,
  description: row.description,
  architecture: row.architecture,
  framework: row.framework,
  sha256: row.sha256,
  sizeBytes: row.model_file_size,
  state: row.state,
  isActive: row.state === 'active',
  suspendedReason: row.suspended_reason,
  intendedUse: row.package.intendedUse,
  trainedDate: row.trained_date?.toISOString() ?? null,
  trainingDatasetVersion: row.training_dataset_version,
  deployedDate: row.deployed_date?.toISOString() ?? null,
  previousModelId: previousOf(row, all)?.model_id ?? null,
  createdAt: row.created_at.toISOString(),
  baseline: {
    accuracy: row.baseline_accuracy,
    precision: row.baseline_precision,
    recall: row.baseline_recall,
    f1Score: row.baseline_f1_score,
  },
})
