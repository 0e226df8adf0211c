import { sayMinutes } from '../ui/time.ts'
import { w } from '../words/index.ts'
import css from './wait.module.css'

type WaitProps = { since: string; due: string; now: number }

/** How long a study has waited against the longest it may: a bar, and what is left of it in words. */
export function Wait({ since, due, now }: WaitProps) {
  const begin = Date.parse(since)
  const end = Date.parse(due)
  const used = Math.round(Math.min(1, Math.max(0, (now - begin) / Math.max(1, end - begin))) * 100)
  const left = (end - now) / 60_000
  const state = left < 0 ? 'over' : used >= 75 ? 'near' : 'calm'
  return (
    <span className={css.wait} data-state={state} title={w.triage.waitBar(used)}>
      <span className="number">
        {left < 0 ? w.triage.overdue(sayMinutes(-left)) : w.triage.dueIn(sayMinutes(left))}
      </span>
      <span className={css.bar} aria-hidden="true">
        <span style={{ width: `${used}%` }} />
      </span>
    </span>
  )
}
