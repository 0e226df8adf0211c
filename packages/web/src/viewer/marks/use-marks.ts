import { useEffect, useState, useSyncExternalStore } from 'react'
import { currentUser } from '../../api/session.ts'
import { MarkKeeper, type MarksState } from './mark-keeper.ts'

/** Keepers that still have something to save outlive the page that they were made for. */
const keepers = new Map<string, MarkKeeper>()

function keeperOf(reportId: string): MarkKeeper {
  const me = currentUser()?.id ?? ''
  const key = `${me}/${reportId}`
  const keeper = keepers.get(key) ?? new MarkKeeper(reportId, me)
  keepers.set(key, keeper)
  return keeper
}

addEventListener('beforeunload', (event) => {
  if ([...keepers.values()].some(({ isDone }) => !isDone)) event.preventDefault()
})

/** How often a list that could not be loaded is asked for again, milliseconds. */
const again = 5000

export type Marks = MarksState & { keeper: MarkKeeper }

/** The measurements on a study, for as long as it is on the screen; what colleagues draw comes when one returns to the page. */
export function useMarks(reportId: string): Marks {
  const [keeper] = useState(() => keeperOf(reportId))
  const state = useSyncExternalStore(keeper.subscribe, () => keeper.state)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const load = () => {
      clearTimeout(timer)
      keeper.load().catch(() => {
        timer = setTimeout(load, again)
      })
    }
    const returned = () => document.visibilityState === 'visible' && load()
    load()
    document.addEventListener('visibilitychange', returned)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', returned)
      for (const [key, one] of keepers) if (one.isDone) keepers.delete(key)
    }
  }, [keeper])
  return { ...state, keeper }
}
