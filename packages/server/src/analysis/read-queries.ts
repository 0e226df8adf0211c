import type { AnalysisRun, ReportStatus, Risk } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { sql } from 'kysely'
import type { RunKind, RunOutcome } from './runs.ts'

export type AnalysisRow = {
  report_id: string
  analysis_id: string
  run_id: string | null
  model_id: string | null
  model_version: string | null
  model_sha256: string | null
  outcome: RunOutcome
  reason: string | null
  explanation: string | null
  result: unknown
  risk_category: Risk | null
  risk_probability: number | null
  low_probability: number | null
  medium_probability: number | null
  high_probability: number | null
  image_quality_score: number | null
  confidence_threshold: number | null
  attention_maps: { imageId: string }[] | null
  processed_at: Date
  processing_time_ms: number | null
}

/** What models said, where one said something. */
export async function findAnalyses(tx: Tx, reportIds: readonly string[]): Promise<AnalysisRow[]> {
  const { rows } = await sql<AnalysisRow>`
    select a.report_id, a.analysis_id, a.run_id, a.model_id, a.model_version, r.model_sha256, a.outcome, a.reason,
      r.explanation, r.result, a.risk_category, a.risk_probability, a.low_probability, a.medium_probability,
      a.high_probability, a.image_quality_score, a.confidence_threshold, a.attention_maps, a.processed_at,
      a.processing_time_ms
    from ai_analysis a left join analysis_runs r on r.run_id = a.run_id
    where a.report_id = any(${reportIds}::uuid[])`.execute(tx)
  return rows
}

/** Adopted runs of which no model said anything: failed for good, or no model for such a study. */
export async function findUnread(tx: Tx, reportIds: readonly string[]): Promise<AnalysisRow[]> {
  const { rows } = await sql<AnalysisRow>`
    select r.report_id, r.run_id as analysis_id, r.run_id, r.model_id, r.model_version, r.model_sha256, r.outcome,
      r.reason, r.explanation, r.result, null as risk_category, null::numeric as risk_probability,
      null::numeric as low_probability, null::numeric as medium_probability, null::numeric as high_probability,
      null::numeric as image_quality_score, null::numeric as confidence_threshold, null::jsonb as attention_maps,
      r.finished_at as processed_at, r.processing_time_ms
    from analysis_runs r where r.report_id = any(${reportIds}::uuid[]) and r.is_adopted`.execute(tx)
  return rows
}

export type RunRow = {
  run_id: string
  kind: RunKind | 'shadow'
  fence: number
  model_id: string | null
  model_version: string | null
  model_sha256: string | null
  outcome: AnalysisRun['outcome']
  reason: string | null
  explanation: string | null
  result: unknown
  is_adopted: boolean
  processing_time_ms: number | null
  started_at: Date
  finished_at: Date | null
}

/** Every attempt, newest first. */
export async function listRuns(tx: Tx, reportId: string): Promise<RunRow[]> {
  const { rows } = await sql<RunRow>`
    select run_id, kind, fence, model_id, model_version, model_sha256, outcome, reason, explanation, result, is_adopted,
      processing_time_ms, started_at, finished_at
    from analysis_runs where report_id = ${reportId} order by fence desc limit 200`.execute(tx)
  return rows
}

/** Whose report it is and where it stands; what a reanalysis and a look at its runs need. */
export async function findStudy(
  tx: Tx,
  reportId: string,
): Promise<{ patient_id: string; status: ReportStatus } | undefined> {
  const { rows } = await sql<{ patient_id: string; status: ReportStatus }>`
    select patient_id, status from medical_reports where report_id = ${reportId}`.execute(tx)
  return rows[0]
}
