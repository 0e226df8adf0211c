import type { Tx } from '@firstread/database'
import { sql } from 'kysely'

const columns = [
  'n.notification_id',
  'n.type',
  'n.priority',
  'n.title',
  'n.message',
  'n.action_url',
  'n.is_read',
  'n.read_at',
  'n.related_report_id',
  'n.created_at',
  'n.expires_at',
] as const
/** Exact to the microsecond, for the cursor: milliseconds would skip what was written within the same one. */
const exactly = sql<string>`to_char(n.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('at')

export type NotificationKey = { at: string; id: string }

/** The own ones, newest first, each with the patient of its report, for the audit entry. */
export function listNotifications(tx: Tx, unread: boolean, limit: number, last: NotificationKey | undefined) {
  let own = tx
    .selectFrom('notifications as n')
    .leftJoin('medical_reports as r', 'r.report_id', 'n.related_report_id')
    .select(columns)
    .select(['r.patient_id', exactly])
    .where((where) => where.or([where('n.expires_at', 'is', null), where('n.expires_at', '>', sql<Date>`now()`)]))
  if (unread) own = own.where('n.is_read', '=', false)
  if (last)
    own = own.where(sql<boolean>`(n.created_at, n.notification_id) < (${last.at}::timestamptz, ${last.id}::uuid)`)
  return own.orderBy('n.created_at', 'desc').orderBy('n.notification_id', 'desc').limit(limit).execute()
}
export type NotificationRow = Omit<Awaited<ReturnType<typeof listNotifications>>[number], 'patient_id' | 'at'>

/** The first reading counts. Undefined when it is not the caller's. */
export function markRead(tx: Tx, notificationId: string): Promise<NotificationRow | undefined> {
  return tx
    .updateTable('notifications as n')
    .set({ is_read: true, read_at: sql<Date>`coalesce(n.read_at, now())` })
    .where('n.notification_id', '=', notificationId)
    .returning(columns)
    .executeTakeFirst()
}

export async function markAllRead(tx: Tx): Promise<number> {
  const result = await tx
    .updateTable('notifications')
    .set({ is_read: true, read_at: sql<Date>`now()` })
    .where('is_read', '=', false)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

export type Alert = { priority: string; title: string; message: string | null }

export async function alertPerson(tx: Tx, userId: string, { priority, title, message }: Alert): Promise<number> {
  const { rows } = await sql<{ told: string | null }>`
    select app.notify(u.id, 'system_alert', ${priority}, ${title}, ${message}, null, null) as told
    from users u where u.id = ${userId} and u.is_active`.execute(tx)
  return rows.length
}

export async function alertRole(tx: Tx, role: string, { priority, title, message }: Alert): Promise<number> {
  const { rows } = await sql<{ told: number }>`
    select app.notify_role(${role}, 'system_alert', ${priority}, ${title}, ${message}, null, null) as told`.execute(tx)
  return rows[0]?.told ?? 0
}
