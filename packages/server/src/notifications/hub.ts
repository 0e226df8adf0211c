import { Problem } from '@firstread/contract'
import { type Listener, listen } from '@firstread/database'
import type { App } from '../platform/app.ts'
import { type Lanes, openLanes } from '../platform/lanes.ts'

/** One open browser. `wake`: there may be something new. */
export type Listening = { userId: string; wake(): void; beat(): void; end(reason: string): void }
export type Hub = {
  /** Reads of all streams together, so that they never take the whole pool. */
  lanes: Lanes
  /** @throws Problem  too-many-streams, busy */
  refuseMore(userId: string): void
  /** Returns how to leave. */
  join(stream: Listening): () => void
  close(): Promise<void>
}

const limits = { perUser: 6, perProcess: 1000 }
/** In milliseconds. Polling decides; a notification only makes it sooner. */
const pace = { poll: 3000, beat: 15_000, gather: 50 }

/** The streams of this process. They share one LISTEN connection, which is open while there is a stream. */
export function openHub({ db, config }: Pick<App, 'db' | 'config'>): Hub {
  const streams = new Set<Listening>()
  let running: { stop(): Promise<void> } | undefined
  const wakeAll = () => {
    for (const stream of streams) stream.wake()
  }
  const start = () => {
    let soon: NodeJS.Timeout | undefined
    // One upload tells several people several things: gather them into one reading.
    const listener: Listener = listen(db, 'fr_events', () => {
      soon ??= setTimeout(() => {
        soon = undefined
        wakeAll()
      }, pace.gather)
    })
    const poll = setInterval(wakeAll, pace.poll)
    const beat = setInterval(() => {
      for (const stream of streams) stream.beat()
    }, pace.beat)
    const stop = () => {
      for (const timer of [soon, poll, beat]) clearTimeout(timer)
      return listener.close()
    }
    return { stop }
  }
  const halt = async () => {
    const stopping = running
    running = undefined
    await stopping?.stop()
  }
  return {
    lanes: openLanes({ width: Math.max(1, Math.floor(config.DATABASE_POOL / 4)), waiting: limits.perProcess }),
    refuseMore(userId) {
      if (streams.size >= limits.perProcess) throw new Problem('busy', undefined, { retryAfterSeconds: 10 })
      const own = [...streams].filter((stream) => stream.userId === userId).length
      if (own >= limits.perUser) throw new Problem('too-many-streams', undefined, { retryAfterSeconds: 30 })
    },
    join(stream) {
      streams.add(stream)
      running ??= start()
      return () => {
        streams.delete(stream)
        if (streams.size === 0) void halt()
      }
    },
    async close() {
      for (const stream of [...streams]) stream.end('stopping')
      await halt()
    },
  }
}
