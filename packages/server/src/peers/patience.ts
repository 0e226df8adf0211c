import { type Trouble, troubles } from './trouble.ts'

const minute = 60
/** Seconds after the first, second, … failed attempt: soon at first, then for a day. */
const pauses = [10, 30, minute, 5 * minute, 15 * minute, ...Array<number>(24).fill(60 * minute)] as const

export type Verdict = { state: 'sent' } | { state: 'failed' } | { state: 'waiting'; afterSeconds: number }

/** What becomes of a delivery after an attempt. @param attempts  this one included */
export function verdictOn(attempts: number, trouble: Trouble | undefined): Verdict {
  if (trouble === undefined) return { state: 'sent' }
  const afterSeconds = pauses[attempts - 1]
  if (!troubles[trouble].mayPass || afterSeconds === undefined) return { state: 'failed' }
  return { state: 'waiting', afterSeconds }
}

/** Results are written by a job of their own, soon after the analysis. Then what there is goes out without them. */
export const waitsForResults = (attempts: number): boolean => attempts < 5
