import type { Tx } from '@firstread/database'
import { sql } from 'kysely'
import type { Patient } from './identity.ts'

type HeldInstance = {
  sop_instance_uid: string
  sha256: Buffer
  /** Null when it is somebody else's. */
  report_id: string | null
  patient_id: string | null
  is_own: boolean
}
export type OwnReport = {
  report_id: string
  patient_id: string
  patient_name: string | null
  status: string
  identity_state: 'verified' | 'open'
}

export async function findPatient(tx: Tx, id: string): Promise<Patient | undefined> {
  const { rows } = await sql<Patient>`select id, name, date_of_birth from app.patient_for_upload(${id})`.execute(tx)
  return rows[0]
}

export async function patientByIdentifier(tx: Tx, issuer: string, value: string): Promise<Patient | undefined> {
  const found = sql<Patient>`select id, name, date_of_birth from app.patient_by_identifier(${issuer}, ${value})`
  return (await found.execute(tx)).rows[0]
}

export async function makeProvisional(tx: Tx, name: string | null, birthDate: string | null): Promise<string> {
  const made = sql<{ id: string }>`select app.provisional_patient(${name}, ${birthDate}::date) as id`
  const row = (await made.execute(tx)).rows[0]
  if (!row) throw new Error('app.provisional_patient answered nothing')
  return row.id
}

export async function instancesHeld(tx: Tx, uids: readonly string[]): Promise<HeldInstance[]> {
  return (await sql<HeldInstance>`select * from app.instance_held(${[...uids]}::text[])`.execute(tx)).rows
}

export async function studyHeld(
  tx: Tx,
  uid: string,
): Promise<{ patient_id: string; is_provisional: boolean } | undefined> {
  const held = sql<{ patient_id: string; is_provisional: boolean }>`select * from app.study_held(${uid})`
  return (await held.execute(tx)).rows[0]
}

/**
 * Uploads of one study wait for each other until the commit: two halves that come at once make one report, and the same
 * upload twice finds itself.
 */
export async function lockStudy(tx: Tx, uid: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${uid}, 20250))`.execute(tx)
}

/** The identifiers that the files of a report came with; undefined when it has no DICOM file. */
export async function claimOfReport(tx: Tx, reportId: string) {
  const { rows } = await sql<{ patient_id: string | null; issuer: string | null }>`
    select nullif(btrim(d.metadata #>> '{00100020,Value,0}'), '') as patient_id,
      nullif(btrim(d.metadata #>> '{00100021,Value,0}'), '') as issuer
    from public.report_images i join public.dicom_instances d on d.image_id = i.image_id
    where i.report_id = ${reportId} and i.image_format = 'DICOM' order by i.display_order limit 1`.execute(tx)
  return rows[0]
}

/** Series that are already part of another study. */
export async function seriesElsewhere(tx: Tx, uids: readonly string[], studyUid: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from app.series_held(${[...uids]}::text[])
    where study_instance_uid <> ${studyUid}`.execute(tx)
  return rows[0]?.n ?? 0
}

/** The caller's own reports of a study, newest first; row security shows no others. */
export function ownReportsOf(tx: Tx, studyUid: string, uploader: string): Promise<OwnReport[]> {
  return tx
    .selectFrom('medical_reports')
    .select(['report_id', 'patient_id', 'patient_name', 'status', 'identity_state'])
    .where('study_instance_uid', '=', studyUid)
    .where('radiologist_id', '=', uploader)
    .orderBy('upload_date', 'desc')
    .orderBy('report_id')
    .execute() as Promise<OwnReport[]>
}

export async function findOwnReport(tx: Tx, reportId: string) {
  return tx
    .selectFrom('medical_reports')
    .select(['report_id', 'patient_id', 'status', 'identity_state', 'study_instance_uid'])
    .where('report_id', '=', reportId)
    .executeTakeFirst()
}

export async function nextPlace(tx: Tx, reportId: string): Promise<number> {
  const { rows } = await sql<{ next: number }>`select coalesce(max(display_order) + 1, 0)::int as next
    from public.report_images where report_id = ${reportId}`.execute(tx)
  return rows[0]?.next ?? 0
}

export async function nameOf(tx: Tx, userId: string): Promise<string | null> {
  const row = await tx.selectFrom('users').select('name').where('id', '=', userId).executeTakeFirst()
  return row?.name ?? null
}

export async function tellDoctors(tx: Tx, reportId: string): Promise<void> {
  await sql`select app.tell(null, 'doctor', 'worklist', ${JSON.stringify({ reportId })}::jsonb)`.execute(tx)
}

export async function findAnswer(tx: Tx, userId: string, key: string) {
  return tx
    .selectFrom('idempotency_keys')
    .select(['request_digest', 'response'])
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .executeTakeFirst()
}

export async function keepAnswer(
  tx: Tx,
  userId: string,
  key: string,
  digest: Buffer,
  response: unknown,
): Promise<void> {
  await tx
    .insertInto('idempotency_keys')
    .values({ user_id: userId, key, request_digest: digest, response: JSON.stringify(response) })
    .execute()
}
