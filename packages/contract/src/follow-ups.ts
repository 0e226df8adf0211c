import { z } from 'zod'
import { day, id, instant, page, pageQuery } from './words.ts'

export const followUp = z
  .strictObject({
    reviewId: id,
    reportId: id,
    patientId: id,
    patientName: z.string().nullable(),
    studyType: z.string().nullable(),
    askedBy: id,
    askedByName: z.string().nullable(),
    openedAt: instant,
    dueOn: day.nullable().describe('null: a day has still to be found'),
    isOverdue: z.boolean().describe('Open, and the day has passed (UTC)'),
    recommendedAction: z.string().nullable().describe('What the review recommends'),
    closure: z
      .strictObject({
        closedBy: id,
        closedByName: z.string().nullable(),
        closedAt: instant,
        evidence: z.string().nullable(),
        evidenceReportId: id.nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'FollowUp' })

export const followUpPage = page(followUp)
export const followUpQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(['open', 'closed']).default('open'),
  reportId: id.optional(),
})

export const followUpClosure = z
  .strictObject({
    evidence: z.string().trim().min(1).max(5000).optional().describe('What shows that it is done'),
    evidenceReportId: id.optional().describe('A later study of the same patient'),
  })
  .refine((given) => given.evidence !== undefined || given.evidenceReportId !== undefined, {
    path: ['evidence'],
    message: 'say what shows it, or name a later study',
  })
  .meta({ id: 'FollowUpClosure' })

export type FollowUp = z.infer<typeof followUp>
export type FollowUpQuery = z.infer<typeof followUpQuery>
export type FollowUpClosure = z.infer<typeof followUpClosure>
