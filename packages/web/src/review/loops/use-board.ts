import { useEffect, useRef, useState } from 'react'
import { useKeys } from '../../ui/keys.ts'
import { w } from '../../words/index.ts'

type Item = { reviewId: string }
type Act<T> = { press: string; words: string; on: (item: T) => void }
type Board<T extends Item> = {
  title: string
  items: readonly T[]
  open: (item: T) => void
  toggle: () => void
  act?: Act<T>
}

/** A board by keyboard: `j` and `k` walk, Enter opens the study, one more key does what the board is for. */
export function useBoard<T extends Item>({ title, items, open, toggle, act }: Board<T>) {
  const [hereId, setHereId] = useState<string>()
  const rows = useRef(new Map<string, HTMLElement>())
  const here = items.findIndex((item) => item.reviewId === hereId)
  const go = (place: number) => setHereId(items[Math.max(0, Math.min(place, items.length - 1))]?.reviewId)
  const present = items[Math.max(0, here)]
  useEffect(() => {
    if (hereId) rows.current.get(hereId)?.scrollIntoView({ block: 'nearest' })
  }, [hereId])
  useKeys(title, [
    { press: 'j', does: () => go(here + 1), words: w.loops.keys.down },
    { press: 'ArrowDown', does: () => go(here + 1) },
    { press: 'k', does: () => go(here - 1), words: w.loops.keys.up },
    { press: 'ArrowUp', does: () => go(here - 1) },
    { press: 'Enter', does: () => pressFocused() || (present && open(present)), words: w.loops.keys.open },
    ...(act ? [{ press: act.press, does: () => present && act.on(present), words: act.words }] : []),
    { press: 't', does: toggle, words: w.loops.keys.other },
  ])
  const keep = (reviewId: string) => (element: HTMLElement | null) => {
    if (element) rows.current.set(reviewId, element)
    else rows.current.delete(reviewId)
  }
  return { hereId, setHereId, keep }
}
/** Enter on a button or link is theirs. */
function pressFocused(): boolean {
  const focused = document.activeElement
  if (!(focused instanceof HTMLElement) || !focused.matches('a, button, label, input')) return false
  focused.click()
  return true
}
