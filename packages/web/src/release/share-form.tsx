import * as api from '@firstread/client'
import { Button, Checkbox, SegmentedControl, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { ask } from '../api/ask.ts'
import { ProblemNote } from '../ui/problem.tsx'
import { w } from '../words/index.ts'
import css from './share.module.css'

const lengths = [1, 7, 30] as const
type Days = (typeof lengths)[number]
type FormProps = { reportId: string; made: (share: api.NewShare) => void; cancel: () => void }

/** For whom, how long, and whether the originals go along. */
export function ShareForm({ reportId, made, cancel }: FormProps) {
  const { share } = w.patient
  const client = useQueryClient()
  const daysId = useId()
  const [label, setLabel] = useState('')
  const [days, setDays] = useState<Days>(7)
  const [allowsPictures, setAllows] = useState(false)
  const make = useMutation({
    mutationFn: () => ask(api.shareResult({ path: { reportId }, body: { label: label.trim(), days, allowsPictures } })),
    onSuccess: (one) => {
      void client.invalidateQueries({ queryKey: ['shares'] })
      made(one)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <form onSubmit={submit} className={css.form}>
      <TextInput
        label={share.label}
        description={share.labelHint}
        placeholder={share.labelExample}
        maxLength={80}
        autoComplete="off"
        data-autofocus
        autoFocus
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <div>
        <span id={daysId} className={css.label}>
          {share.days}
        </span>
        <SegmentedControl
          fullWidth
          aria-labelledby={daysId}
          data={lengths.map((one) => ({ value: String(one), label: share.day(one) }))}
          value={String(days)}
          onChange={(one) => setDays(Number(one) as Days)}
        />
      </div>
      <Checkbox
        label={share.pictures}
        description={share.picturesNote}
        checked={allowsPictures}
        onChange={(event) => setAllows(event.currentTarget.checked)}
      />
      {make.isError && <ProblemNote error={make.error} />}
      <div className={css.actions}>
        <Button type="submit" loading={make.isPending} disabled={label.trim() === ''}>
          {share.make}
        </Button>
        <Button variant="default" onClick={cancel}>
          {w.frame.cancel}
        </Button>
      </div>
    </form>
  )
}
