import { z } from 'zod'
import { day, id, instant, risk, urgency } from './words.ts'

const text = (most: number) => z.string().trim().min(1).max(most)

export const medication = z.strictObject({
  name: text(200),
  dose: text(100).optional(),
  frequency: text(100).optional(),
  duration: text(100).optional(),
})

/** What the doctor says to each finding of the AI, and what the AI did not see. */
export const findingMark = z.discriminatedUnion('mark', [
  z.strictObject({ mark: z.enum(['agree', 'disagree']), index: z.int().min(0).max(999) }),
  z.strictObject({ mark: z.literal('missed'), type: text(100), location: text(200) }),
])

/** The seed's fields of a review, each of which a draft may leave open. null empties a field, absence keeps it. */
const fields = {
  reviewNotes: text(20_000).nullable(),
  clinicalFindings: text(20_000).nullable(),
  confirmedAiDiagnosis: z.boolean().nullable().describe('Computed at signing from the assessments when not given'),
  aiAccuracyRating: z.int().min(1).max(5).nullable(),
  doctorRiskAssessment: risk.nullable(),
  urgencyLevel: urgency.nullable(),
  recommendedAction: text(5000).nullable(),
  followUpRequired: z.boolean(),
  followUpDate: day.nullable(),
  treatmentPlan: text(20_000).nullable(),
  medicationPrescribed: z.array(medication).max(50).nullable(),
  firstOpinion: risk.nullable().describe('The assessment before the AI was shown; once saved it stays'),
  findingMarks: z.array(findingMark).max(200),
}

export const reviewDraft = z
  .strictObject(fields)
  .partial()
  .refine((draft) => !(draft.followUpDate && draft.followUpRequired === false), {
    path: ['followUpDate'],
    message: 'a follow-up date needs followUpRequired',
  })
  .meta({ id: 'ReviewDraft' })

export const reviewState = z.enum(['draft', 'signed', 'expired'])

export const addendum = z
  .strictObject({ addendumId: id, doctorId: id, text: z.string(), createdAt: instant })
  .meta({ id: 'Addendum' })
export const addendumDraft = z.strictObject({ text: text(20_000) })

/** A review as its reader may see it: the fields marked optional are not for patients and absent there. */
export const review = z
  .strictObject({
    reviewId: id,
    reportId: id,
    doctorId: id,
    doctorName: z.string().nullable(),
    state: reviewState,
    ...fields,
    reviewNotes: fields.reviewNotes.optional(),
    confirmedAiDiagnosis: fields.confirmedAiDiagnosis.optional(),
    aiAccuracyRating: fields.aiAccuracyRating.optional(),
    firstOpinion: fields.firstOpinion.optional(),
    findingMarks: fields.findingMarks.optional(),
    reviewedAt: instant.nullable(),
    createdAt: instant.optional(),
    updatedAt: instant.optional(),
    addenda: z.array(addendum),
  })
  .meta({ id: 'Review' })

export const reviews = z.strictObject({ items: z.array(review) })

/** Signing what another doctor has signed since the draft was begun has to be meant. */
export const signRequest = z.strictObject({ furtherReview: z.boolean().optional() })

export type ReviewDraft = z.infer<typeof reviewDraft>
export type Review = z.infer<typeof review>
export type Addendum = z.infer<typeof addendum>
