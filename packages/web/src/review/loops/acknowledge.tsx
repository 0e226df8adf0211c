import * as api from '@firstread/client'
import { Button, Modal, Radio, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ask } from '../../api/ask.ts'
import { ProblemNote } from '../../ui/problem.tsx'
import { toast } from '../../ui/toast.tsx'
import { w } from '../../words/index.ts'
import css from './board.module.css'

type How = api.Acknowledgement['how']
const outside = ['phone', 'in_person', 'message'] as const

type AcknowledgeProps = { result: api.CriticalResult | undefined; me: string; close: () => void }

/** Says in the record that a critical result has arrived. */
export function Acknowledge({ result, me, close }: AcknowledgeProps) {
  return (
    <Modal
      opened={result !== undefined}
      onClose={close}
      title={w.loops.critical.form.title}
      closeButtonProps={{ 'aria-label': w.frame.close }}
      transitionProps={{ duration: 0 }}
    >
      {result && <Form key={result.reviewId} result={result} isOwn={result.signedBy === me} close={close} />}
    </Modal>
  )
}

/** The moment as a field of the browser's own wants it: local, to the minute. */
const localNow = () => {
  const now = new Date()
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

function Form({ result, isOwn, close }: { result: api.CriticalResult; isOwn: boolean; close: () => void }) {
  const { form, how: words } = w.loops.critical
  const [how, setHow] = useState<How>(isOwn ? 'phone' : 'seen_here')
  const [toldWhom, setWhom] = useState('')
  const [toldAt, setAt] = useState(localNow)
  const [note, setNote] = useState('')
  const client = useQueryClient()
  const send = useMutation({
    mutationFn: () =>
      ask(
        api.acknowledgeCriticalResult({
          path: { reviewId: result.reviewId },
          body: bodyOf({ how, toldWhom, toldAt, note }),
        }),
      ),
    onSuccess: () => {
      toast('good', w.loops.critical.done)
      close()
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['critical'] }),
  })
  const isLater = how !== 'seen_here' && Date.parse(toldAt) > Date.now() + 60_000
  const isReady = how === 'seen_here' || (toldWhom.trim() !== '' && toldAt !== '' && !isLater)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) send.mutate()
  }
  return (
    <form onSubmit={submit} className={css.form}>
      <Radio.Group
        label={form.how}
        description={isOwn ? form.own : undefined}
        value={how}
        onChange={(value) => setHow(value as How)}
      >
        <div className={css.rounds}>
          {!isOwn && (
            <Radio value="seen_here" label={form.seenHere} data-autofocus={how === 'seen_here' || undefined} />
          )}
          {outside.map((one) => (
            <Radio key={one} value={one} label={words[one]} data-autofocus={(isOwn && one === how) || undefined} />
          ))}
        </div>
      </Radio.Group>
      {how !== 'seen_here' && (
        <>
          <TextInput
            label={form.whom}
            description={form.whomHint}
            required
            value={toldWhom}
            onChange={(event) => setWhom(event.currentTarget.value)}
          />
          <TextInput
            type="datetime-local"
            label={form.when}
            required
            max={localNow()}
            value={toldAt}
            error={isLater ? form.later : undefined}
            onChange={(event) => setAt(event.currentTarget.value)}
          />
        </>
      )}
      <Textarea
        label={form.note}
        placeholder={form.noteHint}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {send.isError && <ProblemNote error={send.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={close}>
          {w.frame.cancel}
        </Button>
        <Button type="submit" loading={send.isPending} disabled={!isReady}>
          {w.loops.critical.acknowledge}
        </Button>
      </div>
    </form>
  )
}

type Given = { how: How; toldWhom: string; toldAt: string; note: string }

function bodyOf({ how, toldWhom, toldAt, note }: Given): api.Acknowledgement {
  const said = note.trim() ? { note: note.trim() } : {}
  if (how === 'seen_here') return { how, ...said }
  return { how, toldWhom: toldWhom.trim(), toldAt: new Date(toldAt).toISOString(), ...said }
}
