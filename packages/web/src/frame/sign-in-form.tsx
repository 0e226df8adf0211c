import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { codeOf } from '../api/ask.ts'
import { signIn } from '../api/sign-in.ts'
import { ProblemNote } from '../ui/problem.tsx'
import { w } from '../words/index.ts'
import { EnrolAtSignIn, OneTimeCode } from './one-time-code.tsx'

/** What the server still asks for once the password was right. */
const askedBy: Record<string, 'code' | 'setup'> = {
  'otp-needed': 'code',
  'wrong-otp': 'code',
  'second-factor-needed': 'setup',
}

/** Email and password, then a one-time code where the account has them; with `email` given, only that person. */
export function SignInForm({ email: known }: { email?: string }) {
  const [email, setEmail] = useState(known ?? '')
  const [password, setPassword] = useState('')
  const [otp, setOtp] = useState('')
  const [asked, setAsked] = useState<'password' | 'code' | 'setup'>('password')
  const [hasCapsLock, setCapsLock] = useState(false)
  const enter = useMutation({
    mutationFn: () => signIn(email, password, otp),
    onError: (error) => {
      setOtp('')
      const next = askedBy[codeOf(error) ?? '']
      if (next && !(asked === 'setup' && next === 'code')) setAsked(next)
      if (!next) {
        setPassword('')
        setAsked('password')
      }
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (email && password) enter.mutate()
  }
  const look = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'))
  const again = () => {
    setAsked('password')
    setPassword('')
    setOtp('')
    enter.reset()
  }
  const isQuiet = ['otp-needed', 'second-factor-needed'].includes(codeOf(enter.error) ?? '')
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {enter.isError && !isQuiet && <ProblemNote error={enter.error} />}
        {asked === 'password' && (
          <>
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
          </>
        )}
        {asked === 'setup' && <EnrolAtSignIn email={email} password={password} />}
        {asked !== 'password' && (
          <OneTimeCode value={otp} change={setOtp} note={asked === 'code' ? w.frame.factor.orRecovery : undefined} />
        )}
        <Button
          type="submit"
          size="md"
          loading={enter.isPending}
          disabled={!email || !password || (asked !== 'password' && !otp)}
        >
          {w.frame.signIn.button}
        </Button>
        {asked !== 'password' && (
          <Button variant="subtle" onClick={again}>
            {w.frame.factor.otherAccount}
          </Button>
        )}
      </Stack>
    </form>
  )
}
