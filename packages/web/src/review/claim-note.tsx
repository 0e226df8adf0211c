import type { Claim, Report } from '@firstread/client'
import { RefusedError } from '@firstread/client'
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { idleMs } from '../api/activity.ts'
import { dropClaim, takeClaim } from '../triage/claims.ts'
import { Icon } from '../ui/icons.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { sayTime } from '../ui/time.ts'
import { w } from '../words/index.ts'
import { isOpen } from './form.ts'
import css from './review.module.css'

export type Claiming = { is: 'asking' } | { is: 'mine' } | { is: 'other'; name: string; until: string } | { is: 'none' }

/** A lease is renewed at a third of its length while somebody is at it, never more often than this, milliseconds. */
const leastBeat = 20_000
const away = 5 * 60_000

/**
 * Takes the study for the doctor who opened it, keeps it while they work, gives it back when they leave without a draft.
 * What another doctor holds is only looked at, until it is taken over on purpose.
 */
export function useClaim(report: Report, hasDraft: () => boolean): { claiming: Claiming; takeOver: () => void } {
  const [claiming, setClaiming] = useState<Claiming>({ is: isOpen(report) ? 'asking' : 'none' })
  const draftNow = useRef(hasDraft)
  draftNow.current = hasDraft
  const { reportId } = report
  const open = isOpen(report)
  const renew = useRef<(takeOver?: boolean) => void>(() => undefined)
  useEffect(() => {
    if (!open) return setClaiming({ is: 'none' })
    let timer: ReturnType<typeof setTimeout>
    let isMine = false
    let isOver = false
    const mine = (claim: Claim) => {
      if (isOver) return
      isMine = true
      setClaiming({ is: 'mine' })
      timer = setTimeout(beat, Math.max(leastBeat, (Date.parse(claim.expiresAt) - Date.now()) / 3))
    }
    const beat = () => {
      if (idleMs() > away) timer = setTimeout(beat, leastBeat)
      else renew.current()
    }
    renew.current = (takeOver = false) => {
      clearTimeout(timer)
      takeClaim(reportId, takeOver).then(mine, (error: unknown) => {
        if (isOver) return
        isMine = false
        setClaiming(heldBy(error) ?? { is: 'none' })
      })
    }
    renew.current()
    return () => {
      isOver = true
      clearTimeout(timer)
      if (isMine && !draftNow.current()) void dropClaim(reportId).catch(() => undefined)
    }
  }, [reportId, open])
  return { claiming, takeOver: () => renew.current(true) }
}

function heldBy(error: unknown): Claiming | undefined {
  if (!(error instanceof RefusedError) || error.code !== 'claimed-by-another') return undefined
  const errors = (error.problem.errors ?? []) as { item: string; detail: string }[]
  const until = errors.find(({ item }) => item === 'expiresAt')?.detail
  return { is: 'other', name: error.message.replace(/ is reviewing.*$/, ''), until: until ? sayTime(until) : '' }
}

export function ClaimNote({ claiming, takeOver }: { claiming: Claiming; takeOver: () => void }) {
  const taking = useMutation({ mutationFn: async () => takeOver() })
  if (claiming.is !== 'other') return null
  return (
    <div className={css.claim} role="alert">
      <Icon name="user" />
      <div>
        <strong>{w.reading.claim.other(claiming.name, claiming.until)}</strong>
        <p>{w.reading.claim.readOnly}</p>
        {taking.isError && <ProblemNote error={taking.error} />}
        <Button size="xs" variant="default" onClick={() => taking.mutate()}>
          {w.reading.claim.takeOver}
        </Button>
      </div>
    </div>
  )
}
