import { SegmentedControl } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { currentUser } from '../../api/session.ts'
import { studyPath } from '../../paths.ts'
import { w } from '../../words/index.ts'
import css from './board.module.css'

type RowProps = {
  reportId: string
  patientName: string | null
  line: string
  /** Bad: it should have happened already. */
  tone: 'bad' | 'calm' | 'closed'
  isHere: boolean
  take: () => void
  keep: (element: HTMLElement | null) => void
  state: ReactNode
  action?: ReactNode
  children?: ReactNode
}

/** One loop: whose it is, since when, what is to be done about it. */
export function BoardRow({ reportId, patientName, line, tone, isHere, take, keep, state, action, children }: RowProps) {
  return (
    <li ref={keep} className={css.row} data-tone={tone} data-here={isHere || undefined} onPointerDown={take}>
      <div className={css.head}>
        <div className={css.who}>
          <Link to={studyPath(currentUser()?.role ?? 'doctor')} params={{ reportId }} className={css.name}>
            {patientName ?? w.domain.unnamed}
          </Link>
          <span className={css.line}>{line}</span>
        </div>
        <div className={css.state}>{state}</div>
        {action && <div className={css.action}>{action}</div>}
      </div>
      {children && <div className={css.body}>{children}</div>}
    </li>
  )
}

type SwitchProps<S extends string> = {
  label: string
  states: readonly (readonly [S, string])[]
  value: S
  change: (state: S) => void
}

export function BoardSwitch<S extends string>({ label, states, value, change }: SwitchProps<S>) {
  return (
    <SegmentedControl
      size="xs"
      aria-label={label}
      data={states.map(([state, words]) => ({ value: state, label: words }))}
      value={value}
      onChange={(state) => change(state as S)}
    />
  )
}

export const BoardList = ({ label, children }: { label: string; children: ReactNode }) => (
  <ul className={css.list} aria-label={label}>
    {children}
  </ul>
)
