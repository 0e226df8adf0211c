import {
  alertAnswer,
  alertBody,
  id,
  type Notification,
  notification,
  notificationPage,
  notificationQuery,
  Problem,
  problemDocument,
  readAllAnswer,
} from '@firstread/contract'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import type { App } from '../platform/app.ts'
import { cutPage, readCursor } from '../platform/cursor.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { eventsRoute } from './events-route.ts'
import { alertPerson, alertRole, listNotifications, markAllRead, markRead, type NotificationRow } from './queries.ts'

const tags = ['notifications']
const key = z.strictObject({ at: z.iso.datetime(), id })

export function routes(server: Server, app: App): void {
  server.get(
    '/notifications',
    {
      schema: {
        operationId: 'listNotifications',
        tags,
        summary: 'The own notifications, newest first',
        querystring: notificationQuery,
        response: { 200: notificationPage, 422: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, 'anybody', async (tx) => {
        const { unread, limit, cursor } = request.query
        const rows = await listNotifications(tx, unread ?? false, limit + 1, readCursor(key, cursor))
        const { rows: shown, nextCursor } = cutPage(rows, limit, (row) => ({ at: row.at, id: row.notification_id }))
        const patientIds = shown.flatMap((row) => row.patient_id ?? [])
        await audit(tx, { action: 'list_notifications', entityType: 'notification', patientIds })
        return { items: shown.map(toNotification), nextCursor }
      }),
  )

  server.post(
    '/notifications',
    {
      schema: {
        operationId: 'createAlert',
        tags,
        summary: 'A system alert from a tech to one person or to a role',
        body: alertBody,
        response: { 201: alertAnswer, 403: problemDocument, 404: problemDocument },
      },
    },
    async (request, reply) => {
      const { to, title, priority, message = null } = request.body
      const told = await asCaller(app, request, ['tech'], async (tx) => {
        const alert = { title, priority, message }
        const count = 'role' in to ? await alertRole(tx, to.role, alert) : await alertPerson(tx, to.userId, alert)
        if ('userId' in to && count === 0) throw new Problem('not-found')
        await audit(tx, { action: 'create_alert', entityType: 'notification', newValues: { to, priority } })
        return count
      })
      return reply.code(201).send({ told })
    },
  )

  server.post(
    '/notifications/:notificationId/read',
    {
      schema: {
        operationId: 'readNotification',
        tags,
        summary: 'Mark one as read',
        params: z.strictObject({ notificationId: id }),
        response: { 200: notification, 404: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, 'anybody', async (tx) => {
        const row = await markRead(tx, request.params.notificationId)
        if (!row) throw new Problem('not-found')
        await audit(tx, { action: 'read_notification', entityType: 'notification', entityId: row.notification_id })
        return toNotification(row)
      }),
  )

  server.post(
    '/notifications/read-all',
    {
      schema: {
        operationId: 'readAllNotifications',
        tags,
        summary: 'Mark all as read',
        response: { 200: readAllAnswer },
      },
    },
    (request) =>
      asCaller(app, request, 'anybody', async (tx) => {
        const marked = await markAllRead(tx)
        await audit(tx, { action: 'read_all_notifications', entityType: 'notification', newValues: { marked } })
        return { marked }
      }),
  )
  eventsRoute(server, app)
}

const toNotification = (row: NotificationRow): Notification => ({
  notificationId: row.notification_id,
  type: row.type as Notification['type'], // notifications_type_check
  priority: row.priority as Notification['priority'], // notifications_priority_check
  title: row.title,
  message: row.message,
  actionUrl: row.action_url,
  isRead: row.is_read,
  readAt: row.read_at?.toISOString() ?? null,
  relatedReportId: row.related_report_id,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at?.toISOString() ?? null,
})
