import type { Timers } from './limits.ts'

/** What an association waits for; the first that applies has the say. Times are milliseconds since the epoch. */
export interface Waiting {
  /** when the peer stopped taking what we send */
  readonly blockedSince: number | undefined
  /** the peer waits for us: its time stands still */
  readonly isOurTurn: boolean
  readonly isInsideMessage: boolean
  readonly isAnswerDue: boolean
  /** a request of the peer is being worked on */
  readonly isWorking: boolean
  /** when the peer did something last */
  readonly since: number
}

export function isOverdue(waiting: Waiting, timers: Timers, now: number): boolean {
  const { blockedSince, since } = waiting
  if (blockedSince !== undefined) return now - blockedSince > timers.requestMs
  if (waiting.isOurTurn) return false
  if (waiting.isInsideMessage) return now - since > timers.requestMs
  if (waiting.isAnswerDue) return now - since > timers.responseMs
  return !waiting.isWorking && now - since > timers.idleMs
}

/** One look every now and then costs less than a timer set for each piece that comes. */
export function lookEvery(timers: Timers, look: () => void): () => void {
  const shortest = Math.min(timers.artimMs, timers.requestMs, timers.idleMs, timers.responseMs)
  const timer = setInterval(look, Math.min(1_000, Math.max(10, shortest / 4)))
  timer.unref()
  return () => clearInterval(timer)
}
