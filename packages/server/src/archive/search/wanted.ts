import type { Principal } from '@firstread/database'
import type { DicomJson } from '@firstread/dicom'
import type { Access } from './access.ts'
import type { Condition } from './condition-queries.ts'
import type { Level } from './keys.ts'

/** One answer before it is one. Fields of levels that are not shown are not there. */
export type Row = {
  patient_id: string
  arrival: number
  study_instance_uid: string
  study_attributes: DicomJson | null
  modalities: string[]
  sop_classes: string[]
  study_series: number
  study_instances: number
  series_instance_uid: string
  series_attributes: DicomJson | null
  series_instances: number
  sop_instance_uid: string
  sop_class_uid: string | null
  transfer_syntax_uid: string | null
  instance_number: number | null
  rows: number | null
  columns: number | null
  number_of_frames: number | null
  bits_allocated: DicomJson[string] | null
  metadata: DicomJson | null
}
/** Which levels' attributes an answer needs; `header` is the whole header of each instance. */
export type Parts = { study: boolean; series: boolean; header: boolean }

/** For whom a search is written. */
export type Asking = Pick<Principal, 'userId' | 'role'>

export type Wanted = {
  who: Asking
  level: Exclude<Level, 'patient'>
  access: Access
  conditions: Condition[]
  limit: number
  offset: number
  shown: Parts
}
