import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { signIn } from '../api/sign-in.ts'
import { ProblemNote } from '../ui/problem.tsx'
import { w } from '../words/index.ts'

/** Email and password; with `email` given, only the password of that person. */
export function SignInForm({ email: known }: { email?: string }) {
  const [email, setEmail] = useState(known ?? '')
  const [password, setPassword] = useState('')
  const [hasCapsLock, setCapsLock] = useState(false)
  const enter = useMutation({ mutationFn: () => signIn(email, password), onError: () => setPassword('') })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (email && password) enter.mutate()
  }
  const look = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'))
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {enter.isError && <ProblemNote error={enter.error} />}
        <TextInput
          label={w.frame.signIn.email}
          type="email"
          name="email"
          autoComplete="username"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          readOnly={known !== undefined}
          autoFocus={known === undefined}
          size="md"
          required
          withAsterisk={false}
        />
        <PasswordInput
          label={w.frame.signIn.password}
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          onKeyUp={look}
          description={hasCapsLock ? w.frame.signIn.capsLock : undefined}
          visibilityToggleButtonProps={{ 'aria-label': w.frame.signIn.show, tabIndex: 0 }}
          autoFocus={known !== undefined}
          size="md"
          required
          withAsterisk={false}
        />
        <Button type="submit" size="md" loading={enter.isPending} disabled={!email || !password}>
          {w.frame.signIn.button}
        </Button>
      </Stack>
    </form>
  )
}
