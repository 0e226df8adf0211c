import type { CriticalHow, Role } from '@firstread/contract'

/** A critical result with what its line on the board says; told_whom and note are enc:v1. */
export type CriticalRow = {
  review_id: string
  report_id: string
  patient_id: string
  patient_name: string | null
  study_type: string | null
  signed_by: string
  signed_by_name: string | null
  begun_at: Date
  due_at: Date
  escalations: number
  escalated_at: Date | null
  acknowledged_at: Date | null
  acknowledged_by: string | null
  acknowledged_by_name: string | null
  how: CriticalHow | null
  told_whom: string | null
  told_at: Date | null
  note: string | null
  /** Exact to the microsecond, for the cursor. */
  sort_key: string
}

export type TellingRow = {
  review_id: string
  round: number
  user_id: string
  name: string
  role: Role
  told_at: Date
  how: 'in_app'
}
