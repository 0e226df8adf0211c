import * as api from '@firstread/client'
import { Button, Modal, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ask } from '../api/ask.ts'
import css from '../care/care.module.css'
import { ProblemNote } from '../ui/problem.tsx'
import { toast } from '../ui/toast.tsx'
import { w } from '../words/index.ts'

type Step = {
  title: string
  text: string
  note: string
  done: string
  isGrave: boolean
  send: (reason: string) => Promise<unknown>
}

/** What can be done with a version; each step is confirmed, with a reason. */
function stepsOf(model: api.Model, previous: api.Model | undefined): Step[] {
  const { models } = w.care
  const name = `${model.title ?? model.modelName} ${model.version}`
  const path = { modelId: model.modelId }
  const back: Step[] = previous
    ? [
        {
          title: models.rollBack(previous.version),
          text: models.rollBackText(model.version, previous.version),
          note: models.reasonNote,
          done: models.rolledBack(previous.version),
          isGrave: false,
          send: (reason) => ask(api.rollBackModel({ path, body: { reason } })),
        },
      ]
    : []
  const change: Step =
    model.state === 'active'
      ? {
          title: models.suspend,
          text: models.suspendText(name),
          note: models.reasonToldNote,
          done: models.suspended,
          isGrave: true,
          send: (reason) => ask(api.suspendModel({ path, body: { reason } })),
        }
      : {
          title: models.activate,
          text: models.activateText(name),
          note: models.reasonNote,
          done: models.activated,
          isGrave: false,
          send: (reason) => ask(api.activateModel({ path, body: { reason } })),
        }
  return [...back, change]
}

export function ModelActions({ model, previous }: { model: api.Model; previous: api.Model | undefined }) {
  const [step, setStep] = useState<Step>()
  return (
    <>
      {stepsOf(model, previous).map((one) => (
        <Button key={one.title} size="xs" variant="default" onClick={() => setStep(one)}>
          {one.title}
        </Button>
      ))}
      <Modal
        opened={step !== undefined}
        onClose={() => setStep(undefined)}
        title={step?.title}
        closeButtonProps={{ 'aria-label': w.frame.close }}
      >
        {step && <Confirm step={step} close={() => setStep(undefined)} />}
      </Modal>
    </>
  )
}

/** The fewest letters the server takes for a reason. */
const fewestLetters = 3

function Confirm({ step, close }: { step: Step; close: () => void }) {
  const { models } = w.care
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const taken = useMutation({
    mutationFn: () => step.send(reason.trim()),
    onSuccess: () => {
      toast('good', step.done)
      close()
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['models'] }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    taken.mutate()
  }
  return (
    <form className={css.form} onSubmit={submit}>
      <p className={css.quiet}>{step.text}</p>
      <Textarea
        data-autofocus
        required
        label={models.reason}
        description={step.note}
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {taken.isError && <ProblemNote error={taken.error} />}
      <div className={css.row}>
        <Button
          type="submit"
          {...(step.isGrave ? { color: 'red.8' } : {})}
          disabled={reason.trim().length < fewestLetters}
          loading={taken.isPending}
        >
          {step.title}
        </Button>
        <Button variant="default" onClick={close}>
          {models.cancel}
        </Button>
      </div>
    </form>
  )
}
