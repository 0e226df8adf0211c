import type { Report } from '@firstread/client'
import { ActionIcon, Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { reportQuery } from '../api/queries.ts'
import { currentUser } from '../api/session.ts'
import { NotShown } from '../frame/not-found.tsx'
import { paths } from '../paths.ts'
import { Wait } from '../triage/wait.tsx'
import { Icon } from '../ui/icons.tsx'
import { useKeys } from '../ui/keys.ts'
import { useTitle, Waiting } from '../ui/page.tsx'
import { KeyCap, Tag } from '../ui/tag.tsx'
import { sayMoment, useNow } from '../ui/time.ts'
import { Pair } from '../viewer/pair.tsx'
import { w } from '../words/index.ts'
import { Context } from './context.tsx'
import { isOpen } from './form.ts'
import { useNextStudy } from './next-study.ts'
import css from './reading.module.css'
import { ReviewPanel } from './review-panel.tsx'

/** Images, evidence, history and review on one screen. */
export function ReadingPage() {
  useTitle(w.reading.title)
  const { reportId } = useParams({ from: paths.read })
  const found = useQuery(reportQuery(reportId))
  const me = currentUser()?.id ?? ''
  const go = useNavigate()
  const { open } = useNextStudy(reportId, me)
  const [beside, setBeside] = useState<{ of: string; priorId: string }>()
  const priorId = beside?.of === reportId ? beside.priorId : undefined
  useKeys(w.reading.title, [
    { press: 'n', does: open, words: w.reading.keys.next },
    { press: 'l', does: () => void go({ to: paths.worklist }), words: w.reading.keys.list },
  ])
  if (found.isPending) return <Waiting lines={8} height={48} />
  if (found.isError || !found.data) return <NotShown error={found.error} retry={() => void found.refetch()} />
  const report = found.data
  return (
    // A new study is a new room: nothing of the one before may stay.
    <div className={css.room} key={reportId}>
      <Head report={report} openNext={open} />
      <Context report={report} compare={(id) => setBeside({ of: reportId, priorId: id })} />
      <div className={css.viewer}>
        <Pair report={report} priorId={priorId} close={() => setBeside(undefined)} />
      </div>
      <ReviewPanel report={report} me={me} openNext={open} />
    </div>
  )
}

function Head({ report, openNext }: { report: Report; openNext: () => void }) {
  const now = useNow(30_000)
  const who = [
    report.patientAge === null ? '' : w.domain.years(report.patientAge),
    w.domain.gender[report.patientGender ?? ''] ?? '',
  ]
  return (
    <header className={css.head}>
      <Tooltip label={w.reading.toList}>
        <ActionIcon
          component={Link}
          to={paths.worklist}
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={w.reading.toList}
        >
          <Icon name="left" />
        </ActionIcon>
      </Tooltip>
      <div className={css.who}>
        <h1 className={css.name}>{report.patientName ?? w.domain.unnamed}</h1>
        <span className={css.meta}>
          {[
            ...who.filter(Boolean),
            report.studyType ?? w.domain.study,
            w.reading.uploaded(sayMoment(report.uploadDate)),
          ].join(' · ')}
        </span>
      </div>
      {report.identityState === 'open' && <Tag tone="warn">{w.domain.identityOpen}</Tag>}
      {report.clinicalPriority && report.clinicalPriority !== 'routine' && (
        <Tag tone="bad">{w.domain.priority[report.clinicalPriority]}</Tag>
      )}
      <div className={css.state}>
        {isOpen(report) && report.dueAt ? (
          <Wait since={report.uploadDate} due={report.dueAt} now={now} />
        ) : (
          <Tag tone="good">{w.domain.status[report.status]}</Tag>
        )}
        <button type="button" className={css.next} onClick={openNext}>
          {w.reading.next} <KeyCap>n</KeyCap>
        </button>
      </div>
    </header>
  )
}
