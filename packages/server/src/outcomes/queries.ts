import type { ModelCurves } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { sql } from 'kysely'
import type { Figures } from './figures.ts'
import type { Judged } from './judged.ts'

export type JudgedRow = Judged & { modelId: string }

/**
 * The last signed review of each study of which a model had said something when it was signed. A further review corrects
 * an earlier one; each study counts once.
 */
export async function judgedStudies(tx: Tx): Promise<JudgedRow[]> {
  const { rows } = await sql<JudgedRow>`
    select d.ai_seen ->> 'modelId' as "modelId", d.doctor_risk_assessment as truth, d.ai_seen ->> 'riskCategory' as said,
      (d.ai_seen -> 'probabilities' ->> 'low')::float as low, r.patient_gender as sex, r.patient_age as age,
      a.processing_time_ms as "processingTimeMs", d.reviewed_at as "reviewedAt"
    from (
      select distinct on (report_id) report_id, ai_seen, doctor_risk_assessment, reviewed_at
      from doctor_reviews where state = 'signed' order by report_id, reviewed_at desc
    ) d
    join medical_reports r on r.report_id = d.report_id
    left join ai_analysis a on a.report_id = d.report_id
    where d.ai_seen ->> 'outcome' = 'read' and d.ai_seen ->> 'riskCategory' is not null`.execute(tx)
  return rows
}

/** One recomputation at a time: the clock's and a signature's must not both write. */
export async function lockMetrics(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('firstread metrics'))`.execute(tx)
}

export type MetricsRow = {
  metric_id: string
  model_id: string
  source: 'reviews' | 'evaluation'
  recorded_at: Date
  period_start: Date | null
  period_end: Date | null
  total_predictions: number
  correct_predictions: number
  true_positives: number
  true_negatives: number
  false_positives: number
  false_negatives: number
  accuracy: number | null
  precision: number | null
  recall: number | null
  f1_score: number | null
  auc_roc: number | null
  average_processing_time_ms: number | null
  per_class: unknown
  confidence_intervals: unknown
  subgroups: unknown
  dataset_version: string | null
  notes: string | null
}

const columns = sql`metric_id, model_id, source, recorded_at, period_start, period_end, total_predictions,
  correct_predictions, true_positives, true_negatives, false_positives, false_negatives, accuracy, precision, recall,
  f1_score, auc_roc, average_processing_time_ms, per_class, confidence_intervals, subgroups, dataset_version, notes`

/** Newest first. */
export async function listMetrics(tx: Tx, modelId: string, limit: number): Promise<MetricsRow[]> {
  const { rows } = await sql<MetricsRow>`select ${columns} from model_metrics where model_id = ${modelId}
    order by recorded_at desc, metric_id limit ${limit}`.execute(tx)
  return rows
}

/** With what its curves are drawn from; of the older ones nobody draws any. */
export async function newestFromReviews(
  tx: Tx,
  modelId: string,
): Promise<(MetricsRow & { curves: unknown }) | undefined> {
  const { rows } = await sql<MetricsRow & { curves: unknown }>`select ${columns}, curves from model_metrics
    where model_id = ${modelId} and source = 'reviews' order by recorded_at desc, metric_id limit 1`.execute(tx)
  return rows[0]
}

export type Period = { start: Date; end: Date }

export type Measured = { figures: Figures; curves: ModelCurves; period: Period }

export async function insertMetrics(tx: Tx, modelId: string, { figures, curves, period }: Measured): Promise<void> {
  const { n, tp, tn, fp, fn, accuracy, precision, recall, f1, auc, averageMs } = figures
  const json = (value: unknown) => sql`${JSON.stringify(value)}::jsonb`
  await sql`insert into model_metrics (model_id, source, period_start, period_end, total_predictions, correct_predictions,
      true_positives, true_negatives, false_positives, false_negatives, accuracy, precision, recall, f1_score, auc_roc,
      average_processing_time_ms, test_set_size, dataset_version, per_class, confidence_intervals, subgroups, curves)
    values (${modelId}, 'reviews', ${period.start}, ${period.end}, ${n}, ${tp + tn}, ${tp}, ${tn}, ${fp}, ${fn}, ${accuracy},
      ${precision}, ${recall}, ${f1}, ${auc}, ${averageMs}, ${n}, 'signed reviews', ${json(figures.perClass)},
      ${json(figures.intervals)}, ${json(figures.subgroups)}, ${json(curves)})`.execute(tx)
}

export type Reading = { risk: 'low' | 'medium' | 'high'; low: number; at: Date }

/** What a model said, oldest first: the first `limit`, or all from an instant on. */
export async function readingsOf(tx: Tx, modelId: string, limit: number, newest: boolean): Promise<Reading[]> {
  const direction = newest ? sql`desc` : sql`asc`
  const { rows } = await sql<Reading>`
    select risk_category as risk, low_probability as low, processed_at as at from ai_analysis
    where model_id = ${modelId} and outcome = 'read' and low_probability is not null
    order by processed_at ${direction}, analysis_id limit ${limit}`.execute(tx)
  return rows
}

export async function countReadings(tx: Tx, modelId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from ai_analysis where model_id = ${modelId} and outcome = 'read'`.execute(tx)
  return rows[0]?.n ?? 0
}

export type DeadJob = { job_id: number; task: string; attempts: number; last_error: string | null; died_at: Date }
export type Depth = { task: string; waiting: number; running: number; dead: number }

export const queueDepth = async (tx: Tx): Promise<Depth[]> =>
  (await sql<Depth>`select * from jobs.depth() order by task`.execute(tx)).rows

export const deadJobs = async (tx: Tx, limit: number): Promise<DeadJob[]> =>
  (
    await sql<DeadJob>`select job_id, task, attempts, last_error, died_at from jobs.dead()
      order by died_at desc, job_id limit ${limit}`.execute(tx)
  ).rows

export const retryJob = async (tx: Tx, jobId: number): Promise<boolean> =>
  (await sql<{ done: boolean }>`select jobs.retry(${jobId}) as done`.execute(tx)).rows[0]?.done ?? false
