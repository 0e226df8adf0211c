import { z } from 'zod'
import { id, instant, notificationPriority, notificationType, page, pageQuery } from './words.ts'

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

export const eventsQuery = z.strictObject({
  lastEventId: z.string().max(60).optional().describe('Resume after this event; the Last-Event-ID header goes before it'),
})

export type Notification = z.infer<typeof notification>
