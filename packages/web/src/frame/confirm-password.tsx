import * as api from '@firstread/client'
import { Button, Modal, PasswordInput, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ask } from '../api/ask.ts'
import { ProblemNote } from '../ui/problem.tsx'
import { w } from '../words/index.ts'

type ConfirmProps = { isOpen: boolean; close: () => void; done: () => void }

/** Sensitive steps ask for the password of the last five minutes; afterwards the step goes on by itself. */
export function ConfirmPassword({ isOpen, close, done }: ConfirmProps) {
  const [password, setPassword] = useState('')
  const confirm = useMutation({
    mutationFn: () => ask(api.confirmPassword({ body: { password } })),
    onSuccess: () => {
      close()
      done()
    },
    onSettled: () => setPassword(''),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    confirm.mutate()
  }
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={w.frame.confirm.title}
      size="sm"
      closeButtonProps={{ 'aria-label': w.frame.close }}
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          <p style={{ margin: 0 }}>{w.frame.confirm.text}</p>
          {confirm.isError && <ProblemNote error={confirm.error} />}
          <PasswordInput
            data-autofocus
            label={w.frame.signIn.password}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={confirm.isPending} disabled={!password}>
            {w.frame.confirm.button}
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}
