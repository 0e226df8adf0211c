import * as api from '@firstread/client'
import { Button, Modal, PasswordInput, Select, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ask } from '../api/ask.ts'
import type { Role } from '../paths.ts'
import { ProblemNote } from '../ui/problem.tsx'
import { toast } from '../ui/toast.tsx'
import { w } from '../words/index.ts'
import css from './care.module.css'

type Form = { name: string; email: string; role: Role; dateOfBirth: string; password: string }
const empty: Form = { name: '', email: '', role: 'patient', dateOfBirth: '', password: '' }
type NewPersonProps = { isOpen: boolean; close: () => void; roles: { value: string; label: string }[] }

export function NewPerson({ isOpen, close, roles }: NewPersonProps) {
  const [form, setForm] = useState(empty)
  const client = useQueryClient()
  const { people } = w.care
  const create = useMutation({
    mutationFn: ({ dateOfBirth, ...rest }: Form) =>
      ask(api.createUser({ body: { ...rest, ...(dateOfBirth ? { dateOfBirth } : {}) } })),
    onSuccess: () => {
      toast('good', people.created)
      setForm(empty)
      close()
      void client.invalidateQueries({ queryKey: ['users'] })
    },
  })
  const change = (change: Partial<Form>) => setForm({ ...form, ...change })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate(form)
  }
  return (
    <Modal opened={isOpen} onClose={close} title={people.add} closeButtonProps={{ 'aria-label': w.frame.close }}>
      <form onSubmit={submit} className={css.form}>
        <TextInput
          data-autofocus
          required
          label={people.name}
          value={form.name}
          onChange={(e) => change({ name: e.currentTarget.value })}
        />
        <TextInput
          required
          type="email"
          label={people.email}
          value={form.email}
          onChange={(e) => change({ email: e.currentTarget.value })}
        />
        <Select
          label={people.role}
          data={roles}
          value={form.role}
          allowDeselect={false}
          onChange={(role) => change({ role: role as Role })}
        />
        <TextInput
          type="date"
          label={people.born}
          value={form.dateOfBirth}
          onChange={(e) => change({ dateOfBirth: e.currentTarget.value })}
        />
        <PasswordInput
          required
          label={people.password}
          description={people.passwordNote}
          autoComplete="new-password"
          value={form.password}
          onChange={(e) => change({ password: e.currentTarget.value })}
        />
        {create.isError && <ProblemNote error={create.error} />}
        <Button type="submit" loading={create.isPending} disabled={!form.name || !form.email || !form.password}>
          {people.create}
        </Button>
      </form>
    </Modal>
  )
}
