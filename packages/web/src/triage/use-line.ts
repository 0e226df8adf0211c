import type { WorklistItem } from '@firstread/client'
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { worklistHeadQuery, worklistQuery } from '../api/queries.ts'
import { extend, hold, type Line } from './steady.ts'

/**
 * The worklist as it may be shown now. While it `isHeld` (a cursor is over it, a row has the focus, somebody has
 * scrolled) it only changes in place. Its head is asked for anew with every event; the pages behind it only while they
 * are few (events.ts), so that somebody deep in a long list does not fetch all of it again and again.
 */
export function useLine(isHeld: boolean) {
  const client = useQueryClient()
  const query = useInfiniteQuery(worklistQuery())
  const head = useQuery(worklistHeadQuery()).data?.items
  const { pages } = query.data ?? { pages: [] }
  const all = useMemo(() => unique([...(head ?? []), ...pages.flatMap((page) => page.items)]), [head, pages])
  const isComplete = query.isSuccess && !query.hasNextPage
  const shown = useRef<{ lines: readonly Line[]; of: readonly WorklistItem[] }>({ lines: [], of: [] })
  const [, redraw] = useState(0)
  if (!isHeld || shown.current.lines.length === 0) shown.current = { lines: all, of: all }
  else if (shown.current.of !== all) shown.current = { lines: extend(shown.current.lines, all), of: all }
  const { lines } = shown.current
  const steady = useMemo(() => hold(lines, all, isComplete), [lines, all, isComplete])
  useEffect(() => {
    // Whoever goes away from the list finds it true when they come back.
    if (!isHeld) redraw((n) => n + 1)
  }, [isHeld])
  const show = () => {
    shown.current = { lines: [], of: [] }
    client.setQueryData<InfiniteData<unknown>>(worklistQuery().queryKey, firstPage)
    void client.invalidateQueries({ queryKey: worklistQuery().queryKey })
    redraw((n) => n + 1)
  }
  return { ...steady, query, show }
}

const firstPage = <T>(data: InfiniteData<T> | undefined) =>
  data && { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) }

/** Between two pages a study may have moved and come twice; its first place counts. */
function unique(items: readonly WorklistItem[]): WorklistItem[] {
  const seen = new Set<string>()
  return items.filter(({ reportId }) => !seen.has(reportId) && seen.add(reportId))
}
