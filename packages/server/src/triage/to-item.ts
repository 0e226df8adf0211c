import { countCap, type WorklistItem, type WorklistWhy } from '@firstread/contract'
import type { WorklistRow } from './rows.ts'
import { standingOf, whySentences } from './words.ts'

export function toItem(row: WorklistRow, withheld: boolean): WorklistItem {
  return {
    reportId: row.report_id,
    patientId: row.patient_id,
    patientName: row.patient_name,
    patientAge: row.patient_age,
    patientGender: row.patient_gender,
    studyType: row.study_type,
    status: row.status,
    riskScore: withheld ? null : row.risk_score,
    confidenceScore: withheld ? null : row.confidence_score,
    riskProbability: withheld ? null : row.risk_probability,
    analysisWithheld: withheld,
    badge: row.unread_because,
    identityState: row.identity_state,
    clinicalPriority: row.clinical_priority,
    uploadDate: row.upload_date.toISOString(),
    analysisDate: row.analysis_date?.toISOString() ?? null,
    triageClass: row.triage_class,
    dueAt: row.due_at.toISOString(),
    isOverdue: row.is_overdue,
    standing: standingOf(row, withheld),
    claim: claimOf(row),
  }
}

const claimOf = ({ claimed_by, claimed_by_name, claim_expires_at }: WorklistRow) =>
  claimed_by && claim_expires_at
    ? { doctorId: claimed_by, doctorName: claimed_by_name ?? '', expiresAt: claim_expires_at.toISOString() }
    : null

export function toWhy(row: WorklistRow, ahead: number, withheld: boolean): WorklistWhy {
  return {
    reportId: row.report_id,
    triageClass: row.triage_class,
    isOverdue: row.is_overdue,
    waitingMinutes: row.waiting_minutes,
    maxWaitMinutes: row.max_wait_minutes,
    dueAt: row.due_at.toISOString(),
    clinicalPriority: row.clinical_priority,
    riskScore: withheld ? null : row.risk_score,
    riskProbability: withheld ? null : row.risk_probability,
    badge: row.unread_because,
    ahead,
    sentences: whySentences(row, ahead, countCap, withheld),
  }
}
