import * as api from '@firstread/client'
import { Button, Modal, PasswordInput, Select } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask, codeOf } from '../api/ask.ts'
import { sessionsQuery } from '../api/queries.ts'
import { currentUser } from '../api/session.ts'
import { ConfirmPassword } from '../frame/confirm-password.tsx'
import type { Role } from '../paths.ts'
import { Facts } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { sayDay, sayMoment } from '../ui/time.ts'
import { toast } from '../ui/toast.tsx'
import { w } from '../words/index.ts'
import css from './care.module.css'

type PersonProps = { user: api.User | undefined; close: () => void; roles: { value: string; label: string }[] }
type Change = NonNullable<api.ChangeUserData['body']>

/** One account: role, whether it is open, a new password, and where it is signed in. */
export function Person({ user, close, roles }: PersonProps) {
  return (
    <Modal
      opened={user !== undefined}
      onClose={close}
      title={user?.name ?? ''}
      size="lg"
      closeButtonProps={{ 'aria-label': w.frame.close }}
    >
      {user && <Inside user={user} roles={roles} />}
    </Modal>
  )
}

function Inside({ user, roles }: { user: api.User; roles: PersonProps['roles'] }) {
  const { people } = w.care
  const client = useQueryClient()
  const [asked, setAsked] = useState<Change>()
  const change = useMutation({
    mutationFn: (body: Change) => ask(api.changeUser({ path: { userId: user.id }, body })),
    onSuccess: () => {
      setAsked(undefined)
      toast('good', people.changed)
      void client.invalidateQueries({ queryKey: ['users'] })
    },
    onError: (error, body) => codeOf(error) === 'password-needed' && setAsked(body),
  })
  return (
    <div className={css.form}>
      <Facts
        of={[
          [people.email, user.email],
          [people.born, user.dateOfBirth ? sayDay(user.dateOfBirth) : '–'],
          [people.lastLogin, user.lastLoginAt ? sayMoment(user.lastLoginAt) : people.never],
        ]}
      />
      <Select
        label={people.role}
        data={roles}
        value={user.role}
        allowDeselect={false}
        onChange={(role) => role && change.mutate({ role: role as Role })}
      />
      <div className={css.row}>
        <Button
          variant="default"
          loading={change.isPending}
          onClick={() => change.mutate({ isActive: !user.isActive })}
        >
          {user.isActive ? people.close : people.open}
        </Button>
      </div>
      {change.isError && codeOf(change.error) !== 'password-needed' && <ProblemNote error={change.error} />}
      <Reset user={user} />
      <Factor user={user} />
      <Sessions user={user} />
      <ConfirmPassword
        isOpen={asked !== undefined}
        close={() => setAsked(undefined)}
        done={() => asked && change.mutate(asked)}
      />
    </div>
  )
}

function Reset({ user }: { user: api.User }) {
  const { people } = w.care
  const [password, setPassword] = useState('')
  const [isAsked, setAsked] = useState(false)
  const reset = useMutation({
    mutationFn: () => ask(api.resetUser({ path: { userId: user.id }, body: { password } })),
    onSuccess: () => {
      setPassword('')
      toast('good', people.resetDone)
    },
    onError: (error) => setAsked(codeOf(error) === 'password-needed'),
  })
  return (
    <>
      <div className={css.settingForm}>
        <PasswordInput
          label={people.reset}
          description={people.passwordNote}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button variant="default" disabled={!password} loading={reset.isPending} onClick={() => reset.mutate()}>
          {people.reset}
        </Button>
      </div>
      {reset.isError && !isAsked && <ProblemNote error={reset.error} />}
      <ConfirmPassword isOpen={isAsked} close={() => setAsked(false)} done={() => reset.mutate()} />
    </>
  )
}

function Factor({ user }: { user: api.User }) {
  const { people } = w.care
  const client = useQueryClient()
  const queryKey = ['second-factor', user.id]
  const found = useQuery({ queryKey, queryFn: () => ask(api.getSecondFactorOf({ path: { userId: user.id } })) })
  const [isAsked, setAsked] = useState(false)
  const remove = useMutation({
    mutationFn: () => ask(api.removeSecondFactorOf({ path: { userId: user.id } })),
    onSuccess: () => {
      toast('good', people.factorRemoved)
      void client.invalidateQueries({ queryKey })
    },
    onError: (error) => setAsked(codeOf(error) === 'password-needed'),
  })
  return (
    <>
      <div className={css.row}>
        <span>
          <strong>{w.frame.factor.title}</strong>{' '}
          {found.data?.isOn ? people.factorOn(found.data.codesLeft) : people.factorOff(found.data?.isRequired ?? false)}
        </span>
        {found.data?.isOn && user.id !== currentUser()?.id && (
          <Button size="xs" variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>
            {people.factorRemove}
          </Button>
        )}
      </div>
      {remove.isError && !isAsked && <ProblemNote error={remove.error} />}
      <ConfirmPassword isOpen={isAsked} close={() => setAsked(false)} done={() => remove.mutate()} />
    </>
  )
}

function Sessions({ user }: { user: api.User }) {
  const { people } = w.care
  const client = useQueryClient()
  const found = useQuery(sessionsQuery(user.id))
  const end = useMutation({
    mutationFn: (sessionId: string) => ask(api.endSession({ path: { sessionId } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['sessions', user.id] }),
  })
  return (
    <section>
      <strong>{people.sessions}</strong>
      {found.data?.items.length === 0 && <p className={css.quiet}>{people.noSessions}</p>}
      <ul className={css.list}>
        {found.data?.items.map((one) => (
          <li key={one.sessionId} className={css.item}>
            <span>
              {sayMoment(one.loginTime)}
              <span className={css.error}>
                {one.ipAddress} · {one.userAgent}
              </span>
            </span>
            <Button size="xs" variant="default" disabled={one.isCurrent} onClick={() => end.mutate(one.sessionId)}>
              {people.endSession}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
