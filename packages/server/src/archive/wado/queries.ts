import { type RawBuilder, sql } from 'kysely'

/** Where an instance is in its study; all three must agree. */
export type InstancePath = { study: string; series: string; instance: string }

/** An instance that the caller may see, and where its parts lie. */
export type StoredInstance = {
  study_instance_uid: string
  series_instance_uid: string
  sop_instance_uid: string
  image_id: string
  report_id: string
  patient_id: string
  object_id: string
  size_bytes: number
  has_pixels: boolean
  frames: number
  rows: number | null
  columns: number | null
  transfer_syntax_uid: string
  /** first 16 hexadecimal digits of the file's SHA-256 */
  digest: string
  pixel_data_offset: number | null
  pixel_data_length: number | null
  frame_bytes: number | null
}

const columns = sql`r.study_instance_uid, d.series_instance_uid, d.sop_instance_uid, i.image_id, i.report_id, r.patient_id,
  i.object_id, i.file_size as size_bytes, i.has_pixels, i.frames, d.rows, d.columns, coalesce(d.transfer_syntax_uid, '') as transfer_syntax_uid,
  left(encode(d.sha256, 'hex'), 16) as digest, d.pixel_data_offset, d.pixel_data_length, d.frame_bytes`

/** Films that came as JPEG or PNG are no DICOM objects: DICOMweb does not know them. */
const tables = sql`public.dicom_instances d
  join public.report_images i on i.image_id = d.image_id and i.image_format = 'DICOM'
  join public.medical_reports r on r.report_id = i.report_id`

/** An instance with what was asked of it besides: the text of its metadata, or the places of its bulk values. */
export type Viewed = StoredInstance & {
  metadata: string | null
  bulk: { path: string; offset: number; length: number }[] | null
}

/**
 * One instance and the audit entry of looking at it, in one statement.
 *
 * @param as  what is looked at: `dicom`, `metadata`, `frames`, `rendered`, …
 */
export const viewedInstance = ({ study, series, instance }: InstancePath, as: string) => sql<Viewed>`
  with found as materialized (
    select ${columns}, ${as === 'bulkdata' ? sql`d.bulk` : sql`null::jsonb as bulk`},
      ${as === 'metadata' ? sql`d.metadata::text as metadata` : sql`null::text as metadata`}
    from ${tables}
    where d.sop_instance_uid = ${instance} and d.series_instance_uid = ${series} and r.study_instance_uid = ${study}
  ), noted as materialized (
    select audit.write('view_image', 'image', f.image_id, array[f.patient_id], 'success', null,
      jsonb_build_object('reportId', f.report_id, 'as', ${as}::text, 'by', 'dicomweb')) from found f
  )
  select f.* from found f cross join noted`

/** The instances of a study, or of one of its series, or one; several reports of a study are one study here. */
type Many = { study: string; series?: string | undefined; instance?: string | undefined }

/** In the order in which people look through them. */
const inOrder = sql`order by f.series_number nulls last, f.series_instance_uid, f.instance_number nulls last, f.sop_instance_uid`
const of = ({ study, series, instance }: Many) =>
  sql`r.study_instance_uid = ${study}${series === undefined ? sql`` : sql` and d.series_instance_uid = ${series}`}${
    instance === undefined ? sql`` : sql` and d.sop_instance_uid = ${instance}`
  }`

export const viewedInstances = (many: Many, as: string) => listed<StoredInstance>(many, as, columns, sql`f.*`)

/** An instance with the places of its bulk values, and the element that its pixels are. */
export type Valued = StoredInstance & Pick<Viewed, 'bulk'> & { pixel_tag: string }

export function viewedValues(many: Many, as: string): RawBuilder<Valued> {
  const values = sql`${columns}, d.bulk, case when d.metadata ? '7FE00008' then '7FE00008'
    when d.metadata ? '7FE00009' then '7FE00009' else '7FE00010' end as pixel_tag`
  return listed<Valued>(many, as, values, sql`f.*`)
}

export type MetadataRow = { series_instance_uid: string; sop_instance_uid: string; digest: string; metadata: string }

export function viewedMetadata(many: Many): RawBuilder<MetadataRow> {
  const wanted = sql`d.series_instance_uid, d.sop_instance_uid, left(encode(d.sha256, 'hex'), 16) as digest, d.metadata,
    i.report_id, r.patient_id`
  const shown = sql`f.series_instance_uid, f.sop_instance_uid, f.digest, f.metadata::text as metadata`
  return listed<MetadataRow>(many, 'metadata', wanted, shown)
}

/** One audit entry for all of them, beside the rows that it is about. */
const listed = <Row>(many: Many, as: string, wanted: RawBuilder<unknown>, shown: RawBuilder<unknown>) => sql<Row>`
    with found as materialized (
      select ${wanted}, s.series_number, d.instance_number
      from ${tables} join public.dicom_series s on s.series_instance_uid = d.series_instance_uid where ${of(many)}
    ), noted as materialized (
      select audit.write('view_study', 'report', (array_agg(f.report_id))[1], array_agg(distinct f.patient_id), 'success', null,
        jsonb_build_object('as', ${as}::text, 'by', 'dicomweb', 'series', ${many.series ?? null}::text, 'instance', ${many.instance ?? null}::text,
          'instances', count(*)))
      from found f having count(*) > 0
    )
    select ${shown} from found f cross join noted ${inOrder}`
