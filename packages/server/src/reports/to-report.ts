import type { Report, ReportImage } from '@firstread/contract'
import { openOptional } from '../platform/fields.ts'
import type { Keys } from '../platform/keys.ts'
import type { ImageRow, ReportRow } from './rows.ts'

export type ReportParts = Pick<Report, 'images' | 'analysis' | 'analysisWithheld' | 'reviews' | 'release' | 'result'>

/** A row and its parts as JSON. With `analysisWithheld` everything that the AI said is left out. */
export function toReport(keys: Keys, row: ReportRow, parts: ReportParts): Report {
  const said = parts.analysisWithheld ? nothingSaid : saidOf(keys, row)
  return {
    reportId: row.report_id,
    patientId: row.patient_id,
    patientName: row.patient_name,
    radiologistId: row.radiologist_id,
    radiologistName: row.radiologist_name,
    studyType: row.study_type,
    studyInstanceUid: row.study_instance_uid,
    status: row.status,
    ...said,
    uploadDate: row.upload_date.toISOString(),
    analysisDate: row.analysis_date?.toISOString() ?? null,
    dueAt: row.due_at?.toISOString() ?? null,
    clinicalPriority: row.clinical_priority,
    identityState: row.identity_state,
    patientAge: row.patient_age,
    patientGender: row.patient_gender,
    symptoms: row.symptoms,
    ...parts,
    analysis: parts.analysisWithheld ? null : parts.analysis,
  }
}

const nothingSaid = { riskScore: null, confidenceScore: null, findings: null, recommendations: null }

const saidOf = (keys: Keys, row: ReportRow) => ({
  riskScore: row.risk_score,
  confidenceScore: row.confidence_score,
  findings: openOptional(keys, { table: 'medical_reports', column: 'findings', row: row.report_id }, row.findings),
  recommendations: row.recommendations,
})

export const toImage = (row: ImageRow): ReportImage => ({
  imageId: row.image_id,
  imageType: row.image_type,
  imageFormat: row.image_format,
  width: row.width,
  height: row.height,
  frames: row.frames,
  fileSize: row.file_size,
  displayOrder: row.display_order,
  hasPixels: row.has_pixels,
  transferSyntaxUid: row.transfer_syntax_uid,
  photometricInterpretation: row.photometric_interpretation,
  bitsAllocated: row.bits_allocated,
  url: `/api/v1/reports/${row.report_id}/images/${row.image_id}`,
})
