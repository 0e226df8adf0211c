import { w } from '../words/index.ts'

/** The two decisions of a review and their keys; the order is the order on the keyboard. */
export const risks = () =>
  (['low', 'medium', 'high'] as const).map((value, place) => ({
    value,
    word: w.domain.risk[value],
    press: String(place + 1),
    tone: value,
  }))

const urgencyTones = { routine: 'low', follow_up: 'medium', urgent: 'medium', critical: 'high' } as const
export const urgencies = () =>
  (['routine', 'follow_up', 'urgent', 'critical'] as const).map((value, place) => ({
    value,
    word: w.domain.urgency[value],
    press: String(place + 4),
    tone: urgencyTones[value],
  }))
