import { randomUUID } from 'node:crypto'
import type pg from 'pg'

export type ReportOptions = {
  patient: { id: string; name?: string }
  radiologist?: { id: string; name?: string }
  status?: 'pending' | 'analyzing' | 'analyzed' | 'reviewed' | 'archived'
  risk?: 'low' | 'medium' | 'high' | null
  confidence?: number
  uploadedAt?: Date
  priority?: 'routine' | 'urgent' | 'stat'
}

/** A report that went its way without us watching. Triggers are on: due_at and triage_class are the real ones. */
export async function insertReport(admin: pg.Client, options: ReportOptions): Promise<{ id: string }> {
  const id = randomUUID()
  const status = options.status ?? 'pending'
  const uploadedAt = options.uploadedAt ?? new Date()
  await admin.query(
    `insert into medical_reports (report_id, patient_id, radiologist_id, patient_name, radiologist_name, study_type, status,
       risk_score, confidence_score, upload_date, analysis_date, clinical_priority)
     values ($1, $2, $3, $4, $5, 'Chest X-ray', $6, $7, $8, $9, $10, $11)`,
    [
      id,
      options.patient.id,
      options.radiologist?.id ?? null,
      options.patient.name ?? 'Test Patient',
      options.radiologist?.name ?? null,
      status,
      options.risk ?? null,
      options.confidence ?? (options.risk ? 0.9 : null),
      uploadedAt,
      ['pending', 'analyzing'].includes(status) ? null : uploadedAt,
      options.priority ?? 'routine',
    ],
  )
  return { id }
}
