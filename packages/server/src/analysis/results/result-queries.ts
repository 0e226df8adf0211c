import type { Tx } from '@firstread/database'
import type { DicomJson } from '@firstread/dicom'
import { sql } from 'kysely'
import type { RunOutcome } from '../runs.ts'

/** An adopted run of a study, and whose study it is. */
export type ResultRun = {
  report_id: string
  run_id: string
  patient_id: string
  study_instance_uid: string
  status: string
  outcome: RunOutcome
  reason: string | null
  explanation: string | null
  result: unknown
  model_version: string
  model_sha256: string | null
  model_config: unknown
  model_file_url: string | null
  finished_at: Date
  attention_maps: { imageId: string; objectId: string; width: number; height: number }[] | null
  /** Patient and study level of the header that named the study; `{}` when none did. */
  study_attributes: DicomJson
  patient_name: string | null
  patient_birth_date: string | null
  upload_date: Date
}

/**
 * A run whose results are wanted: adopted, of a study, a model was asked and answered, and none made yet.
 *
 * @param lock  holds the report until the commit, so that no newer run is adopted meanwhile
 */
export async function wantedRun(tx: Tx, runId: string, lock = false): Promise<ResultRun | undefined> {
  const { rows } = await sql<ResultRun>`
    select r.report_id, a.run_id, r.patient_id, r.study_instance_uid, r.status, a.outcome, a.reason, a.explanation, a.result,
      a.model_version, a.model_sha256, m.model_config, m.model_file_url, a.finished_at, x.attention_maps, s.attributes as study_attributes,
      u.name as patient_name, u.date_of_birth::text as patient_birth_date,
      r.upload_date
    from analysis_runs a
    join medical_reports r on r.report_id = a.report_id
    join dicom_studies s on s.study_instance_uid = r.study_instance_uid
    join users u on u.id = r.patient_id
    join ai_models m on m.model_id = a.model_id
    left join ai_analysis x on x.run_id = a.run_id
    where a.run_id = ${runId} and a.is_adopted and a.outcome in ('read', 'abstained', 'out_of_scope')
      and not exists (select 1 from report_images i where i.made_by_run = a.run_id)
    ${lock ? sql`for share of r` : sql``}`.execute(tx)
  return rows[0]
}

/** An image that a model may have read, with its place in the DICOM index. */
export type SourceImage = {
  image_id: string
  object_id: string
  sop_instance_uid: string | null
  sop_class_uid: string | null
  series_instance_uid: string | null
  modality: string | null
  rows: number | null
  columns: number | null
  metadata: DicomJson | null
}

export async function sourceImages(tx: Tx, reportId: string): Promise<SourceImage[]> {
  const { rows } = await sql<SourceImage>`
    select i.image_id, i.object_id, d.sop_instance_uid, d.sop_class_uid, d.series_instance_uid, s.modality,
      coalesce(d.rows, i.height) as rows, coalesce(d.columns, i.width) as columns, d.metadata
    from report_images i
    left join dicom_instances d on d.image_id = i.image_id
    left join dicom_series s on s.series_instance_uid = d.series_instance_uid
    where i.report_id = ${reportId} and i.made_by_run is null and i.has_pixels and i.object_id is not null
    order by i.display_order, i.image_id`.execute(tx)
  return rows
}

/** One instance of ours, as its rows have it. */
export type NewInstance = {
  imageId: string
  place: number
  object: { objectId: string; sha256: Buffer; sizeBytes: number; keyId: string }
  sopClassUid: string
  sopInstanceUid: string
  seriesInstanceUid: string
  transferSyntaxUid: string
  instanceNumber: number
  rows: number | undefined
  columns: number | undefined
  retrieval: {
    metadata: DicomJson
    pixel_data_offset: number | null
    pixel_data_length: number | null
    frame_bytes: number | null
    bulk: unknown
  }
}
export type NewSeries = {
  uid: string
  modality: string
  sopClassUid: string
  number: number
  description: string
  attributes: DicomJson
}

