import type { WorklistItem } from '@firstread/client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { worklistQuery } from '../api/queries.ts'
import { extend, hold, type Line } from './steady.ts'

/**
 * The worklist as it may be shown now. While it `isHeld` (a cursor is over it, a row has the focus, somebody has
 * scrolled) it only changes in place.
 */
export function useLine(isHeld: boolean) {
  const query = useInfiniteQuery(worklistQuery())
  const all = useMemo(() => unique(query.data?.pages.flatMap((page) => page.items) ?? []), [query.data])
  const shown = useRef<readonly Line[]>([])
  const [, redraw] = useState(0)
  const isComplete = !query.hasNextPage
  const take = () => {
    shown.current = all
  }
  if (!isHeld || shown.current.length === 0) take()
  else shown.current = extend(shown.current, all)
  const steady = hold(shown.current, all, isComplete)
  useEffect(() => {
    // Whoever goes away from the list finds it true when they come back.
    if (!isHeld) redraw((n) => n + 1)
  }, [isHeld])
  const show = () => {
    take()
    redraw((n) => n + 1)
  }
  return { ...steady, query, all, show }
}

/** Between two pages a study may have moved and come twice; its first place counts. */
function unique(items: readonly WorklistItem[]): WorklistItem[] {
  const seen = new Set<string>()
  return items.filter(({ reportId }) => !seen.has(reportId) && seen.add(reportId))
}
