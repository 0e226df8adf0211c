import type { Tx } from '@firstread/database'
import { sql } from 'kysely'

/** An image that the caller may see, and where its bytes lie. */
export type ImageObject = {
  image_id: string
  report_id: string
  patient_id: string
  object_id: string
  size_bytes: number
  image_format: 'JPEG' | 'PNG' | 'DICOM'
  has_pixels: boolean
  frames: number
}

export async function findImage(tx: Tx, reportId: string, imageId: string): Promise<ImageObject | undefined> {
  const { rows } = await sql<ImageObject>`
    select i.image_id, i.report_id, r.patient_id, i.object_id, o.size_bytes, i.image_format, i.has_pixels, i.frames
    from public.report_images i
    join public.medical_reports r on r.report_id = i.report_id
    join public.stored_objects o on o.object_id = i.object_id
    where i.report_id = ${reportId} and i.image_id = ${imageId}`.execute(tx)
  return rows[0]
}

/** The evidence map that the adopted analysis keeps for an image. Patients have no right to the table at all. */
export async function findAttention(tx: Tx, reportId: string, imageId: string): Promise<string | undefined> {
  const { rows } = await sql<{ object_id: string }>`
    select map ->> 'objectId' as object_id
    from public.ai_analysis a, jsonb_array_elements(a.attention_maps) map
    where a.report_id = ${reportId} and jsonb_typeof(a.attention_maps) = 'array' and map ->> 'imageId' = ${imageId}`.execute(
    tx,
  )
  return rows[0]?.object_id
}

export async function patientOf(tx: Tx, reportId: string): Promise<string | undefined> {
  const found = tx.selectFrom('medical_reports').select('patient_id').where('report_id', '=', reportId)
  return (await found.executeTakeFirst())?.patient_id
}

/** Of these objects, the ones that no row knows. */
export async function unknownObjects(tx: Tx, objectIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ object_id: string }>`
    select object_id::text from unnest(${[...objectIds]}::uuid[]) as object_id
    where object_id not in (select app.objects_known(${[...objectIds]}::uuid[]))`.execute(tx)
  return rows.map((row) => row.object_id)
}
