import type { FollowUp } from '@firstread/client'
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { followUpQuery } from '../../api/loop-queries.ts'
import { currentUser } from '../../api/session.ts'
import { paths, studyPath } from '../../paths.ts'
import { More } from '../../ui/more.tsx'
import { Empty, Page, Waiting } from '../../ui/page.tsx'
import { ProblemNote } from '../../ui/problem.tsx'
import { KeyCap, Tag } from '../../ui/tag.tsx'
import { sayDay, sayMoment } from '../../ui/time.ts'
import { w } from '../../words/index.ts'
import css from './board.module.css'
import { BoardList, BoardRow, BoardSwitch } from './board.tsx'
import { CloseFollowUp } from './close-follow-up.tsx'
import { useBoard } from './use-board.ts'

/** What reviews ask to see again: overdue first, until somebody closes it with evidence. */
export function FollowUpPage() {
  const { followUp } = w.loops
  const me = currentUser()
  const { state } = useSearch({ from: paths.followUp })
  const isClosed = state === 'closed'
  const go = useNavigate({ from: paths.followUp })
  const change = (closed: boolean) => void go({ search: closed ? { state: 'closed' } : {}, replace: true })
  const found = useInfiniteQuery(followUpQuery(isClosed ? 'closed' : 'open'))
  const items = found.data?.pages.flatMap((page) => page.items) ?? []
  const [asked, setAsked] = useState<FollowUp>()
  const mayAct = me?.role === 'doctor' && !isClosed
  const { hereId, setHereId, keep } = useBoard({
    title: followUp.title,
    items,
    open: ({ reportId }) => void go({ to: studyPath(me?.role ?? 'doctor'), params: { reportId } }),
    toggle: () => change(!isClosed),
    ...(mayAct ? { act: { press: 'c', words: followUp.keyClose, on: setAsked } } : {}),
  })
  return (
    <Page
      title={followUp.title}
      text={followUp.text}
      actions={
        <BoardSwitch
          label={followUp.title}
          states={[
            ['open', w.loops.open],
            ['closed', followUp.closed],
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
          title={isClosed ? followUp.noneClosed : followUp.none}
          text={isClosed ? '' : followUp.noneText}
        />
      )}
      {items.length > 0 && (
        <BoardList label={followUp.title}>
          {items.map((item) => (
            <Row
              key={item.reviewId}
              item={item}
              isHere={item.reviewId === hereId}
              take={() => setHereId(item.reviewId)}
              keep={keep(item.reviewId)}
              {...(mayAct ? { close: () => setAsked(item) } : {})}
            />
          ))}
        </BoardList>
      )}
      <More query={found} />
      <CloseFollowUp item={asked} close={() => setAsked(undefined)} />
    </Page>
  )
}

type RowProps = {
  item: FollowUp
  isHere: boolean
  take: () => void
  keep: (element: HTMLElement | null) => void
  close?: () => void
}

function Row({ item, isHere, take, keep, close }: RowProps) {
  const { followUp } = w.loops
  const line = [
    item.studyType ?? w.domain.study,
    followUp.asked(item.askedByName, sayMoment(item.openedAt)),
    ...(item.dueOn ? [followUp.due(sayDay(item.dueOn))] : []),
  ]
  return (
    <BoardRow
      reportId={item.reportId}
      patientName={item.patientName}
      line={line.join(' · ')}
      tone={item.closure ? 'closed' : item.isOverdue ? 'bad' : 'calm'}
      {...{ isHere, take, keep }}
      state={item.closure ? <Tag tone="good">{followUp.closed}</Tag> : <Due item={item} />}
      action={
        close && (
          <Button size="xs" variant="default" onClick={close} rightSection={isHere ? <KeyCap>c</KeyCap> : undefined}>
            {followUp.close}
          </Button>
        )
      }
    >
      {(item.recommendedAction || item.closure) && <Details item={item} />}
    </BoardRow>
  )
}

function Details({ item }: { item: FollowUp }) {
  const { followUp } = w.loops
  const { closure } = item
  return (
    <>
      {item.recommendedAction && <p className={css.words}>{item.recommendedAction}</p>}
      {closure && (
        <p className={css.quiet}>
          {followUp.closedBy(closure.closedByName, sayMoment(closure.closedAt))}
          {closure.evidenceReportId && (
            <>
              {' · '}
              <Link to={studyPath(currentUser()?.role ?? 'doctor')} params={{ reportId: closure.evidenceReportId }}>
                {followUp.evidenceStudy}
              </Link>
            </>
          )}
        </p>
      )}
      {closure?.evidence && <p className={css.words}>{closure.evidence}</p>}
    </>
  )
}

function Due({ item }: { item: FollowUp }) {
  const { followUp } = w.loops
  if (!item.dueOn) return <Tag>{followUp.noDay}</Tag>
  const today = new Date().toISOString().slice(0, 10)
  const days = Math.round((Date.parse(item.dueOn) - Date.parse(today)) / 86_400_000)
  if (days < 0) return <Tag tone="bad">{followUp.overdue(-days)}</Tag>
  return <Tag tone={days <= 7 ? 'warn' : 'plain'}>{days === 0 ? followUp.today : followUp.dueIn(days)}</Tag>
}
