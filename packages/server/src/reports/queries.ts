import type { ReportStatus, ReportsQuery, Role } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { type RawBuilder, sql } from 'kysely'
import type { ImageRow, ReportRow } from './rows.ts'

export async function advanceReport(tx: Tx, reportId: string, step: string): Promise<ReportStatus | undefined> {
  const { rows } = await sql<{ status: ReportStatus | null }>`
    select app.advance_report(${reportId}, ${step}) as status`.execute(tx)
  return rows[0]?.status ?? undefined
}

const staffSource = sql`(
  select report_id, patient_id, patient_name, radiologist_id, radiologist_name, study_type, study_instance_uid, status,
    risk_score, confidence_score, findings, recommendations, upload_date, analysis_date, due_at, clinical_priority,
    identity_state, patient_age, patient_gender, symptoms, patient_name_folded,
    null::text as patient_text, null::timestamptz as released_at
  from public.medical_reports)`

// The view masks risk and text until the release; what it does not carry, a patient is not told.
const patientSource = sql`(
  select report_id, patient_id, patient_name, null::uuid as radiologist_id, null::text as radiologist_name, study_type,
    null::text as study_instance_uid,
    case when released_at is null then 'pending' when status = 'archived' then 'archived' else 'reviewed' end as status,
    risk_score, null::numeric as confidence_score, null::text as findings, null::jsonb as recommendations, upload_date,
    null::timestamptz as analysis_date, null::timestamptz as due_at, null::text as clinical_priority,
    null::text as identity_state, patient_age, patient_gender, symptoms,
    lower(patient_name) collate "C" as patient_name_folded, patient_text, released_at
  from public.v_patient_portal)`

const sourceFor = (role: Role) => (role === 'patient' ? patientSource : staffSource)

export type ReportKey = [uploadKey: string, reportId: string]
export type ReportFilter = Omit<ReportsQuery, 'limit' | 'cursor'>

/** Newest first, one more than `limit` when there are more. Whose reports they are, row security decides. */
export async function listReports(
  tx: Tx,
  role: Role,
  filter: ReportFilter,
  limit: number,
  after?: ReportKey,
): Promise<ReportRow[]> {
  const wanted = sql.join(conditionsOf(role, filter, after), sql` and `)
  const { rows } = await sql<ReportRow>`
    select r.*, r.upload_date::text as upload_key from ${sourceFor(role)} r
    where ${wanted} order by r.upload_date desc, r.report_id desc limit ${limit + 1}`.execute(tx)
  return rows
}

export async function findReport(tx: Tx, role: Role, reportId: string): Promise<ReportRow | undefined> {
  const { rows } = await sql<ReportRow>`
    select r.*, r.upload_date::text as upload_key from ${sourceFor(role)} r where r.report_id = ${reportId}`.execute(tx)
  return rows[0]
}

function conditionsOf(role: Role, filter: ReportFilter, after?: ReportKey): RawBuilder<unknown>[] {
  const { status, risk, patientId, q, from, to } = filter
  const wanted: RawBuilder<unknown>[] = [sql`true`]
  if (status) wanted.push(sql`r.status = ${status}`)
  if (risk) wanted.push(sql`r.risk_score = ${risk}`)
  // A doctor whose own opinion comes first must not learn the AI's by asking for it.
  if (risk && role === 'doctor') wanted.push(sql`not ${isWithheld(sql`r.report_id`, sql`r.status`)}`)
  if (patientId) wanted.push(sql`r.patient_id = ${patientId}`)
  if (q) wanted.push(matching(q))
  if (from) wanted.push(sql`r.upload_date >= ${from}::timestamptz`)
  if (to) wanted.push(sql`r.upload_date < ${to}::timestamptz`)
  if (after) wanted.push(sql`(r.upload_date, r.report_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`)
  return wanted
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** A range in byte order instead of LIKE: nothing needs escaping, and the index works under row security. */
function matching(q: string): RawBuilder<unknown> {
  if (uuid.test(q)) return sql`r.report_id = ${q}::uuid`
  return sql`r.patient_name_folded >= lower(${q}) and r.patient_name_folded < lower(${q}) || U&'\\+10FFFF'`
}

/** The films of reports; what Firstread itself added to a study is none. */
export async function imagesOf(tx: Tx, reportIds: readonly string[]): Promise<ImageRow[]> {
  const { rows } = await sql<ImageRow>`
    select i.image_id, i.report_id, i.image_type, i.image_format, i.width, i.height, i.frames, i.file_size,
      i.display_order, i.has_pixels, d.transfer_syntax_uid,
      i.dicom_metadata ->> 'PhotometricInterpretation' as photometric_interpretation,
      (i.dicom_metadata -> 'BitsAllocated')::integer as bits_allocated
    from public.report_images i left join public.dicom_instances d on d.image_id = i.image_id
    where i.report_id = any(${[...reportIds]}::uuid[]) and i.made_by_run is null
    order by i.report_id, i.display_order, i.image_id`.execute(tx)
  return rows
}

/** See first-opinion.ts. Both arguments are columns of ours, never input. */
const isWithheld = (reportId: RawBuilder<unknown>, status: RawBuilder<unknown>) => sql`(
  ${status} in ('pending', 'analyzing', 'analyzed')
  and (select app.setting('review.first_opinion')) = 'true'::jsonb
  and not exists (select 1 from public.doctor_reviews d where d.report_id = ${reportId}
    and d.doctor_id = (select auth.uid()) and d.first_opinion is not null))`

export async function withheldReports(tx: Tx, reportIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ report_id: string }>`
    select r.report_id from public.medical_reports r where r.report_id = any(${[...reportIds]}::uuid[])
      and ${isWithheld(sql`r.report_id`, sql`r.status`)}`.execute(tx)
  return rows.map((row) => row.report_id)
}
