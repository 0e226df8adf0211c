import type { NotReadBadge, Risk, TriageClass } from '@firstread/contract'

export type WorklistRow = {
  report_id: string
  patient_id: string
  patient_name: string | null
  patient_age: number | null
  patient_gender: string | null
  study_type: string | null
  status: 'pending' | 'analyzing' | 'analyzed'
  risk_score: Risk | null
  confidence_score: number | null
  risk_probability: number | null
  clinical_priority: 'routine' | 'urgent' | 'stat'
  identity_state: 'verified' | 'open'
  upload_date: Date
  analysis_date: Date | null
  triage_class: TriageClass
  due_at: Date
  branch: number
  due_key: string
  is_overdue: boolean
  waiting_minutes: number
  /** Until it is due; below zero since it was. */
  minutes_left: number
  max_wait_minutes: number
  unread_because: NotReadBadge | null
  claimed_by: string | null
  claimed_by_name: string | null
  claim_expires_at: Date | null
}

export type ClaimRow = { doctor_id: string; doctor_name: string; expires_at: Date }
/** `looked`: how many rows were looked at for it. */
export type CountRow = { triage_class: TriageClass; waiting: number; overdue: number; looked?: number }
