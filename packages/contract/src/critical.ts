import { z } from 'zod'
import { id, instant, page, pageQuery, role } from './words.ts'

/** How a critical result arrived: a doctor read it here and takes it on, or somebody outside was told of it. */
export const criticalHow = z.enum(['seen_here', 'phone', 'in_person', 'message'])
const text = (most: number) => z.string().trim().min(1).max(most)

export const criticalResult = z
  .strictObject({
    reviewId: id,
    reportId: id,
    patientId: id,
    patientName: z.string().nullable(),
    studyType: z.string().nullable(),
    signedBy: id,
    signedByName: z.string().nullable(),
    begunAt: instant,
    dueAt: instant.describe('When everybody is told again unless it is acknowledged'),
    escalations: z.int(),
    escalatedAt: instant.nullable(),
    tellings: z
      .array(
        z.strictObject({
          round: z.int().describe('0 at the signature, then each escalation'),
          toldAt: instant,
          how: z.enum(['in_app']),
          people: z.array(z.strictObject({ userId: id, name: z.string(), role })),
        }),
      )
      .describe('Whom Firstread told; doctors and techs only'),
    acknowledgement: z
      .strictObject({
        acknowledgedBy: id,
        acknowledgedByName: z.string().nullable(),
        acknowledgedAt: instant,
        how: criticalHow,
        toldWhom: z.string().nullable(),
        toldAt: instant.nullable(),
        note: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'CriticalResult' })

export const criticalPage = page(criticalResult)
export const criticalQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(['open', 'acknowledged']).default('open'),
  reportId: id.optional(),
})

const notes = { note: text(2000).optional() }
export const acknowledgement = z
  .discriminatedUnion('how', [
    z.strictObject({ how: z.literal('seen_here'), ...notes }),
    z.strictObject({
      how: z.enum(['phone', 'in_person', 'message']),
      toldWhom: text(200).describe('Who outside Firstread was told and confirmed it'),
      toldAt: instant.describe('Not in the future'),
      ...notes,
    }),
  ])
  .meta({ id: 'Acknowledgement' })

export type CriticalHow = z.infer<typeof criticalHow>
export type CriticalResult = z.infer<typeof criticalResult>
export type CriticalQuery = z.infer<typeof criticalQuery>
export type Acknowledgement = z.infer<typeof acknowledgement>