/** Written all at once: a run has all of its results or none. */
export async function insertResults(
  tx: Tx,
  run: Pick<ResultRun, 'report_id' | 'run_id' | 'study_instance_uid'>,
  series: readonly NewSeries[],
  instances: readonly NewInstance[],
): Promise<void> {
  for (const one of series) await insertSeries(tx, run.study_instance_uid, one)
  for (const one of instances) await insertInstance(tx, run, one)
}

async function insertSeries(tx: Tx, studyUid: string, one: NewSeries): Promise<void> {
  await sql`insert into dicom_series (series_instance_uid, study_instance_uid, modality, series_number, series_description,
      attributes, is_result, result_class)
    values (${one.uid}, ${studyUid}, ${one.modality}, ${one.number}, ${one.description},
      ${JSON.stringify(one.attributes)}::jsonb, true, ${one.sopClassUid})`.execute(tx)
}

async function insertInstance(
  tx: Tx,
  { report_id, run_id }: Pick<ResultRun, 'report_id' | 'run_id'>,
  one: NewInstance,
): Promise<void> {
  const { objectId, sha256, sizeBytes, keyId } = one.object
  const { metadata, pixel_data_offset, pixel_data_length, frame_bytes, bulk } = one.retrieval
  await sql`insert into stored_objects (object_id, sha256, size_bytes, key_id)
    values (${objectId}, ${sha256}, ${sizeBytes}, ${keyId})`.execute(tx)
  await sql`insert into report_images (image_id, report_id, image_url, image_format, width, height, file_size, display_order,
      object_id, sha256, has_pixels, made_by_run)
    values (${one.imageId}, ${report_id}, ${`/api/v1/reports/${report_id}/images/${one.imageId}`}, 'DICOM',
      ${one.columns ?? null}, ${one.rows ?? null}, ${sizeBytes}, ${one.place}, ${objectId}, ${sha256},
      ${one.rows !== undefined}, ${run_id})`.execute(tx)
  await sql`insert into dicom_instances (sop_instance_uid, series_instance_uid, image_id, sop_class_uid, transfer_syntax_uid,
      instance_number, rows, columns, number_of_frames, sha256, metadata, pixel_data_offset, pixel_data_length, frame_bytes,
      bulk, is_result)
    values (${one.sopInstanceUid}, ${one.seriesInstanceUid}, ${one.imageId}, ${one.sopClassUid}, ${one.transferSyntaxUid},
      ${one.instanceNumber}, ${one.rows ?? null}, ${one.columns ?? null}, ${one.rows === undefined ? null : 1}, ${sha256},
      ${JSON.stringify(metadata)}::jsonb, ${pixel_data_offset}, ${pixel_data_length}, ${frame_bytes},
      ${bulk === null ? null : JSON.stringify(bulk)}::jsonb, true)`.execute(tx)
}

export type ResultInstance = {
  image_id: string
  object_id: string
  size_bytes: number
  sop_class_uid: string
  sop_instance_uid: string
  transfer_syntax_uid: string
}

/**
 * The instances that carry the adopted analysis of a report, the structured report first: what leaves for peers on signing.
 * Results of earlier runs stay in the study and are not listed.
 */
export async function resultInstances(tx: Tx, reportId: string): Promise<ResultInstance[]> {
  const { rows } = await sql<ResultInstance>`
    select i.image_id, i.object_id, o.size_bytes, d.sop_class_uid, d.sop_instance_uid, d.transfer_syntax_uid
    from report_images i
    join analysis_runs a on a.run_id = i.made_by_run and a.is_adopted
    join dicom_instances d on d.image_id = i.image_id
    join stored_objects o on o.object_id = i.object_id
    where i.report_id = ${reportId} order by i.display_order, i.image_id`.execute(tx)
  return rows
}
