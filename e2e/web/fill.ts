import { asAdmin, resolveDatabase } from '@firstread/database'

/**
 * Puts open studies of one patient into the database of a running Firstread, with every trigger on: all classes, half
 * of them overdue, some in each corner that the filters look into.
 */
export async function fillWorklist(home: string, patientId: string, count: number): Promise<void> {
  const { url } = await resolveDatabase({ FIRSTREAD_HOME: home })
  await asAdmin(url, async (client) => {
    await client.query(
      `insert into dicom_studies (study_instance_uid, patient_id, modalities_in_study)
       select '2.25.77' || n, $1, array[(array['DX', 'CR', 'CT', 'MR'])[1 + (n % 10) / 4 + (n % 100) / 99]] from generate_series(1, $2::int) n`,
      [patientId, count],
    )
    await client.query(
      `insert into medical_reports (patient_id, patient_name, study_type, study_instance_uid, status, risk_score, confidence_score,
         upload_date, analysis_date, clinical_priority, patient_age, patient_gender)
       select $1, (array['Ada', 'Bo', 'Cleo', 'Dimitri', 'Emre', 'Fatou', 'Guilherme', 'Hannah'])[1 + n % 8] || ' ' ||
           (array['Achterberg', 'Brandt', 'Castillo', 'Dvořák', 'Eriksson', 'Fontaine'])[1 + n % 6] || n / 1000,
         (array['Chest X-ray', 'Chest X-ray', 'CT head', 'Hand'])[1 + n % 4], '2.25.77' || n,
         case when n % 20 = 0 then 'pending' else 'analyzed' end,
         case when n % 20 = 0 or n % 33 = 0 then null when n % 13 = 0 then 'high' when n % 4 = 0 then 'medium' else 'low' end,
         case when n % 20 = 0 or n % 33 = 0 then null else 0.55 + (n % 40) / 100.0 end,
         now() - make_interval(secs => n * (172800.0 / $2::int)), case when n % 20 = 0 then null else now() end,
         case when n % 501 = 0 then 'stat' when n % 97 = 0 then 'urgent' else 'routine' end, n % 17,
         (array['female', 'male'])[1 + n % 2]
       from generate_series(1, $2::int) n`,
      [patientId, count],
    )
    await client.query('vacuum analyze medical_reports')
  })
}
