import { setTimeout as sleep } from 'node:timers/promises'
import type { WorkerEvents } from 'graphile-worker'

/** Whether a runner still gets answers when it asks for jobs. */
export type Pulse = { isAlive(): boolean }

/** Seven polls missed. */
const SILENT_AFTER_MS = 15_000

export const silence = new Error('the queue runner gets no jobs any more; it is replaced')

/**
 * A connection that is cut at the wrong moment stays in graphile-worker 0.18's hands: every poll fails with "not queryable",
 * its promise stays open, and no job is ever found (seen on a busy machine with pg_terminate_backend in a row). So an
 * answer counts as life, not a question. A runner whose every worker is busy asks for nothing, and is well.
 */
export function takePulse(events: WorkerEvents, concurrency: number): Pulse {
  let answered = Date.now()
  let running = 0
  events.on('worker:getJob:empty', () => {
    answered = Date.now()
  })
  events.on('job:start', () => {
    running += 1
  })
  events.on('job:complete', () => {
    running -= 1
    answered = Date.now()
  })
  return { isAlive: () => running >= concurrency || Date.now() - answered < SILENT_AFTER_MS }
}

/** Resolves with `silence` when it has fallen silent, or with nothing when nobody needs to know any more. */
export async function fallsSilent(pulse: Pulse, signal: AbortSignal): Promise<typeof silence | undefined> {
  while (!signal.aborted) {
    if (!pulse.isAlive()) return silence
    await sleep(1000, undefined, { signal }).catch(() => undefined)
  }
  return undefined
}
