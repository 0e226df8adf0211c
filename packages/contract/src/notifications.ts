import { z } from 'zod'
import { id, instant, notificationPriority, notificationType, page, pageQuery, role } from './words.ts'

export const notification = z
  .strictObject({
    notificationId: id,
    type: notificationType,
    priority: notificationPriority,
    title: z.string(),
    message: z.string().nullable(),
    actionUrl: z.string().nullable(),
    isRead: z.boolean(),
    readAt: instant.nullable(),
    relatedReportId: id.nullable(),
    createdAt: instant,
    expiresAt: instant.nullable(),
  })
  .meta({ id: 'Notification' })
export const notificationPage = page(notification)
export const notificationQuery = z.strictObject({ ...pageQuery, unread: z.stringbool().optional() })
export const readAllAnswer = z.strictObject({ marked: z.int().describe('How many were unread until now') })

/** Titles and messages also leave by mail: they carry no patient data. */
export const alertBody = z.strictObject({
  to: z.union([z.strictObject({ userId: id }), z.strictObject({ role })]),
  priority: notificationPriority.default('normal'),
  title: z.string().trim().min(1).max(255),
  message: z.string().trim().max(2000).optional(),
})
export const alertAnswer = z.strictObject({ told: z.int().describe('How many people') })

export const eventsQuery = z.strictObject({
  lastEventId: z
    .string()
    .max(60)
    .optional()
    .describe('Resume after this event; the Last-Event-ID header goes before it'),
})

export type Notification = z.infer<typeof notification>
