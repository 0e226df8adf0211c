import { classFigures, interval, type ModelCurves, type ModelMetrics, modelCurves, subgroup } from '@firstread/contract'
import { z } from 'zod'
import type { MetricsRow } from './queries.ts'

const perClass = z.record(z.string(), classFigures).catch({})
const intervals = z.record(z.string(), interval).catch({})
const subgroups = z.array(subgroup).catch([])

export const toMetrics = (row: MetricsRow): ModelMetrics => ({
  metricId: row.metric_id,
  source: row.source,
  recordedAt: row.recorded_at.toISOString(),
  periodStart: row.period_start?.toISOString() ?? null,
  periodEnd: row.period_end?.toISOString() ?? null,
  totalPredictions: row.total_predictions,
  correctPredictions: row.correct_predictions,
  truePositives: row.true_positives,
  trueNegatives: row.true_negatives,
  falsePositives: row.false_positives,
  falseNegatives: row.false_negatives,
  accuracy: row.accuracy,
  precision: row.precision,
  recall: row.recall,
  f1Score: row.f1_score,
  aucRoc: row.auc_roc,
  averageProcessingTimeMs: row.average_processing_time_ms,
  perClass: perClass.parse(row.per_class),
  intervals: intervals.parse(row.confidence_intervals),
  subgroups: subgroups.parse(row.subgroups),
  datasetVersion: row.dataset_version,
  notes: row.notes,
})

/** Null for figures of before there were curves, or of another version of Firstread. */
export const toCurves = (curves: unknown): ModelCurves | null =>
  modelCurves
    .nullable()
    .catch(null)
    .parse(curves ?? null)
