import type { Review } from '@firstread/contract'

/** A review as its reader's grants give it: a patient's row lacks the columns marked optional. Texts are enc:v1. */
export type ReviewRow = {
  review_id: string
  report_id: string
  doctor_id: string
  doctor_name: string | null
  state: 'draft' | 'signed' | 'expired'
  clinical_findings: string | null
  doctor_risk_assessment: Review['doctorRiskAssessment']
  urgency_level: Review['urgencyLevel']
  recommended_action: string | null
  follow_up_required: boolean
  follow_up_date: string | null
  treatment_plan: string | null
  medication_prescribed: Review['medicationPrescribed']
  reviewed_at: Date | null
  review_notes?: string | null
  confirmed_ai_diagnosis?: boolean | null
  ai_accuracy_rating?: number | null
  first_opinion?: 'low' | 'medium' | 'high' | null
  finding_marks?: NonNullable<Review['findingMarks']>
  created_at?: Date
  updated_at?: Date
}

/** An own review with what deciding about it needs. */
export type OwnReviewRow = ReviewRow & {
  confirmed_ai_diagnosis: boolean | null
  first_opinion: 'low' | 'medium' | 'high' | null
  created_at: Date
  is_outlived: boolean
}

export type AddendumRow = {
  addendum_id: string
  review_id: string
  doctor_id: string
  addendum_text: string
  created_at: Date
}

/** What the AI had said at signing; all null when it had said nothing. */
export type AiSeen = {
  modelId: string | null
  modelVersion: string | null
  outcome: string | null
  riskCategory: 'low' | 'medium' | 'high' | null
  probabilities: { low: number; medium: number; high: number } | null
}
