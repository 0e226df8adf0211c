import type { Role } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import type { DicomJson } from '@firstread/dicom'
import { sql } from 'kysely'

/** A report to be exported, as far as the caller may see it. */
export type ExportedReport = {
  report_id: string
  patient_id: string
  patient_name: string | null
  study_instance_uid: string | null
  upload_date: Date
  is_released: boolean
}

/** A visitor sees a report only while its patient can read it. */
export async function findExported(
  tx: Tx,
  role: Role | 'visitor',
  reportId: string,
): Promise<ExportedReport | undefined> {
  const released = role === 'patient' ? sql`app.is_released(r.report_id)` : sql`true`
  const { rows } = await sql<ExportedReport>`
    select r.report_id, r.patient_id, r.patient_name, r.study_instance_uid, r.upload_date, ${released} as is_released
    from public.medical_reports r where r.report_id = ${reportId}`.execute(tx)
  return rows[0]
}

/** One file of a report and its place in the DICOM index. */
export type ExportedImage = {
  image_id: string
  object_id: string
  size_bytes: number
  image_format: 'JPEG' | 'PNG' | 'DICOM'
  has_pixels: boolean
  frames: number
  sop_instance_uid: string | null
  sop_class_uid: string | null
  series_instance_uid: string | null
  transfer_syntax_uid: string | null
  metadata: DicomJson | null
}

/** @param withResults  what Firstread itself added, as far as row security shows it */
export async function exportedImages(tx: Tx, reportId: string, withResults: boolean): Promise<ExportedImage[]> {
  const { rows } = await sql<ExportedImage>`
    select i.image_id, i.object_id, o.size_bytes, i.image_format, i.has_pixels, i.frames, d.sop_instance_uid,
      d.sop_class_uid, d.series_instance_uid, d.transfer_syntax_uid, d.metadata
    from public.report_images i
    join public.stored_objects o on o.object_id = i.object_id
    left join public.dicom_instances d on d.image_id = i.image_id
    where i.report_id = ${reportId} and (${withResults} or i.made_by_run is null)
    order by i.display_order, i.image_id`.execute(tx)
  return rows
}
