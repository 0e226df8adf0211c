import { z } from 'zod'
import { identityState } from './reports.ts'
import { clinicalPriority, id, instant, pageQuery, probability, reportStatus, risk } from './words.ts'

/** 1 high, 2 medium, 3 not read by the AI, 4 low; clinical priority raises, nothing lowers. */
export const triageClass = z.int().min(1).max(4)

/** Why a study stands there without an AI result. */
export const notReadBadge = z.enum(['pending', 'analyzing', 'abstained', 'out_of_scope', 'failed', 'suspended'])

export const claim = z.strictObject({ doctorId: id, doctorName: z.string(), expiresAt: instant }).meta({ id: 'Claim' })
export const claimRequest = z.strictObject({ takeOver: z.boolean().optional() })

export const worklistItem = z
  .strictObject({
    reportId: id,
    patientId: id,
    patientName: z.string().nullable(),
    patientAge: z.int().nullable(),
    patientGender: z.string().nullable(),
    studyType: z.string().nullable(),
    status: reportStatus,
    riskScore: risk.nullable(),
    confidenceScore: probability.nullable(),
    riskProbability: probability.nullable(),
    analysisWithheld: z.boolean(),
    badge: notReadBadge.nullable(),
    identityState,
    clinicalPriority,
    uploadDate: instant,
    analysisDate: instant.nullable(),
    triageClass,
    dueAt: instant,
    isOverdue: z.boolean(),
    standing: z.string().describe('Why it stands here, in a few words'),
    claim: claim.nullable(),
  })
  .meta({ id: 'WorklistItem' })

export const worklistQuery = z.strictObject(pageQuery)

/** Counted no further than this: the exact length of a long list helps nobody and costs every reader. */
export const countCap = 1000
export const worklistCount = z.strictObject({ triageClass, waiting: z.int(), overdue: z.int() })

export const worklistPage = z
  .strictObject({
    items: z.array(worklistItem),
    nextCursor: z.string().nullable(),
    asOf: instant.describe('All pages of one walk judge "overdue" at this moment'),
    counts: z
      .array(worklistCount)
      .nullable()
      .describe(`By class, each number counted up to ${countCap}; only on the first page`),
  })
  .meta({ id: 'WorklistPage' })

export const worklistWhy = z
  .strictObject({
    reportId: id,
    triageClass,
    isOverdue: z.boolean(),
    waitingMinutes: z.int(),
    maxWaitMinutes: z.int(),
    dueAt: instant,
    clinicalPriority,
    riskScore: risk.nullable(),
    riskProbability: probability.nullable(),
    badge: notReadBadge.nullable(),
    ahead: z.int().describe(`Studies that stand before this one, counted up to ${countCap}`),
    sentences: z.array(z.string()),
  })
  .meta({ id: 'WorklistWhy' })

export type TriageClass = z.infer<typeof triageClass>
export type NotReadBadge = z.infer<typeof notReadBadge>
export type Claim = z.infer<typeof claim>
export type WorklistItem = z.infer<typeof worklistItem>
export type WorklistWhy = z.infer<typeof worklistWhy>
