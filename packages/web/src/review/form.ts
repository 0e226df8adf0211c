import type { Report, Review, ReviewDraft } from '@firstread/client'

/** A review as the form holds it: texts are never null, so that typing is simple. */
export type ReviewForm = {
  doctorRiskAssessment: Review['doctorRiskAssessment']
  urgencyLevel: Review['urgencyLevel']
  clinicalFindings: string
  recommendedAction: string
  treatmentPlan: string
  reviewNotes: string
  followUpDate: string
  aiAccuracyRating: number | null
  findingMarks: NonNullable<ReviewDraft['findingMarks']>
}
export type Change = Partial<ReviewForm>

export const emptyForm: ReviewForm = {
  doctorRiskAssessment: null,
  urgencyLevel: null,
  clinicalFindings: '',
  recommendedAction: '',
  treatmentPlan: '',
  reviewNotes: '',
  followUpDate: '',
  aiAccuracyRating: null,
  findingMarks: [],
}

export const formOf = (review: Review): ReviewForm => ({
  doctorRiskAssessment: review.doctorRiskAssessment,
  urgencyLevel: review.urgencyLevel,
  clinicalFindings: review.clinicalFindings ?? '',
  recommendedAction: review.recommendedAction ?? '',
  treatmentPlan: review.treatmentPlan ?? '',
  reviewNotes: review.reviewNotes ?? '',
  followUpDate: review.followUpDate ?? '',
  aiAccuracyRating: review.aiAccuracyRating ?? null,
  findingMarks: review.findingMarks ?? [],
})

/** The form's shape as the API's: an empty text empties the field, a date asks for a follow-up. */
export function draftOf({ followUpDate, ...change }: Change): ReviewDraft {
  const texts = Object.entries(change).map(([name, value]) => [
    name,
    typeof value === 'string' && value.trim() === '' ? null : value,
  ])
  const followUp =
    followUpDate === undefined
      ? {}
      : followUpDate
        ? { followUpDate, followUpRequired: true }
        : { followUpRequired: false }
  return { ...(Object.fromEntries(texts) as ReviewDraft), ...followUp }
}

export const ownDraftOf = (report: Report, me: string): Review | undefined =>
  report.reviews.find((review) => review.doctorId === me && review.state === 'draft')

export const isOpen = ({ status }: Pick<Report, 'status'>): boolean =>
  status === 'pending' || status === 'analyzing' || status === 'analyzed'
