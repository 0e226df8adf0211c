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

/** Which part of the line: the same words in the query, in saved views and in the address of the page. */
const filters = {
  class: z
    .string()
    .regex(/^[1-4](,[1-4]){0,3}$/)
    .optional()
    .describe('Triage classes, such as `1,2`'),
  unread: notReadBadge.optional().describe('Why the AI has no result'),
  priority: clinicalPriority.exclude(['routine']).optional(),
  modality: z.string().trim().min(1).max(16).optional(),
  studyType: z.string().trim().min(1).max(100).optional(),
  identity: identityState.extract(['open']).optional(),
  claim: z.enum(['mine', 'free', 'others']).optional(),
}
const text = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .optional()
  .describe("Beginning of the name or of its last word, or a study's id")
export const worklistFilters = z.strictObject({ ...filters, overdue: z.boolean().optional() })
export const worklistQuery = z.strictObject({ ...pageQuery, ...filters, overdue: z.stringbool().optional(), text })
const { class: _class, ...countFilters } = filters
export const worklistCountQuery = z.strictObject({ ...countFilters, text })

/** What stands in the line now, to choose from. */
export const worklistFacets = z
  .strictObject({ modalities: z.array(z.string()), studyTypes: z.array(z.string()) })
  .meta({ id: 'WorklistFacets' })
/** More kinds than a person can choose from are not listed. */
export const facetCap = 100

export const worklistView = z
  .strictObject({ viewId: id, name: z.string(), filters: worklistFilters })
  .meta({ id: 'WorklistView' })
export const worklistViewList = z.strictObject({ items: z.array(worklistView) })
export const worklistViewBody = z.strictObject({ name: z.string().trim().min(1).max(60), filters: worklistFilters })

/** Counted no further than this: the exact length of a long list helps nobody and costs every reader. */
export const countCap = 1000
export const worklistCount = z.strictObject({ triageClass, waiting: z.int(), overdue: z.int() })
/** Asked for apart, the numbers are exact up to here in each class. */
export const exactCap = 100_000
/** With filters that no index answers together, so many studies of a class are looked at. */
export const lookCap = 10_000
export const worklistCounts = z
  .strictObject({
    counts: z.array(worklistCount),
    isCapped: z.boolean().describe('There may be more than the numbers say'),
  })
  .meta({ id: 'WorklistCounts' })

export const worklistPage = z
  .strictObject({
    items: z.array(worklistItem),
    nextCursor: z.string().nullable(),
    asOf: instant.describe('All pages of one walk judge "overdue" at this moment'),
    counts: z
      .array(worklistCount)
      .nullable()
      .describe(`By class, each number counted up to ${countCap}; only on the first page of the whole line`),
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
export type WorklistFilters = z.infer<typeof worklistFilters>
export type WorklistQuery = z.infer<typeof worklistQuery>
export type WorklistView = z.infer<typeof worklistView>
export type WorklistCounts = z.infer<typeof worklistCounts>
export type WorklistWhy = z.infer<typeof worklistWhy>
