import type { CriticalResult } from '@firstread/client'
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { criticalQuery } from '../../api/loop-queries.ts'
import { currentUser } from '../../api/session.ts'
import { paths, studyPath } from '../../paths.ts'
import { More } from '../../ui/more.tsx'
import { Empty, Page, Waiting } from '../../ui/page.tsx'
import { ProblemNote } from '../../ui/problem.tsx'
import { KeyCap, Tag } from '../../ui/tag.tsx'
import { sayMinutes, sayMoment, useNow } from '../../ui/time.ts'
import { w } from '../../words/index.ts'
import { Acknowledge } from './acknowledge.tsx'
import { BoardList, BoardRow, BoardSwitch } from './board.tsx'
import { AcknowledgedWords, Tellings } from './critical-facts.tsx'
import { useBoard } from './use-board.ts'

/** Critical results until somebody has acknowledged them: who has waited longest stands first. */
export function CriticalPage() {
  const { critical } = w.loops
  const me = currentUser()
  const { state } = useSearch({ from: paths.critical })
  const isClosed = state === 'closed'
  const go = useNavigate({ from: paths.critical })
  const change = (closed: boolean) => void go({ search: closed ? { state: 'closed' } : {}, replace: true })
  const found = useInfiniteQuery(criticalQuery(isClosed ? 'acknowledged' : 'open'))
  const items = found.data?.pages.flatMap((page) => page.items) ?? []
  const [asked, setAsked] = useState<CriticalResult>()
  const mayAct = me?.role === 'doctor' && !isClosed
  const { hereId, setHereId, keep } = useBoard({
    title: critical.title,
    items,
    open: ({ reportId }) => void go({ to: studyPath(me?.role ?? 'doctor'), params: { reportId } }),
    toggle: () => change(!isClosed),
    ...(mayAct ? { act: { press: 'a', words: critical.keyAcknowledge, on: setAsked } } : {}),
  })
  return (
    <Page
      title={critical.title}
      text={critical.text}
      actions={
        <BoardSwitch
          label={critical.title}
          states={[
            ['open', w.loops.open],
            ['closed', critical.closed],
          ]}
          value={isClosed ? 'closed' : 'open'}
          change={(one) => change(one === 'closed')}
        />
      }
    >
      {found.isPending && <Waiting lines={4} height={72} />}
      {found.isError && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.isSuccess && items.length === 0 && (
        <Empty
          icon="check"
          title={isClosed ? critical.noneClosed : critical.none}
          text={isClosed ? '' : critical.noneText}
        />
      )}
      {items.length > 0 && (
        <BoardList label={critical.title}>
          {items.map((item) => (
            <Row
              key={item.reviewId}
              item={item}
              isHere={item.reviewId === hereId}
              take={() => setHereId(item.reviewId)}
              keep={keep(item.reviewId)}
              {...(mayAct ? { acknowledge: () => setAsked(item) } : {})}
            />
          ))}
        </BoardList>
      )}
      <More query={found} />
      <Acknowledge result={asked} me={me?.id ?? ''} close={() => setAsked(undefined)} />
    </Page>
  )
}

type RowProps = {
  item: CriticalResult
  isHere: boolean
  take: () => void
  keep: (element: HTMLElement | null) => void
  acknowledge?: () => void
}

function Row({ item, isHere, take, keep, acknowledge }: RowProps) {
  const { critical } = w.loops
  const now = useNow(15_000)
  const left = (Date.parse(item.dueAt) - now) / 60_000
  const line = [item.studyType ?? w.domain.study, critical.signed(item.signedByName, sayMoment(item.begunAt))]
  return (
    <BoardRow
      reportId={item.reportId}
      patientName={item.patientName}
      line={line.join(' · ')}
      tone={item.acknowledgement ? 'closed' : 'bad'}
      {...{ isHere, take, keep }}
      state={
        item.acknowledgement ? (
          <Tag tone="good">{critical.acknowledged}</Tag>
        ) : (
          <>
            {item.escalations > 0 && <Tag tone="bad">{critical.escalated(item.escalations)}</Tag>}
            <Tag tone="warn">{left > 0 ? critical.nextTelling(sayMinutes(Math.ceil(left))) : critical.nextNow}</Tag>
          </>
        )
      }
      action={
        acknowledge && (
          <Button size="xs" onClick={acknowledge} rightSection={isHere ? <KeyCap>a</KeyCap> : undefined}>
            {critical.acknowledge}
          </Button>
        )
      }
    >
      {item.acknowledgement && <AcknowledgedWords said={item.acknowledgement} />}
      <Tellings result={item} />
    </BoardRow>
  )
}
