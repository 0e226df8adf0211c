import type { Risk, Role } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { sql } from 'kysely'
import type { RunKind, RunOutcome } from './runs.ts'
import type { StoredResult } from './stored-result.ts'

export type StudyRow = {
  report_id: string
  patient_id: string
  radiologist_id: string | null
  status: 'pending' | 'analyzing' | 'analyzed' | 'reviewed' | 'archived'
  study_type: string | null
  patient_age: number | null
  risk_score: Risk | null
}

/** Locks the report: claims, results and signatures of one study come one after the other. */
export async function lockStudy(tx: Tx, reportId: string): Promise<StudyRow | undefined> {
  const { rows } = await sql<StudyRow>`
    select report_id, patient_id, radiologist_id, status, study_type, patient_age, risk_score
    from medical_reports where report_id = ${reportId} for update`.execute(tx)
  return rows[0]
}

export type ImageRow = {
  image_id: string
  object_id: string
  image_type: 'xray' | 'ct_scan' | 'mri' | null
  file_size: number | null
  modality: string | null
  body_part_examined: string | null
}

export async function imagesWithPixels(tx: Tx, reportId: string): Promise<ImageRow[]> {
  const { rows } = await sql<ImageRow>`
    select i.image_id, i.object_id, i.image_type, i.file_size, s.modality, s.body_part_examined
    from report_images i
    left join dicom_instances d on d.image_id = i.image_id
    left join dicom_series s on s.series_instance_uid = d.series_instance_uid
    where i.report_id = ${reportId} and i.made_by_run is null and i.has_pixels and i.object_id is not null
    order by i.display_order, i.image_id`.execute(tx)
  return rows
}

export type AdoptedRow = { run_id: string; outcome: RunOutcome; risk_category: Risk | null }

export async function adoptedRun(tx: Tx, reportId: string): Promise<AdoptedRow | undefined> {
  const { rows } = await sql<AdoptedRow>`
    select run_id, outcome, result ->> 'riskCategory' as risk_category
    from analysis_runs where report_id = ${reportId} and is_adopted`.execute(tx)
  return rows[0]
}

export type NewRun = {
  reportId: string
  kind: RunKind
  workerId: string
  model: { model_id: string; version: string; sha256: string | null } | undefined
}

/** Raises the fence: whoever was at work on this report until now finishes in vain. */
export async function startRun(tx: Tx, { reportId, kind, workerId, model }: NewRun): Promise<string> {
  await sql`update analysis_runs set outcome = 'lost', reason = 'worker-lost', finished_at = clock_timestamp()
    where report_id = ${reportId} and outcome is null`.execute(tx)
  const { rows } = await sql<{ run_id: string }>`
    insert into analysis_runs (report_id, model_id, model_version, model_sha256, kind, worker_id, fence)
    select ${reportId}, ${model?.model_id ?? null}::uuid, ${model?.version ?? null}, ${model?.sha256 ?? null}, ${kind},
      ${workerId}, coalesce(max(fence), 0) + 1 from analysis_runs where report_id = ${reportId}
    returning run_id`.execute(tx)
  const [made] = rows
  if (!made) throw new Error('a run was not inserted')
  return made.run_id
}

/** Whether the run may still finish: nobody closed it, and none is newer. Ask with the report locked. */
export async function isNewestOpen(tx: Tx, runId: string): Promise<boolean> {
  const { rows } = await sql<{ is_open: boolean }>`
    select r.outcome is null and not exists (
      select 1 from analysis_runs n where n.report_id = r.report_id and n.fence > r.fence) as is_open
    from analysis_runs r where r.run_id = ${runId}`.execute(tx)
  return rows[0]?.is_open ?? false
}

export type RunEnd = {
  outcome: RunOutcome
  reason: string | null
  explanation: string
  processingTimeMs: number | null
  result: StoredResult | null
}

/** Ends a run. An adopted one takes the place of the report's earlier one. */
export async function endRun(tx: Tx, reportId: string, runId: string, end: RunEnd, adopt: boolean): Promise<void> {
  if (adopt) {
    await sql`update analysis_runs set is_adopted = false where report_id = ${reportId} and is_adopted`.execute(tx)
  }
  await sql`update analysis_runs set outcome = ${end.outcome}, reason = ${end.reason}, explanation = ${end.explanation},
      result = ${end.result === null ? null : JSON.stringify(end.result)}::jsonb,
      processing_time_ms = ${end.processingTimeMs}, is_adopted = ${adopt}, finished_at = clock_timestamp()
    where run_id = ${runId}`.execute(tx)
}

