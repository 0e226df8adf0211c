import { expect, test } from 'vitest'
import { isOverdue, type Waiting } from './watch.ts'

const timers = { artimMs: 30_000, requestMs: 30_000, idleMs: 60_000, responseMs: 120_000, connectMs: 10_000 }
const quiet: Waiting = {
  blockedSince: undefined,
  isOurTurn: false,
  isInsideMessage: false,
  isAnswerDue: false,
  isWorking: false,
  since: 0,
}

test.each<[string, Partial<Waiting>, number | undefined]>([
  ['between messages it may be idle', {}, 60_000],
  ['what has begun must go on', { isInsideMessage: true }, 30_000],
  ['also while an earlier request is worked on', { isInsideMessage: true, isWorking: true }, 30_000],
  ['an answer may take its time', { isAnswerDue: true }, 120_000],
  ['a peer that waits for us is never late', { isWorking: true }, undefined],
  ['nor one whose bytes we do not take', { isOurTurn: true, isInsideMessage: true }, undefined],
  ['it must take what we send', { blockedSince: 0, isWorking: true, isOurTurn: true }, 30_000],
])('how long a peer may be silent: %s', (_name, waiting, most) => {
  const at = (now: number) => isOverdue({ ...quiet, ...waiting }, timers, now)
  if (most === undefined) expect(at(Number.MAX_SAFE_INTEGER)).toBe(false)
  else expect([at(most), at(most + 1)]).toEqual([false, true])
})
