import type { NotReadBadge } from '@firstread/contract'
import type { WorklistRow } from './rows.ts'

/** Why a study has no AI result. A badge never moves a study down: not read stands before low. */
export const badgeSentences = {
  pending: 'The AI has not looked at it yet.',
  analyzing: 'The AI is reading it now.',
  abstained: 'The AI was not sure enough to say anything.',
  out_of_scope: 'The AI was not made for this kind of study.',
  failed: 'The AI tried and failed.',
  suspended: 'The AI model for this kind of study is suspended.',
} as const satisfies Record<NotReadBadge, string>

const priorityWords = { routine: undefined, urgent: 'marked urgent', stat: 'marked stat' } as const

/** Minutes as a person says them. */
export function duration(minutes: number): string {
  const whole = Math.abs(Math.round(minutes))
  if (whole < 60) return `${whole} min`
  const hours = Math.floor(whole / 60)
  return hours < 48 ? `${hours} h ${whole % 60} min` : `${Math.floor(hours / 24)} days`
}

const dueWords = ({ is_overdue, minutes_left }: WorklistRow) =>
  is_overdue ? `overdue by ${duration(minutes_left)}` : `due in ${duration(minutes_left)}`

/** A few words beside the row: what decided its place. Withheld, the class goes by its number. */
export function standingOf(row: WorklistRow, withheld: boolean): string {
  const reason = withheld ? `class ${row.triage_class}` : reasonOf(row)
  return [dueWords(row), reason, priorityWords[row.clinical_priority]].filter(Boolean).join(', ')
}

/** Before any raising by clinical priority: what the AI itself said, or that it said nothing. */
const reasonOf = (row: WorklistRow) => (row.risk_score ? `${row.risk_score} risk by the AI` : 'not read by the AI')

const ordinal = (n: number) =>
  n === 1 ? 'It is the next one.' : `${n - 1} ${n === 2 ? 'study stands' : 'studies stand'} before it.`

/** The whole reason, sentence by sentence, in the order of the rule: overdue, class, waiting time, place. */
export function whySentences(row: WorklistRow, ahead: number, cap: number, withheld: boolean): string[] {
  const badge = row.unread_because
  const said = row.risk_score
    ? withheld
      ? 'What the AI said is shown once your own first opinion is saved.'
      : `The AI put it at ${row.risk_score} risk${row.risk_probability === null ? '' : ` (calibrated probability ${row.risk_probability.toFixed(2)})`}.`
    : badge
      ? badgeSentences[badge]
      : ''
  return [
    row.is_overdue
      ? `It is overdue by ${duration(row.minutes_left)}; overdue studies stand before all others.`
      : `It is due in ${duration(row.minutes_left)}.`,
    said,
    row.clinical_priority === 'routine' ? '' : `It is marked ${row.clinical_priority}, which raised it.`,
    `It stands in class ${row.triage_class}, where nobody should wait longer than ${duration(row.max_wait_minutes)}; it has waited ${duration(row.waiting_minutes)}.`,
    row.identity_state === 'open' ? 'Whose study it is has not been confirmed yet.' : '',
    ahead >= cap ? `At least ${cap} studies stand before it.` : ordinal(ahead + 1),
  ].filter((sentence) => sentence !== '')
}
