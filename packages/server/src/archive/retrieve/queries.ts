import type { Tx } from '@firstread/database'
import { sql } from 'kysely'
import type { StoredInstance } from '../../peers/index.ts'
import type { Wanted } from './wanted.ts'

/**
 * What is to be sent, as far as the caller may see it, in the order in which people look through it; with the audit entry
 * of looking at it, in one statement.
 *
 * @param as  `get`, or `move to` and an AE title
 */
export async function viewWanted(tx: Tx, wanted: Wanted, as: string): Promise<StoredInstance[]> {
  const { rows } = await sql<StoredInstance>`
    with found as materialized (
      select i.object_id, i.file_size as size_bytes, d.sop_class_uid, d.sop_instance_uid, d.transfer_syntax_uid,
        d.series_instance_uid, d.instance_number, i.report_id, r.patient_id, s.series_number
      from public.dicom_studies st
      join public.medical_reports r on r.study_instance_uid = st.study_instance_uid
      join public.report_images i on i.report_id = r.report_id and i.image_format = 'DICOM'
      join public.dicom_instances d on d.image_id = i.image_id
      join public.dicom_series s on s.series_instance_uid = d.series_instance_uid
      where ${conditions(wanted)} and d.sop_class_uid is not null and d.transfer_syntax_uid is not null
    ), noted as materialized (
      select audit.write('view_study', 'report', f.report_id, array_agg(distinct f.patient_id), 'success', null,
        jsonb_build_object('as', ${as}::text, 'by', 'dimse', 'instances', count(*)))
      from found f group by f.report_id
    )
    select f.object_id, f.size_bytes, f.sop_class_uid, f.sop_instance_uid, f.transfer_syntax_uid
    from found f where (select count(*) from noted) > 0
    order by f.series_number nulls last, f.series_instance_uid, f.instance_number nulls last, f.sop_instance_uid`.execute(
    tx,
  )
  return rows
}

const columns = {
  patientIds: sql`st.patient_identifier`,
  studies: sql`st.study_instance_uid`,
  series: sql`d.series_instance_uid`,
  instances: sql`d.sop_instance_uid`,
} as const satisfies Record<keyof Wanted, unknown>

const conditions = (wanted: Wanted) => {
  const given = (Object.keys(columns) as (keyof Wanted)[]).filter((name) => wanted[name].length > 0)
  return sql.join(
    given.map((name) => sql`${columns[name]} = any(${wanted[name]})`),
    sql` and `,
  )
}
