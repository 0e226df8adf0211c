import type { Model } from '@firstread/contract'
import type { ModelRow } from './model-queries.ts'

export const toModel = (row: ModelRow): Model => ({
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
  createdAt: row.created_at.toISOString(),
  baseline: {
    accuracy: row.baseline_accuracy,
    precision: row.baseline_precision,
    recall: row.baseline_recall,
    f1Score: row.baseline_f1_score,
  },
})
