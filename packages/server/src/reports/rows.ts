import type { ReportStatus, Risk } from '@firstread/contract'

/** A report as its reader's own source gives it: the table for staff, the portal for a patient. */
export type ReportRow = {
  report_id: string
  patient_id: string
  patient_name: string | null
  radiologist_id: string | null
  radiologist_name: string | null
  study_type: string | null
  study_instance_uid: string | null
  status: ReportStatus
  risk_score: Risk | null
  confidence_score: number | null
  findings: string | null
  recommendations: unknown
  upload_date: Date
  analysis_date: Date | null
  due_at: Date | null
  clinical_priority: 'routine' | 'urgent' | 'stat' | null
  identity_state: 'verified' | 'open' | null
  patient_age: number | null
  patient_gender: string | null
  symptoms: unknown
  /** enc:v1, only for a patient and only once released. */
  patient_text: string | null
  released_at: Date | null
  /** upload_date to the microsecond, for the cursor: a Date would cut it and skip rows. */
  upload_key: string
}

export type ImageRow = {
  image_id: string
  report_id: string
  image_type: 'xray' | 'ct_scan' | 'mri' | null
  image_format: 'JPEG' | 'PNG' | 'DICOM' | null
  width: number | null
  height: number | null
  frames: number
  file_size: number | null
  display_order: number
  has_pixels: boolean
  transfer_syntax_uid: string | null
  photometric_interpretation: string | null
  bits_allocated: number | null
}
