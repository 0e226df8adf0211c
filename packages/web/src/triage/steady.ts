import type { WorklistItem } from '@firstread/client'

/** `isNew`: came while the list was open and stands further down than anything loaded. */
export type Line = WorklistItem & { gone?: boolean; isNew?: boolean }
export type Steady = {
  lines: readonly Line[]
  /** Studies that are not shown yet. */
  fresh: readonly WorklistItem[]
  /** True when the true order is another one than that on the screen. */
  moved: boolean
}

/**
 * The line as it may be shown while somebody is at it: each study keeps its place and takes on what has changed about it,
 * one that has left the line stays, marked, and new ones are only counted. Nothing moves under the cursor.
 *
 * @param shown  what is on the screen, in its order
 * @param now    the newest answer, in the true order
 * @param isComplete  whether `now` reaches the end of the line; only then is a missing study known to be gone, or when it
 *                    would have to stand before one that is there
 */
export function hold(shown: readonly Line[], now: readonly WorklistItem[], isComplete: boolean): Steady {
  if (shown === now) return { lines: shown, fresh: [], moved: false }
  const newest = new Map(now.map((item) => [item.reportId, item]))
  const known = new Set(shown.map((line) => line.reportId))
  const lastKnown = shown.findLastIndex((line) => newest.has(line.reportId))
  const lines = shown.map((line, place): Line => {
    const item = newest.get(line.reportId)
    if (item) return item
    return isComplete || place < lastKnown ? { ...line, gone: true } : line
  })
  const lastPlace = now.findLastIndex((item) => known.has(item.reportId))
  // What follows after everything on the screen is the next page, not news.
  const fresh = now.filter((item, place) => !known.has(item.reportId) && (place < lastPlace || isComplete))
  const here = lines.filter((line) => newest.has(line.reportId)).map((line) => line.reportId)
  const there = now.filter((item) => known.has(item.reportId)).map((item) => item.reportId)
  return { lines, fresh, moved: here.some((id, place) => id !== there[place]) }
}

/** New pages at the end may always be added: nobody's cursor is there. */
export function extend(shown: readonly Line[], now: readonly WorklistItem[]): readonly Line[] {
  const known = new Set(shown.map((line) => line.reportId))
  const last = now.findLastIndex((item) => known.has(item.reportId))
  const tail = now.slice(last + 1).filter((item) => !known.has(item.reportId))
  return tail.length === 0 ? shown : [...shown, ...tail]
}
