import type { ReviewDraft } from '@firstread/contract'
import { sealOptional } from '../platform/fields.ts'
import type { Keys } from '../platform/keys.ts'

/** Where each field of a draft is kept, and how: sealed texts, JSON, or as it is. */
export const columns = {
  reviewNotes: { column: 'review_notes', kind: 'sealed' },
  clinicalFindings: { column: 'clinical_findings', kind: 'sealed' },
  recommendedAction: { column: 'recommended_action', kind: 'sealed' },
  treatmentPlan: { column: 'treatment_plan', kind: 'sealed' },
  confirmedAiDiagnosis: { column: 'confirmed_ai_diagnosis', kind: 'plain' },
  aiAccuracyRating: { column: 'ai_accuracy_rating', kind: 'plain' },
  doctorRiskAssessment: { column: 'doctor_risk_assessment', kind: 'plain' },
  urgencyLevel: { column: 'urgency_level', kind: 'plain' },
  followUpRequired: { column: 'follow_up_required', kind: 'plain' },
  followUpDate: { column: 'follow_up_date', kind: 'plain' },
  firstOpinion: { column: 'first_opinion', kind: 'plain' },
  medicationPrescribed: { column: 'medication_prescribed', kind: 'json' },
  findingMarks: { column: 'finding_marks', kind: 'json' },
} as const satisfies Record<keyof ReviewDraft, { column: string; kind: 'sealed' | 'json' | 'plain' }>

type Value = string | number | boolean | null
export type ColumnValues = Record<string, Value>

export const placeOf = (column: string, reviewId: string) => ({ table: 'doctor_reviews', column, row: reviewId })

/** The columns that a draft sets: null empties one, absence leaves it as it is. */
export function valuesOf(keys: Keys, reviewId: string, draft: ReviewDraft): ColumnValues {
  const values: ColumnValues = {}
  for (const [field, { column, kind }] of Object.entries(columns)) {
    const given = draft[field as keyof ReviewDraft]
    if (given === undefined) continue
    if (kind === 'sealed') values[column] = sealOptional(keys, placeOf(column, reviewId), given as string | null)
    else values[column] = kind === 'json' && given !== null ? JSON.stringify(given) : (given as Value)
  }
  return values
}

/** A date asks for a follow-up; no follow-up needs no date. */
export function withFollowUp(draft: ReviewDraft): ReviewDraft {
  if (draft.followUpRequired === false) return { ...draft, followUpDate: null }
  return draft.followUpDate ? { ...draft, followUpRequired: true } : draft
}
