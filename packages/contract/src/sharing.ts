import { z } from 'zod'
import { patientResult } from './reports.ts'
import { addendum, review } from './review.ts'
import { id, instant, risk } from './words.ts'

/** How long a result may be shared, days. */
export const shareDays = z.literal([1, 7, 30])
export const shareRequest = z.strictObject({
  label: z.string().trim().min(1).max(80).describe('For whom; only the patient sees it'),
  days: shareDays.default(7),
  allowsPictures: z.boolean().default(false).describe('The original pictures may be taken away, too'),
})

/** What a patient shares, without its secrets. */
export const share = z
  .strictObject({
    shareId: id,
    reportId: id,
    studyType: z.string().nullable(),
    uploadDate: instant,
    label: z.string(),
    allowsPictures: z.boolean(),
    createdAt: instant,
    expiresAt: instant,
    state: z.enum(['open', 'expired', 'revoked', 'wrong-codes']).describe('wrong-codes: closed after five of them'),
    openedCount: z.int(),
    lastOpenedAt: instant.nullable(),
  })
  .meta({ id: 'Share' })
export const shareList = z.strictObject({
  items: z.array(share).describe('All that are open, and the twenty that ended last; the newest first'),
  isAllowed: z.boolean().describe('false: sharing is switched off in this house, also for what was shared before'),
})
/** Said once: the server keeps neither. */
export const newShare = z
  .strictObject({
    share,
    link: z.string().describe('Relative to this server. The secret is its fragment, which no browser sends anywhere'),
    code: z.string().describe('Eight characters; to be told in another way than the link'),
  })
  .meta({ id: 'NewShare' })

/** Both in the body: neither stands in an address or a log. */
export const openShareRequest = z.strictObject({
  token: z.string().min(1).max(200).describe('What stands behind # in the link'),
  code: z.string().min(1).max(40).describe('Spaces, hyphens and small letters do not matter'),
})
export const openedShare = z.strictObject({ shareId: id }).meta({ id: 'OpenedShare' })

const sharedImage = z.strictObject({
  imageId: id,
  width: z.int().nullable(),
  height: z.int().nullable(),
  hasPixels: z.boolean(),
  url: z.string().describe('Its picture is at …/rendered'),
})
const sharedReview = review
  .pick({
    reviewId: true,
    clinicalFindings: true,
    recommendedAction: true,
    treatmentPlan: true,
    medicationPrescribed: true,
    reviewedAt: true,
  })
  .extend({ addenda: z.array(addendum.omit({ doctorId: true })) })
/** What the patient reads of it at this moment. No word and no number of a model. */
export const sharedResult = z
  .strictObject({
    shareId: id,
    patientName: z.string().nullable(),
    studyType: z.string().nullable(),
    uploadDate: instant,
    expiresAt: instant,
    allowsPictures: z.boolean(),
    assessment: risk.nullable().describe('Of the doctor who signed'),
    result: patientResult,
    reviews: z.array(sharedReview),
    images: z.array(sharedImage),
  })
  .meta({ id: 'SharedResult' })
export const sharedImageQuery = z.strictObject({
  maxSide: z.coerce.number().int().min(16).max(20_000).optional().describe('Longest side in pixels'),
})

export type ShareRequest = z.infer<typeof shareRequest>
export type Share = z.infer<typeof share>
export type SharedResult = z.infer<typeof sharedResult>