export type NewAnalysis = {
  analysisId: string
  runId: string
  reportId: string
  modelId: string
  modelVersion: string
  end: RunEnd & { result: StoredResult }
  confidenceThreshold: number
  attention: { imageId: string; objectId: string; width: number; height: number }[]
}

/** The adopted result as the seed's table has it; at most one per report. */
export async function putAnalysis(tx: Tx, made: NewAnalysis): Promise<void> {
  const { result, outcome, reason, processingTimeMs } = made.end
  const json = (value: unknown) => sql`${JSON.stringify(value)}::jsonb`
  await sql`delete from ai_analysis where report_id = ${made.reportId}`.execute(tx)
  await sql`insert into ai_analysis (analysis_id, report_id, model_id, model_version, run_id, outcome, reason, risk_category,
      risk_probability, low_probability, medium_probability, high_probability, findings, feature_maps, attention_maps,
      processing_time_ms, image_quality_score, confidence_threshold, preprocessing_steps)
    values (${made.analysisId}, ${made.reportId}, ${made.modelId}, ${made.modelVersion}, ${made.runId}, ${outcome}, ${reason},
      ${result.riskCategory}, ${result.riskProbability}, ${result.probabilities?.low ?? null},
      ${result.probabilities?.medium ?? null}, ${result.probabilities?.high ?? null}, ${json(result.findings)},
      ${json(result.findings.features)}, ${json(made.attention)}, ${processingTimeMs}, ${result.quality.score},
      ${made.confidenceThreshold}, ${json(result.preprocessing)})`.execute(tx)
}

export async function removeAnalysis(tx: Tx, reportId: string): Promise<void> {
  await sql`delete from ai_analysis where report_id = ${reportId}`.execute(tx)
}

export type Verdict = { risk: Risk | null; confidence: number | null; findings: string; recommendations: string[] }

/** What the report itself carries of the adopted analysis. `findings` is sealed already. */
export async function setVerdict(tx: Tx, reportId: string, verdict: Verdict): Promise<void> {
  await sql`update medical_reports set risk_score = ${verdict.risk}, confidence_score = ${verdict.confidence},
      findings = ${verdict.findings}, recommendations = ${JSON.stringify(verdict.recommendations)}::jsonb
    where report_id = ${reportId}`.execute(tx)
}

export type ObjectRow = { objectId: string; sha256: Buffer; sizeBytes: number; keyId: string }

export async function keepObjects(tx: Tx, objects: readonly ObjectRow[]): Promise<void> {
  for (const { objectId, sha256, sizeBytes, keyId } of objects) {
    await sql`insert into stored_objects (object_id, sha256, size_bytes, key_id)
      values (${objectId}, ${sha256}, ${sizeBytes}, ${keyId})`.execute(tx)
  }
}

export type Notice = {
  type: 'new_report' | 'urgent_case' | 'system_alert'
  priority: 'low' | 'normal' | 'high' | 'urgent'
  title: string
  message: string
  url: string
  reportId: string | null
}

export async function notifyPerson(tx: Tx, userId: string, notice: Notice): Promise<void> {
  const { type, priority, title, message, url, reportId } = notice
  await sql`select app.notify(${userId}, ${type}, ${priority}, ${title}, ${message}, ${url}, ${reportId})`.execute(tx)
}

export async function notifyRole(tx: Tx, role: Role, notice: Notice): Promise<void> {
  const { type, priority, title, message, url, reportId } = notice
  await sql`select app.notify_role(${role}, ${type}, ${priority}, ${title}, ${message}, ${url}, ${reportId})`.execute(
    tx,
  )
}

/** Lets open screens follow: the doctors' worklist, and the uploader's list. */
export async function tellProgress(tx: Tx, study: StudyRow, status: string): Promise<void> {
  const data = JSON.stringify({ reportId: study.report_id, status })
  await sql`select app.tell(null, 'doctor', 'worklist', ${data}::jsonb)`.execute(tx)
  if (study.radiologist_id === null) return
  await sql`select app.tell(${study.radiologist_id}, null, 'report', ${data}::jsonb)`.execute(tx)
}

/** The request that caused a job stands in the audit entries of what the job did. */
export async function carryRequest(tx: Tx, requestId: string | undefined): Promise<void> {
  if (requestId) await sql`select set_config('fr.request', ${requestId}, true)`.execute(tx)
}

/** Reports whose analysis used up its attempts while its worker could no longer say so. */
export async function reportsOfDeadJobs(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ report_id: string }>`
    select r.report_id from jobs.dead() d join medical_reports r on r.report_id = (d.payload ->> 'reportId')::uuid
    where d.task = 'analyze_study' and r.status in ('pending', 'analyzing')`.execute(tx)
  return rows.map((row) => row.report_id)
}
