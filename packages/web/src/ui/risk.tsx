import type { WorklistItem } from '@firstread/client'
import { w } from '../words/index.ts'
import { Icon } from './icons.tsx'
import css from './risk.module.css'

export type Risk = 'low' | 'medium' | 'high'
type Badge = NonNullable<WorklistItem['badge']>

/** A risk by shape, word and colour: any one of the three would do. */
export function RiskMark({ risk, long }: { risk: Risk; long?: boolean }) {
  return (
    <span className={css.mark} data-risk={risk}>
      <Icon name={risk} size={12} />
      {long ? w.domain.riskLong[risk] : w.domain.risk[risk]}
    </span>
  )
}

type RiskOrBadgeProps = { risk: Risk | null; badge?: Badge | null; withheld?: boolean }

/** What the machine said, or why it said nothing. */
export function RiskOrBadge({ risk, badge, withheld }: RiskOrBadgeProps) {
  if (risk) return <RiskMark risk={risk} />
  const words = withheld ? w.domain.withheld : badge ? w.domain.badge[badge] : w.domain.notRead
  return (
    <span className={css.mark} data-risk="unread">
      <Icon name="unread" size={12} />
      {words}
    </span>
  )
}
