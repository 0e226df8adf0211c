import pg from 'pg'
import type { Db } from './act-as.ts'
import { urlOf } from './open.ts'

export type Listener = { close(): Promise<void> }

/** How long to wait before connecting again after a loss, in milliseconds. */
const again = 2000

/**
 * Calls `heard` whenever something is notified on `channel`, on one connection of its own beside the pool, and connects
 * again by itself. A notification is only a hint: while the connection is away they are lost, so callers also poll.
 */
export function listen(db: Db, channel: string, heard: () => void): Listener {
  let open: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const retry = () => {
    open = undefined
    if (closed) return
    timer = setTimeout(connect, again)
    timer.unref()
  }
  const connect = async () => {
    const client = new pg.Client({ connectionString: urlOf(db), application_name: 'firstread listen', keepAlive: true })
    open = client
    let lost = false
    const lose = () => {
      if (!lost) retry()
      lost = true
    }
    client.on('error', () => undefined) // 'end' follows
    client.once('end', lose)
    client.on('notification', heard)
    try {
      await client.connect()
      await client.query(`listen ${pg.escapeIdentifier(channel)}`)
      heard() // what was notified while nobody listened
    } catch {
      // The database is away: polling goes on, and so do we.
      await client.end().catch(() => undefined)
      lose()
    }
  }
  const started = connect()
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      await started
      await open?.end().catch(() => undefined)
    },
  }
}
