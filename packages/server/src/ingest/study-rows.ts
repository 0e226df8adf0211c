import { jsonKey } from '@firstread/dicom'
import { cleanText } from './clean.ts'
import { folded, type InstanceDraft, type SeriesDraft, type StudyDraft } from './study.ts'

/** A row of dicom_studies, for app.intake_store: a new study, with what it is counted by. */
export const studyRow = (study: StudyDraft, fresh: readonly InstanceDraft[], patientId: string) => ({
  study_instance_uid: study.uid,
  patient_id: patientId,
  study_date: study.date,
  study_time: study.time,
  study_id: study.id,
  accession_number: study.accessionNumber,
  study_description: study.description,
  study_description_folded: folded(study.description),
  referring_physician_name: study.referringPhysician,
  referring_physician_folded: folded(study.referringPhysician),
  modalities_in_study: study.modalities,
  sop_classes_in_study: classesOf(fresh),
  number_of_series: new Set(fresh.map(({ seriesUid }) => seriesUid)).size,
  number_of_instances: fresh.length,
  patient_name: study.patient.name,
  patient_name_folded: folded(study.patient.name),
  patient_identifier: study.patient.id,
  patient_identifier_issuer: study.patient.issuer,
  patient_birth_date: study.patient.birthDate,
  patient_sex: study.patient.sex,
  attributes: study.attributes,
})

/** As the instances' own column holds them. */
function classesOf(fresh: readonly InstanceDraft[]): string[] {
  const classes = fresh.flatMap(({ arrival: { checked } }) =>
    checked.format === 'DICOM' ? (cleanText(checked.inspection.sopClassUid, 64) ?? []) : [],
  )
  return [...new Set(classes)].sort()
}

/** Rows of dicom_series: those that have something new, with how much. */
export function seriesRows(study: StudyDraft, fresh: readonly InstanceDraft[]) {
  const wanted = Map.groupBy(fresh, ({ seriesUid }) => seriesUid)
  return study.series
    .filter(({ uid }) => wanted.has(uid))
    .map((one) => ({ ...seriesRow(one, study.uid), number_of_instances: wanted.get(one.uid)?.length ?? 0 }))
}

const requests = jsonKey('RequestAttributesSequence')

const seriesRow = (one: SeriesDraft, studyUid: string) => ({
  series_instance_uid: one.uid,
  study_instance_uid: studyUid,
  modality: one.modality,
  series_number: one.number,
  series_description: one.description,
  body_part_examined: one.bodyPart,
  view_position: one.viewPosition,
  laterality: one.laterality,
  performed_procedure_step_start_date: one.stepDate,
  performed_procedure_step_start_time: one.stepTime,
  request_attributes: one.attributes[requests]?.Value,
  attributes: one.attributes,
})
