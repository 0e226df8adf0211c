import type { WorklistItem } from '@firstread/client'
import { useRef } from 'react'

type Page = { items: WorklistItem[] }
export type All = {
  items: readonly WorklistItem[]
  /** The array that this one goes on from: the same studies in the same places, and more behind them. */
  goesOnFrom?: readonly WorklistItem[]
}

/**
 * The studies of the head and of all loaded pages, each once, at its first place (between two pages a study may have
 * moved). A further page only adds to what is there: at 50,000 studies doing all of it anew would be felt.
 */
export function useAll(head: readonly WorklistItem[] | undefined, pages: readonly Page[]): All {
  const kept = useRef<Kept>(undefined)
  const before = kept.current
  if (before && before.head === head && samePages(before.pages, pages)) return before.all
  const isLonger = before && before.head === head && samePages(before.pages, pages.slice(0, before.pages.length))
  const next: Kept = isLonger
    ? goOn(before, pages)
    : fill({ head, pages, seen: new Set(), all: { items: [] } }, [head ?? [], ...pages.map((page) => page.items)])
  kept.current = next
  return next.all
}

type Kept = { head: readonly WorklistItem[] | undefined; pages: readonly Page[]; seen: Set<string>; all: All }

const samePages = (some: readonly Page[], others: readonly Page[]) =>
  some.length === others.length && some.every((page, place) => page === others[place])

function fill(kept: Kept, parts: readonly (readonly WorklistItem[])[]): Kept {
  const items = parts.flat().filter(({ reportId }) => !kept.seen.has(reportId) && kept.seen.add(reportId))
  return { ...kept, all: { items } }
}

function goOn(before: Kept, pages: readonly Page[]): Kept {
  const added = pages
    .slice(before.pages.length)
    .flatMap((page) => page.items)
    .filter(({ reportId }) => !before.seen.has(reportId) && before.seen.add(reportId))
  const { items } = before.all
  return { ...before, pages, all: { items: [...items, ...added], goesOnFrom: items } }
}
