import * as api from '@firstread/client'
import { Button, Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { ask, codeOf } from '../api/ask.ts'
import { patientsQuery } from '../api/queries.ts'
import { ProblemNote } from '../ui/problem.tsx'
import { sayDay } from '../ui/time.ts'
import { w } from '../words/index.ts'
import css from './upload.module.css'

type NewPatientProps = {
  /** What was typed into the search; undefined: closed. */
  name: string | undefined
  close: () => void
  choose: (patient: api.Patient) => void
}

/** A patient whom nobody knows yet: searched first, made only when nobody fits. */
export function NewPatient({ name, close, choose }: NewPatientProps) {
  return (
    <Modal
      opened={name !== undefined}
      onClose={close}
      title={w.ingest.newPatient.title}
      closeButtonProps={{ 'aria-label': w.frame.close }}
      transitionProps={{ duration: 0 }}
    >
      {name !== undefined && <Form key={name} typed={name} close={close} choose={choose} />}
    </Modal>
  )
}

/** The same request keeps its key, so that an answer that was lost makes nobody twice. */
function useRequestKey(): (body: api.NewPatient) => string {
  const kept = useRef({ asked: '', key: '' })
  return (body) => {
    const asked = JSON.stringify(body)
    if (kept.current.asked !== asked) kept.current = { asked, key: crypto.randomUUID() }
    return kept.current.key
  }
}

const today = () => new Date().toISOString().slice(0, 10)

function Form({ typed, close, choose }: Omit<NewPatientProps, 'name'> & { typed: string }) {
  const { newPatient } = w.ingest
  const [name, setName] = useState(typed)
  const [dateOfBirth, setBorn] = useState('')
  const client = useQueryClient()
  const known = useSameName(name)
  const key = useRequestKey()
  const make = useMutation({
    mutationFn: (isSomebodyElse: boolean) => {
      const body = {
        name: name.trim(),
        ...(dateOfBirth ? { dateOfBirth } : {}),
        ...(isSomebodyElse ? { isSomebodyElse } : {}),
      }
      return ask(api.createPatient({ headers: { 'idempotency-key': key(body) }, body }))
    },
    onSuccess: (patient) => {
      void client.invalidateQueries({ queryKey: ['patients'] })
      choose(patient)
    },
  })
  const isFuture = dateOfBirth > today()
  const isTwice = codeOf(make.error) === 'similar-patient'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() && !isFuture) make.mutate(false)
  }
  return (
    <form onSubmit={submit} className={css.newPatient}>
      <p className={css.quiet}>{newPatient.text}</p>
      <TextInput
        data-autofocus
        required
        label={newPatient.name}
        value={name}
        onChange={(event) => {
          make.reset()
          setName(event.currentTarget.value)
        }}
      />
      <TextInput
        type="date"
        label={newPatient.born}
        max={today()}
        value={dateOfBirth}
        error={isFuture ? newPatient.future : undefined}
        onChange={(event) => {
          make.reset()
          setBorn(event.currentTarget.value)
        }}
      />
      {known.length > 0 && (
        <section className={css.known} aria-label={newPatient.known}>
          <strong>{newPatient.known}</strong>
          <ul>
            {known.map((patient) => (
              <li key={patient.id}>
                <span>
                  {patient.name}
                  {patient.dateOfBirth && <span className={css.quiet}>, {sayDay(patient.dateOfBirth)}</span>}
                </span>
                <Button size="compact-xs" variant="default" onClick={() => choose(patient)}>
                  {newPatient.take}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {make.isError && <ProblemNote error={make.error} />}
      <div className={css.buttons}>
        <Button variant="default" onClick={close}>
          {w.frame.cancel}
        </Button>
        {isTwice ? (
          <Button loading={make.isPending} onClick={() => make.mutate(true)}>
            {newPatient.somebodyElse}
          </Button>
        ) : (
          <Button type="submit" loading={make.isPending} disabled={!name.trim() || isFuture}>
            {newPatient.make}
          </Button>
        )}
      </div>
    </form>
  )
}

/** Those whose name begins as the typed one does: who fits is to be taken, not made again. */
function useSameName(name: string): api.Patient[] {
  const [asked] = useDebouncedValue(name.trim(), 250)
  const found = useQuery({ ...patientsQuery(asked), enabled: asked.length >= 2 })
  return asked.length >= 2 ? (found.data?.items ?? []).slice(0, 5) : []
}
