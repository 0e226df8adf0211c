import { z } from 'zod'

/** The field's words, shared by server, clients and tests; the same lists stand in the database's checks. */
export const role = z.enum(['patient', 'radiologist', 'doctor', 'tech'])
export const reportStatus = z.enum(['pending', 'analyzing', 'analyzed', 'reviewed', 'archived'])
export const risk = z.enum(['low', 'medium', 'high'])
export const urgency = z.enum(['routine', 'follow_up', 'urgent', 'critical'])
export const imageType = z.enum(['xray', 'ct_scan', 'mri'])
export const clinicalPriority = z.enum(['routine', 'urgent', 'stat'])
export const analysisOutcome = z.enum(['read', 'abstained', 'out_of_scope', 'failed'])
export const notificationType = z.enum(['new_report', 'urgent_case', 'review_complete', 'system_alert'])
export const notificationPriority = z.enum(['low', 'normal', 'high', 'urgent'])

export const id = z.uuid()
/** ISO 8601, UTC. */
export const instant = z.iso.datetime()
export const day = z.iso.date()
export const probability = z.number().min(0).max(1)

export const problemDocument = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string(),
    errors: z.array(z.strictObject({ item: z.string(), code: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem document with a stable code' })

/** `?limit=&cursor=`; a page answers `{items, nextCursor}`, nextCursor null on the last. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(25),
  cursor: z.string().max(2000).optional(),
}
export const page = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() })

export type Role = z.infer<typeof role>
export type ReportStatus = z.infer<typeof reportStatus>
export type Risk = z.infer<typeof risk>
