import type { Tx } from '@firstread/database'
import { sql } from 'kysely'

export type DueMail = { notification_id: string; address: string; name: string; is_urgent: boolean }

/** Puts new notices into the line and takes what is due; what is taken is nobody else's for ten minutes. */
export async function takeMail(tx: Tx, most: number): Promise<DueMail[]> {
  await sql`select app.queue_mail()`.execute(tx)
  const { rows } = await sql<DueMail>`select * from app.take_mail(${most})`.execute(tx)
  return rows
}

/** @param error  the mail server's code, or null when it took the mail */
export async function mailDone(tx: Tx, notificationId: string, error: string | null): Promise<void> {
  await sql`select app.mail_done(${notificationId}, ${error})`.execute(tx)
}
