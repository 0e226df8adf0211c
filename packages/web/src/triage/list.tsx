import { useMediaQuery } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useRef } from 'react'
import { useNow } from '../ui/time.ts'
import { w } from '../words/index.ts'
import { Row } from './row.tsx'
import type { Line } from './steady.ts'
import css from './worklist.module.css'

const columns = ['risk', 'wait', 'patient', 'study', 'why', 'claim'] as const
/** A row is two lines of text on a desk, three on a phone, pixels. */
const rowHeights = { desk: 60, phone: 104 }

/** So many rows before the end the next page is asked for: at a wheel's speed it is there before they are. */
const ahead = 150

type ListProps = {
  lines: readonly Line[]
  here: number
  isChosen: boolean
  setHere: (place: number) => void
  open: (line: Line) => void
  why: (reportId: string) => void
  me: string
  canRead: boolean
  isPart: boolean
  /** How many there are, loaded or not; -1 when not known. */
  total: number
  nearEnd: () => void
  scroller: RefObject<HTMLDivElement | null>
}

/** Only the rows in sight exist, so 50,000 scroll like 50. */
export function List({
  lines,
  here,
  isChosen,
  setHere,
  open,
  why,
  me,
  canRead,
  isPart,
  total,
  nearEnd,
  scroller,
}: ListProps) {
  const now = useNow(30_000)
  const isPhone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? false
  const height = isPhone ? rowHeights.phone : rowHeights.desk
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a phone was turned, or a window made narrow
  useEffect(() => rows.measure(), [height])
  const shown = rows.getVirtualItems()
  const lastShown = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (lastShown > lines.length - ahead) nearEnd()
  }, [lastShown, lines.length, nearEnd])
  useFollowed(here, rows.scrollToIndex, scroller)
  return (
    <div role="grid" aria-label={w.triage.title} aria-rowcount={total < 0 ? -1 : total + 1} className={css.grid}>
      <div role="row" aria-rowindex={1} className={css.headRow}>
        {columns.map((column) => (
          <span key={column} role="columnheader">
            {w.triage.columns[column]}
          </span>
        ))}
      </div>
      <div role="rowgroup" className={css.body} style={{ height: rows.getTotalSize() }}>
        {shown.map(({ index, start }) => {
          const line = lines[index]
          if (!line) return null
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the page's keys (Enter, c, w) work on the row with the focus
            <div
              key={line.reportId}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={isChosen && index === here}
              tabIndex={index === here ? 0 : -1}
              className={css.row}
              data-gone={line.gone || undefined}
              data-place={index}
              style={{ transform: `translateY(${start}px)`, height }}
              onFocus={() => setHere(index)}
              onDoubleClick={() => open(line)}
              onClick={(event) => {
                setHere(index)
                if (!(event.target as Element).closest('a, button') && matchMedia('(max-width: 48em)').matches)
                  open(line)
              }}
            >
              <Row line={line} me={me} now={now} onWhy={why} onOpen={open} canRead={canRead} isPart={isPart} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** The row that the keys have moved to comes into sight and takes the focus. */
function useFollowed(
  here: number,
  scrollTo: (index: number) => void,
  scroller: RefObject<HTMLDivElement | null>,
): void {
  const before = useRef(here)
  useEffect(() => {
    if (before.current === here) return
    before.current = here
    scrollTo(here)
    const frame = requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-place="${here}"]`)?.focus({ preventScroll: true }),
    )
    return () => cancelAnimationFrame(frame)
  }, [here, scrollTo, scroller])
}
