import type { Report } from '@firstread/client'
import { Button, CloseButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { reportQuery } from '../api/queries.ts'
import { useKeys } from '../ui/keys.ts'
import { KeyCap } from '../ui/tag.tsx'
import { sayDay } from '../ui/time.ts'
import { w } from '../words/index.ts'
import { framesOf } from './frames.ts'
import { openScrollLink, type ScrollLink } from './scroll-link.ts'
import css from './viewer.module.css'
import { Viewer } from './viewer.tsx'

type PairProps = { report: Report; priorId: string | undefined; close: () => void }

/** The study that is read, and beside it an earlier one when the doctor wants to compare. Its head says that it is old. */
export function Pair({ report, priorId, close }: PairProps) {
  const [link] = useState(openScrollLink)
  if (!priorId) return <Viewer report={report} />
  return (
    <div className={css.pair}>
      <Prior reportId={priorId} close={close} link={link} besideMany={isStack(report)} />
      <Viewer report={report} link={link} />
    </div>
  )
}

const isStack = (report: Report) => framesOf(report).length > 1

type PriorProps = { reportId: string; close: () => void; link: ScrollLink; besideMany: boolean }

function Prior({ reportId, close, link, besideMany }: PriorProps) {
  const { data } = useQuery(reportQuery(reportId))
  return (
    <div className={css.prior}>
      <header className={css.priorHead}>
        <span>
          {data ? w.viewer.prior(data.studyType ?? w.domain.study, sayDay(data.uploadDate)) : w.frame.loading}
        </span>
        {data && besideMany && isStack(data) && <Together key={reportId} link={link} />}
        <CloseButton size="sm" aria-label={w.viewer.endCompare} onClick={close} style={{ color: 'inherit' }} />
      </header>
      {data && <Viewer report={data} hasKeys={false} link={link} />}
    </div>
  )
}

/** From where both stand: the doctor brings them to the same height first. */
function Together({ link }: { link: ScrollLink }) {
  const [isOn, setOn] = useState(false)
  useEffect(() => {
    link.isOn = isOn
    return () => {
      link.isOn = false
    }
  }, [link, isOn])
  const toggle = () => setOn(!isOn)
  useKeys(w.viewer.together, [{ press: 'y', does: toggle, words: w.viewer.together }])
  return (
    <Button
      size="compact-xs"
      variant="default"
      aria-pressed={isOn}
      data-on={isOn || undefined}
      className={css.together}
      onClick={toggle}
    >
      {w.viewer.together} <KeyCap>y</KeyCap>
    </Button>
  )
}
