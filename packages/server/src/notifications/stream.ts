import { PassThrough } from 'node:stream'
import { actAs, type Caller, NotEntered } from '@firstread/database'
import type { App } from '../platform/app.ts'
import { type EventRow, eventsBetween, horizon, type Position } from './event-queries.ts'
import type { Hub } from './hub.ts'
import { writePosition } from './position.ts'

/** Events in one reading; when there are more, the next follows at once. */
const most = 200
/** Heartbeats that a browser may leave unread before the stream is given up. */
const patience = 4

export type StreamStart = { caller: Caller; userId: string; position: Position; isReset: boolean }

/**
 * The text of one `/events` answer (WHATWG HTML 9.2.6). Each reading enters as the caller anew, so it ends with the
 * session, and what they may see is decided each time.
 */
export function openStream(app: App, hub: Hub, start: StreamStart): PassThrough {
  const out = new PassThrough()
  let { position } = start
  let isReading = false
  let isWanted = false
  let missed = 0

  const stream = {
    userId: start.userId,
    wake: () => void read(),
    beat() {
      // A browser that reads nothing for a minute is gone, whatever its connection says.
      missed = out.writableNeedDrain ? missed + 1 : 0
      if (missed >= patience) out.destroy()
      else if (missed === 0) out.write(`: still here\nid: ${writePosition(position)}\n\n`)
    },
    end(reason: string) {
      if (!out.writableEnded) out.end(message('end', undefined, { reason }))
    },
  }
  const leave = hub.join(stream)
  out.once('close', leave)

  async function read(): Promise<void> {
    isWanted = true
    if (isReading) return
    isReading = true
    try {
      while (isWanted && !out.writableEnded && !out.writableNeedDrain) {
        isWanted = false
        await hub.lanes(readOnce)
      }
    } catch (error) {
      if (error instanceof NotEntered) stream.end('session-ended')
      // The database is away or busy: the next poll tries again, from the same place.
      else app.log.warn({ step: 'events', err: error }, 'events not read')
    } finally {
      isReading = false
    }
  }

  async function readOnce(): Promise<void> {
    const { until, rows } = await actAs(app.db, start.caller, async (tx) => {
      const end = await horizon(tx)
      return { until: end, rows: await eventsBetween(tx, position, end, most) }
    })
    for (const row of rows) out.write(message(row.type, positionOf(row), row.data))
    const last = rows.at(-1)
    isWanted ||= rows.length === most
    // What others were told is passed over for good, so that a quiet stream does not read it again and again.
    position = rows.length === most && last ? positionOf(last) : until
  }

  out.write('retry: 3000\n')
  out.write(message(start.isReset ? 'reset' : 'open', position, {}))
  stream.wake()
  return out
}

const positionOf = (row: EventRow): Position => ({ transaction: row.transaction_id, event: row.event_id })

function message(type: string, position: Position | undefined, data: unknown): string {
  const id = position ? `id: ${writePosition(position)}\n` : ''
  return `${id}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`
}
