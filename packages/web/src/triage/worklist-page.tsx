import type { WorklistCounts, WorklistItem } from '@firstread/client'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo, useRef, useState } from 'react'
import { worklistCountsQuery } from '../api/queries.ts'
import { currentUser } from '../api/session.ts'
import { paths } from '../paths.ts'
import { Icon } from '../ui/icons.tsx'
import { useKeys } from '../ui/keys.ts'
import { Empty, useTitle, Waiting } from '../ui/page.tsx'
import { ProblemNote, toastProblem } from '../ui/problem.tsx'
import { toast } from '../ui/toast.tsx'
import { w } from '../words/index.ts'
import { useClaiming } from './claims.ts'
import { Counts } from './counts.tsx'
import { Filters } from './filters.tsx'
import { List } from './list.tsx'
import { isFiltered, toCountFilters, toFilters, type WorklistSearch } from './search.ts'
import type { Line } from './steady.ts'
import { useLine } from './use-line.ts'
import { Why } from './why.tsx'
import css from './worklist.module.css'

/** Every study that waits for a signature, in its order. */
export function WorklistPage() {
  useTitle(w.triage.title)
  const me = currentUser()
  const search = useSearch({ from: paths.worklist })
  const go = useNavigate({ from: paths.worklist })
  const change = (next: WorklistSearch) => void go({ search: next, replace: true })
  const [isHovered, setHovered] = useState(false)
  const [hereId, setHereId] = useState<string>()
  const [whyId, setWhyId] = useState<string>()
  const scroller = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const isHeld = isHovered || hereId !== undefined || (scroller.current?.scrollTop ?? 0) > 0
  const filters = useMemo(() => toFilters(search), [search])
  const { lines, fresh, moved, query, show } = useLine(filters, isHeld)
  const counts = useQuery(worklistCountsQuery(toCountFilters(search))).data
  const found = lines.findIndex((line) => line.reportId === hereId)
  const here = Math.max(0, found)
  const canRead = me?.role === 'doctor'

  const setHere = (place: number) => setHereId(lines[Math.max(0, Math.min(place, lines.length - 1))]?.reportId)
  const open = useCallback(
    (line: Line | undefined) =>
      line && void go({ to: canRead ? paths.read : paths.study, params: { reportId: line.reportId } }),
    [go, canRead],
  )
  const showFresh = () => {
    show()
    setHereId(undefined)
    scroller.current?.scrollTo({ top: 0 })
  }
  const claim = useClaimKey(lines[here], me?.id ?? '')
  useKeys(w.triage.title, [
    { press: 'j', does: () => setHere(found < 0 ? 0 : here + 1), words: w.triage.keys.down },
    { press: 'ArrowDown', does: () => setHere(found < 0 ? 0 : here + 1) },
    { press: 'k', does: () => setHere(here - 1), words: w.triage.keys.up },
    { press: 'ArrowUp', does: () => setHere(here - 1) },
    { press: 'Enter', does: () => pressed() ?? open(lines[here]), words: w.triage.keys.open },
    ...(canRead ? [{ press: 'c', does: claim, words: w.triage.keys.claim }] : []),
    { press: 'w', does: () => setWhyId(lines[here]?.reportId), words: w.triage.keys.why },
    { press: '/', does: () => field.current?.focus(), words: w.triage.keys.search },
    { press: 'r', does: showFresh, words: w.triage.keys.fresh },
    { press: 'g', does: () => setHere(0), words: w.triage.keys.top },
  ])
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const nearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])

  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1 className={css.title}>{w.triage.title}</h1>
        <Counts counts={counts} search={search} change={change} />
      </header>
      <Filters search={search} change={change} field={field} />
      <div className={css.box} onPointerEnter={() => setHovered(true)} onPointerLeave={() => setHovered(false)}>
        <News fresh={fresh} moved={moved} show={showFresh} />
        <div ref={scroller} className={css.scroller} tabIndex={lines.length === 0 ? 0 : -1}>
          {query.isPending && <Waiting lines={8} height={40} />}
          {query.isError && <ProblemNote error={query.error} retry={() => void query.refetch()} />}
          {lines.length > 0 && (
            <List
              {...{ lines, here, setHere, open, nearEnd, scroller, canRead }}
              isChosen={found >= 0}
              isPart={isFiltered(search)}
              total={counts && !counts.isCapped ? totalOf(counts, search) : -1}
              me={me?.id ?? ''}
              why={setWhyId}
            />
          )}
          {query.isSuccess && (
            <Foot
              shown={lines.length}
              filtered={isFiltered(search)}
              more={hasNextPage}
              counts={counts}
              search={search}
            />
          )}
        </div>
      </div>
      <Why reportId={whyId} close={() => setWhyId(undefined)} />
    </div>
  )
}

/** Enter on a button or link is theirs, not the list's. */
function pressed(): true | undefined {
  const focused = document.activeElement
  if (!(focused instanceof HTMLElement) || !focused.matches('a, button')) return undefined
  focused.click()
  return true
}

function useClaimKey(line: Line | undefined, me: string): () => void {
  const claiming = useClaiming()
  return () => {
    if (!line || line.gone) return
    const isMine = line.claim?.doctorId === me
    claiming.mutate(
      { reportId: line.reportId, isMine },
      { onError: toastProblem, onSuccess: () => toast('good', isMine ? w.triage.gaveBack : w.triage.claimed) },
    )
  }
}

/** What is new waits here until somebody wants to see it. */
function News({ fresh, moved, show }: { fresh: readonly WorklistItem[]; moved: boolean; show: () => void }) {
  const most = fresh[0]
  if (!most && !moved) return null
  const words = most ? `${w.triage.fresh(fresh.length)}, ${w.triage.freshMost(sayUrgent(most))}` : w.triage.moved
  return (
    <Button className={css.news} size="xs" radius="xl" onClick={show} leftSection={<Icon name="reset" size={14} />}>
      {words}
    </Button>
  )
}

const sayUrgent = ({ clinicalPriority, riskScore }: WorklistItem) =>
  clinicalPriority !== 'routine'
    ? w.domain.priority[clinicalPriority]
    : riskScore
      ? w.domain.riskLong[riskScore]
      : w.domain.notRead

/** How many of the counted the classes and the clock leave. */
const totalOf = ({ counts }: WorklistCounts, { class: classes, overdue }: WorklistSearch) =>
  counts
    .filter(({ triageClass }) => !classes || classes.includes(String(triageClass)))
    .reduce((sum, one) => sum + (overdue ? one.overdue : one.waiting), 0)

type FootProps = {
  shown: number
  filtered: boolean
  more: boolean
  counts: WorklistCounts | undefined
  search: WorklistSearch
}

function Foot({ shown, filtered, more, counts, search }: FootProps) {
  const all = counts && w.triage.waiting(Math.max(shown, totalOf(counts, search)), counts.isCapped)
  if (more) return <p className={css.foot}>{all ? w.triage.shown(shown, all) : w.triage.loadingMore}</p>
  if (shown > 0) return <p className={css.foot}>{w.triage.end(shown)}</p>
  if (filtered) return <Empty icon="search" title={w.triage.noMatch} text={w.triage.noMatchText} />
  return <Empty icon="check" title={w.triage.emptyTitle} text={w.triage.emptyText} />
}
