import { type MouseEvent, memo } from 'react'
import { paths } from '../paths.ts'
import { Icon } from '../ui/icons.tsx'
import { RiskOrBadge } from '../ui/risk.tsx'
import { Tag } from '../ui/tag.tsx'
import { w } from '../words/index.ts'
import type { Line } from './steady.ts'
import { Wait } from './wait.tsx'
import css from './worklist.module.css'

type RowProps = {
  line: Line
  me: string
  now: number
  onWhy: (reportId: string) => void
  onOpen: (line: Line) => void
  canRead: boolean
  /** Of a part of the line, a study may also be gone because it no longer fits. */
  isPart: boolean
}

/** One study that waits. Reads from left to right: how urgent, how long, who, what, why here, with whom. */
export const Row = memo(function Row({ line, me, now, onWhy, onOpen, canRead, isPart }: RowProps) {
  const name = line.patientName ?? w.domain.unnamed
  return (
    <>
      <span role="gridcell" className={css.risk}>
        <RiskOrBadge risk={line.riskScore} badge={line.badge} withheld={line.analysisWithheld} />
      </span>
      <span role="gridcell" className={css.waitCell}>
        {line.gone ? (
          <Tag tone="good">{isPart ? w.triage.left : w.triage.gone}</Tag>
        ) : (
          <Wait since={line.uploadDate} due={line.dueAt} now={now} />
        )}
      </span>
      <span role="gridcell" className={css.patient}>
        {/* An anchor, not the router's link: thirty of those with their listeners are what scrolling would wait for. */}
        <a
          href={(canRead ? paths.read : paths.study).replace('$reportId', line.reportId)}
          className={css.name}
          tabIndex={-1}
          onClick={(event) => isPlain(event) && onOpen(line)}
        >
          {name}
        </a>
        <span className={css.small}>
          {[
            line.patientAge === null ? '' : w.domain.years(line.patientAge),
            w.domain.gender[line.patientGender ?? ''] ?? '',
          ]
            .filter(Boolean)
            .join(', ')}
          {line.isNew && <Tag tone="info">{w.triage.isNew}</Tag>}
          {line.identityState === 'open' && <Tag tone="warn">{w.domain.identityOpen}</Tag>}
        </span>
      </span>
      <span role="gridcell" className={css.study}>
        <span className={css.cut}>{line.studyType ?? w.domain.study}</span>
        {line.clinicalPriority !== 'routine' && <Tag tone="bad">{w.domain.priority[line.clinicalPriority]}</Tag>}
      </span>
      <span role="gridcell" className={css.why}>
        <button type="button" tabIndex={-1} className={css.whyButton} onClick={() => onWhy(line.reportId)}>
          <span className={css.cut}>{reasonOf(line.standing)}</span>
          <Icon name="help" size={14} />
        </button>
      </span>
      <span role="gridcell" className={css.claim}>
        {line.claim && (
          <Tag tone={line.claim.doctorId === me ? 'good' : 'info'}>
            <Icon name="user" size={12} />
            <span className={css.cut}>{line.claim.doctorId === me ? w.triage.mine : line.claim.doctorName}</span>
          </Tag>
        )}
      </span>
    </>
  )
})

/** With Control, Shift or another button the browser opens a tab or window, as everywhere. */
function isPlain(event: MouseEvent): boolean {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return false
  event.preventDefault()
  return true
}

/** The server's words begin with the time that is left, which stands beside them already. */
const reasonOf = (standing: string) => {
  const reason = standing.split(', ').slice(1).join(', ') || standing
  return reason.charAt(0).toUpperCase() + reason.slice(1)
}
