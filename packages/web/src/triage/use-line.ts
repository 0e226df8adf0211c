import type { WorklistItem } from '@firstread/client'
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type WorklistFilters, worklistHeadQuery, worklistQuery } from '../api/queries.ts'
import { useArrivals } from './arrivals.ts'
import { extend, hold, type Line } from './steady.ts'
import { type All, useAll } from './use-all.ts'

type Shown = { lines: readonly Line[]; of: readonly WorklistItem[]; key: string }
const noPages: { items: WorklistItem[] }[] = []

/**
 * The worklist as it may be shown now. While it `isHeld` (a cursor is over it, a row has the focus, somebody has
 * scrolled) it only changes in place. Its head is asked for anew with every event; the pages behind it only while they
 * are few (events.ts), so that somebody deep in a long list does not fetch all of it again and again.
 */
export function useLine(filters: WorklistFilters, isHeld: boolean) {
  const client = useQueryClient()
  const query = useInfiniteQuery(worklistQuery(filters))
  // The head of other filters must not stand before the pages of these.
  const isOther = query.isPlaceholderData
  const head = useQuery(worklistHeadQuery(filters)).data?.items
  const all = useAll(isOther ? undefined : head, query.data?.pages ?? noPages)
  const isComplete = query.isSuccess && !query.hasNextPage
  const shown = useRef<Shown>({ lines: [], of: [], key: '' })
  const [, redraw] = useState(0)
  shown.current = next(shown.current, all, isOther ? 'other' : JSON.stringify(filters), isHeld)
  const { lines } = shown.current
  const steady = useMemo(() => hold(lines, all.items, isComplete), [lines, all, isComplete])
  useEffect(() => {
    // Whoever goes away from the list finds it true when they come back.
    if (!isHeld) redraw((n) => n + 1)
  }, [isHeld])

  const known = useRef(steady)
  known.current = steady
  const isKnown = useCallback(
    (reportId: string) => [...known.current.lines, ...known.current.fresh].some((one) => one.reportId === reportId),
    [],
  )
  const { arrived, forget } = useArrivals(filters, isKnown)
  const beyond = arrived.filter(({ reportId }) => !isKnown(reportId))
  const [pinned, setPinned] = useState<readonly Line[]>([])
  const show = () => {
    setPinned(beyond.map((item) => ({ ...item, isNew: true })))
    forget()
    shown.current = { ...shown.current, lines: [], of: [] }
    client.setQueryData<InfiniteData<unknown>>(worklistQuery(filters).queryKey, firstPage)
    void client.invalidateQueries({ queryKey: worklistQuery(filters).queryKey })
    redraw((n) => n + 1)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was new in another part of the line is not here
  useEffect(() => setPinned([]), [filters])
  const inFront = useMemo(
    () => pinned.filter((one) => !lines.some((line) => line.reportId === one.reportId)),
    [pinned, lines],
  )
  return {
    ...steady,
    lines: useMemo(
      () => (inFront.length === 0 ? steady.lines : [...inFront, ...steady.lines]),
      [inFront, steady.lines],
    ),
    fresh: [...beyond.filter((one) => !pinned.some((line) => line.reportId === one.reportId)), ...steady.fresh],
    query,
    show,
  }
}

/** What is on the screen next: all of it when nobody is at it or the filters are others, the same and more otherwise. */
function next(now: Shown, all: All, key: string, isHeld: boolean): Shown {
  const { items, goesOnFrom } = all
  if (now.of === items && now.key === key && isHeld) return now
  if (!isHeld || now.lines.length === 0 || now.key !== key) return { lines: items, of: items, key }
  const isWhole = now.lines === now.of && goesOnFrom === now.of
  return { lines: isWhole ? items : extend(now.lines, items), of: items, key }
}

const firstPage = <T>(data: InfiniteData<T> | undefined) =>
  data && { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) }
