/** What a search can be about. `patient` exists for C-FIND only: patients as the senders name them. */
export type Level = 'patient' | 'study' | 'series' | 'instance'

/** How values of a key are matched (PS3.4 C.2.2.2), in the words of the conformance statement. */
export const kinds = {
  uid: 'single value; list of UIDs, with backslash or comma',
  code: 'single value or list; wildcards; as written',
  text: 'single value; wildcards; as written',
  folded: 'single value; wildcards; without regard to case and accents',
  name: 'single value; wildcards; without regard to case and accents; each component group for itself. Fuzzy: every word, in any order, begins a word of the name',
  date: 'single value; range, open at one end or closed',
  time: 'single value, which is a range of what it leaves open; range; with its date as one date-time in QIDO-RS and where negotiated',
  number: 'single value or list',
  codes: 'one of several values in the study; list; wildcards; as written',
} as const
export type Kind = keyof typeof kinds

export type SearchKey = {
  /** Keyword of PS3.6; inside a sequence with the sequence before it, after a point. */
  keyword: string
  level: Exclude<Level, 'patient'>
  kind: Kind
  /** `s`: dicom_studies, `r`: dicom_series, `i`: dicom_instances. Inside a sequence: the JSON key in each of its items. */
  column: string
  /** The JSON list of the sequence's items. */
  items?: string
}

/** Every key that is matched: PS3.18 Table 10.6.1-5, PS3.4 C.6.1.1 and C.6.2.1, and what viewers ask besides. */
export const searchKeys = [
  { keyword: 'StudyInstanceUID', level: 'study', kind: 'uid', column: 's.study_instance_uid' },
  { keyword: 'StudyDate', level: 'study', kind: 'date', column: 's.study_date' },
  { keyword: 'StudyTime', level: 'study', kind: 'time', column: 's.study_time' },
  { keyword: 'AccessionNumber', level: 'study', kind: 'text', column: 's.accession_number collate "C"' },
  { keyword: 'ModalitiesInStudy', level: 'study', kind: 'codes', column: 's.modalities_in_study' },
  { keyword: 'SOPClassesInStudy', level: 'study', kind: 'codes', column: 's.sop_classes_in_study' },
  { keyword: 'ReferringPhysicianName', level: 'study', kind: 'name', column: 's.referring_physician_folded' },
  { keyword: 'StudyDescription', level: 'study', kind: 'folded', column: 's.study_description_folded' },
  { keyword: 'StudyID', level: 'study', kind: 'text', column: 's.study_id collate "C"' },
  { keyword: 'PatientName', level: 'study', kind: 'name', column: 's.patient_name_folded' },
  { keyword: 'PatientID', level: 'study', kind: 'text', column: 's.patient_identifier collate "C"' },
  { keyword: 'IssuerOfPatientID', level: 'study', kind: 'text', column: 's.patient_identifier_issuer' },
  { keyword: 'PatientBirthDate', level: 'study', kind: 'date', column: 's.patient_birth_date' },
  { keyword: 'PatientSex', level: 'study', kind: 'code', column: 's.patient_sex' },
  { keyword: 'SeriesInstanceUID', level: 'series', kind: 'uid', column: 'r.series_instance_uid' },
  { keyword: 'Modality', level: 'series', kind: 'code', column: 'r.modality' },
  { keyword: 'SeriesNumber', level: 'series', kind: 'number', column: 'r.series_number' },
  { keyword: 'SeriesDescription', level: 'series', kind: 'folded', column: 'lower(r.series_description)' },
  { keyword: 'BodyPartExamined', level: 'series', kind: 'code', column: 'r.body_part_examined' },
  {
    keyword: 'PerformedProcedureStepStartDate',
    level: 'series',
    kind: 'date',
    column: 'r.performed_procedure_step_start_date',
  },
  {
    keyword: 'PerformedProcedureStepStartTime',
    level: 'series',
    kind: 'time',
    column: 'r.performed_procedure_step_start_time',
  },
  {
    keyword: 'RequestAttributesSequence.ScheduledProcedureStepID',
    level: 'series',
    kind: 'text',
    column: '00400009',
    items: 'r.request_attributes',
  },
  {
    keyword: 'RequestAttributesSequence.RequestedProcedureID',
    level: 'series',
    kind: 'text',
    column: '00401001',
    items: 'r.request_attributes',
  },
  { keyword: 'SOPInstanceUID', level: 'instance', kind: 'uid', column: 'i.sop_instance_uid' },
  { keyword: 'SOPClassUID', level: 'instance', kind: 'uid', column: 'i.sop_class_uid' },
  { keyword: 'InstanceNumber', level: 'instance', kind: 'number', column: 'i.instance_number' },
] as const satisfies readonly SearchKey[]

const byKeyword = new Map<string, SearchKey>(searchKeys.map((key) => [key.keyword, key]))
export const searchKey = (keyword: string): SearchKey | undefined => byKeyword.get(keyword)

/** Deeper levels have higher numbers: a search at one level takes the keys of those above it as well. */
export const depth: Record<Level, number> = { patient: 0, study: 1, series: 2, instance: 3 }
