import * as api from '@firstread/client'
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ask } from '../api/ask.ts'
import { ProblemNote } from '../ui/problem.tsx'
import { Tag } from '../ui/tag.tsx'
import { sayMoment } from '../ui/time.ts'
import { w } from '../words/index.ts'
import css from './review.module.css'

const tones = { released: 'good', scheduled: 'info', held: 'warn' } as const

/** Whether the patient can read it, and the two things a doctor may do about that. */
export function ReleaseNote({ report }: { report: api.Report }) {
  const { review } = w.reading
  const client = useQueryClient()
  const path = { reportId: report.reportId }
  const refresh = () => client.invalidateQueries({ queryKey: ['report', report.reportId] })
  const open = useMutation({ mutationFn: () => ask(api.releaseResult({ path })), onSuccess: refresh })
  const hold = useMutation({
    mutationFn: (reason: string) => ask(api.holdResult({ path, body: { reason } })),
    onSuccess: refresh,
  })
  const { release } = report
  if (!release) return null
  return (
    <div className={css.release}>
      <span>
        <Tag tone={tones[release.state]}>{review.release[release.state]}</Tag>{' '}
        {release.state === 'scheduled' && release.releaseAt ? sayMoment(release.releaseAt) : release.heldReason}
      </span>
      {release.state !== 'released' && (
        <Button size="xs" variant="default" loading={open.isPending} onClick={() => open.mutate()}>
          {review.openNow}
        </Button>
      )}
      {release.state === 'scheduled' && <Hold hold={hold.mutate} />}
      {(open.error ?? hold.error) && <ProblemNote error={open.error ?? hold.error} />}
    </div>
  )
}

function Hold({ hold }: { hold: (reason: string) => void }) {
  const [reason, setReason] = useState<string>()
  if (reason === undefined)
    return (
      <Button size="xs" variant="default" onClick={() => setReason('')}>
        {w.reading.review.hold}
      </Button>
    )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    hold(reason)
  }
  return (
    <form onSubmit={submit}>
      <TextInput
        size="xs"
        autoFocus
        label={w.reading.review.holdReason}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Button size="xs" type="submit" mt={6} disabled={reason.trim().length < 3}>
        {w.reading.review.hold}
      </Button>
    </form>
  )
}
