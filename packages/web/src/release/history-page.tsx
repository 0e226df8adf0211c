import * as api from '@firstread/client'
import { Button, Select, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useBlocker } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { ask } from '../api/ask.ts'
import { historyQuery } from '../api/queries.ts'
import { currentUser } from '../api/session.ts'
import { Card, Page, Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { sayMoment } from '../ui/time.ts'
import { toast } from '../ui/toast.tsx'
import { w } from '../words/index.ts'
import { bodyOf, choiceFields, formOf, type HistoryForm, listFields } from './history-form.ts'
import css from './patient.module.css'

/** What the patient has been through, in their own words. */
export function HistoryPage() {
  const patientId = currentUser()?.id ?? ''
  const found = useQuery(historyQuery(patientId))
  return (
    <Page title={w.patient.history.title} text={w.patient.history.text} narrow>
      {found.isPending && <Waiting lines={6} height={56} />}
      {found.isError && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      {found.data && <Form history={found.data} key={found.data.updatedAt} />}
    </Page>
  )
}

function Form({ history }: { history: api.MedicalHistory }) {
  const { patient } = w
  const [form, setForm] = useState<HistoryForm>(() => formOf(history))
  const [isTouched, setTouched] = useState(false)
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: () => ask(api.putMedicalHistory({ path: { patientId: history.patientId }, body: bodyOf(form) })),
    onSuccess: (saved) => {
      setTouched(false)
      client.setQueryData(historyQuery(history.patientId).queryKey, saved)
      toast('good', patient.history.saved)
    },
  })
  useBlocker({ shouldBlockFn: () => isTouched && !confirm(patient.history.unsaved), enableBeforeUnload: isTouched })
  const change = (field: keyof HistoryForm, value: string) => {
    setTouched(true)
    setForm({ ...form, [field]: value })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit} className={css.form}>
      <Card>
        <div className={css.form}>
          {listFields.map((field) => (
            <Textarea
              key={field}
              label={patient.history.lists[field][0]}
              description={patient.history.list}
              placeholder={patient.history.lists[field][1]}
              autosize
              minRows={2}
              value={form[field]}
              onChange={(event) => change(field, event.currentTarget.value)}
            />
          ))}
          {choiceFields.map((field) => (
            <Select
              key={field}
              label={patient.history.choices[field]}
              data={optionsOf(field, form[field])}
              value={form[field] || null}
              onChange={(value) => change(field, value ?? '')}
              clearable
              clearButtonProps={{ 'aria-label': w.triage.filters.clear }}
            />
          ))}
        </div>
      </Card>
      {save.isError && <ProblemNote error={save.error} />}
      <div className={css.save}>
        <span>
          {isTouched
            ? patient.history.unsaved
            : history.updatedAt
              ? patient.history.updated(sayMoment(history.updatedAt))
              : ''}
        </span>
        <Button type="submit" size="md" loading={save.isPending} disabled={!isTouched}>
          {patient.history.save}
        </Button>
      </div>
    </form>
  )
}

/** What somebody else wrote before stays a choice. */
function optionsOf(field: (typeof choiceFields)[number], value: string) {
  const known = Object.entries(w.patient.history.options[field]).map(([key, label]) => ({ value: key, label }))
  return value && !known.some((one) => one.value === value) ? [...known, { value, label: value }] : known
}
