import type { Report } from '@firstread/client'
import { useEffect, useRef, useState } from 'react'
import { DraftKeeper, type SaveState } from './draft-keeper.ts'
import type { Change, ReviewForm } from './form.ts'

export type Draft = {
  form: ReviewForm
  save: SaveState
  change(change: Change): void
  keeper: DraftKeeper
}

/** The draft of the person who looks, for as long as the study is on the screen. */
export function useDraft(report: Report, me: string): Draft {
  const [, redraw] = useState(0)
  const kept = useRef<DraftKeeper>(undefined)
  kept.current ??= new DraftKeeper(report, me, () => redraw((n) => n + 1))
  const keeper = kept.current
  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      if (keeper.save.is === 'waiting' || keeper.save.is === 'failed') event.preventDefault()
    }
    addEventListener('beforeunload', leave)
    return () => {
      removeEventListener('beforeunload', leave)
      keeper.close()
    }
  }, [keeper])
  return { form: keeper.form, save: keeper.save, change: (change) => keeper.change(change), keeper }
}
