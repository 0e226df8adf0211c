import * as api from '@firstread/client'
import { Button, Checkbox, NativeSelect, PasswordInput, Radio, Stack, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ask } from '../api/ask.ts'
import { sessionsQuery } from '../api/queries.ts'
import { currentUser, session } from '../api/session.ts'
import { Card, Page, Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { Tag } from '../ui/tag.tsx'
import { sayMoment } from '../ui/time.ts'
import { toast } from '../ui/toast.tsx'
import { language, languages, missingParts, w } from '../words/index.ts'
import css from './account.module.css'
import { SecondFactor } from './second-factor.tsx'

/** The own profile, how one wants to be told, the own sessions and password. */
export function AccountPage() {
  const user = currentUser()
  if (!user) return null
  // This page is the frame's: in the reader's language, also where the pages beside it are not yet.
  return (
    <div lang={language} style={{ display: 'contents' }}>
      <Page title={w.frame.account.title} narrow>
        <Profile user={user} />
        {user.role === 'patient' && <Sharing user={user} />}
        <Channels user={user} />
        <Sessions />
        <SecondFactor />
        <Password />
      </Page>
    </div>
  )
}

type Change = NonNullable<api.ChangeMeData['body']>

function useSave() {
  return useMutation({
    mutationFn: (body: Change) => ask(api.changeMe({ body })),
    onSuccess: (user) => {
      session.set({ is: 'in', user })
      toast('good', w.frame.account.saved)
    },
  })
}

function Profile({ user }: { user: api.User }) {
  const [name, setName] = useState(user.name)
  const [phone, setPhone] = useState(user.phone ?? '')
  const save = useSave()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ name, phone: phone.trim() || null })
  }
  return (
    <Card title={w.frame.account.profile}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={w.frame.account.name}
            autoComplete="name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput label={w.frame.account.email} value={user.email} readOnly variant="filled" />
          <TextInput
            label={w.frame.account.phone}
            type="tel"
            autoComplete="tel"
            value={phone}
            onChange={(event) => setPhone(event.currentTarget.value)}
          />
          <NativeSelect
            label={w.frame.account.language}
            description={missingNote(user)}
            data={languages}
            value={language}
            onChange={(event) => save.mutate({ preferences: { language: event.currentTarget.value } })}
          />
          {save.isError && <ProblemNote error={save.error} />}
          <Button type="submit" loading={save.isPending} className={css.button} disabled={name.trim() === ''}>
            {w.frame.account.save}
          </Button>
        </Stack>
      </form>
    </Card>
  )
}

/** Patients' pages are complete in every language; of the others it is said what is not. */
function missingNote({ role }: api.User): string | undefined {
  const missing = missingParts()
  return role === 'patient' || missing.length === 0 ? undefined : w.frame.account.languageNote(missing.join(', '))
}

/** In Firstread always; by mail when one wants it. */
function Channels({ user }: { user: api.User }) {
  const save = useSave()
  const { account } = w.frame
  return (
    <Card title={account.channels}>
      <Stack gap="sm">
        <Checkbox label={account.inApp} description={account.inAppNote} checked readOnly disabled />
        <Checkbox
          label={account.emailNotes}
          description={account.emailNote(user.email)}
          checked={user.preferences.email_notifications === true}
          disabled={save.isPending}
          onChange={(event) => save.mutate({ preferences: { email_notifications: event.currentTarget.checked } })}
        />
        <p className={css.note}>{account.channelsNote}</p>
        {save.isError && <ProblemNote error={save.error} />}
      </Stack>
    </Card>
  )
}

/** When a patient's results open to them: the release rule asks for this first. */
function Sharing({ user }: { user: api.User }) {
  const save = useSave()
  const { account } = w.frame
  return (
    <Card title={account.results}>
      <Stack gap="sm">
        <Radio.Group
          aria-label={account.results}
          value={user.preferences.release_after_call === true ? 'call' : 'signed'}
          onChange={(value) => save.mutate({ preferences: { release_after_call: value === 'call' } })}
        >
          <Stack gap="sm">
            <Radio value="signed" label={account.atSigning} description={account.atSigningNote} />
            <Radio value="call" label={account.afterCall} description={account.afterCallNote} />
          </Stack>
        </Radio.Group>
        <p className={css.note}>{account.resultsNote}</p>
        {save.isError && <ProblemNote error={save.error} />}
      </Stack>
    </Card>
  )
}

function Sessions() {
  const client = useQueryClient()
  const found = useQuery(sessionsQuery())
  const end = useMutation({
    mutationFn: (sessionId: string) => ask(api.endSession({ path: { sessionId } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  })
  return (
    <Card title={w.frame.account.sessions}>
      {found.isPending && <Waiting lines={2} height={40} />}
      {found.isError && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      <ul className={css.list}>
        {found.data?.items.map((one) => (
          <li key={one.sessionId} className={css.session}>
            <div className={css.where}>
              <span>{browserOf(one.userAgent)}</span>
              <span className={css.note}>
                {w.frame.account.since(sayMoment(one.loginTime))},{' '}
                {w.frame.account.lastSeen(sayMoment(one.lastActivity))}
              </span>
            </div>
            {one.isCurrent ? (
              <Tag tone="good">{w.frame.account.thisOne}</Tag>
            ) : (
              <Button size="xs" variant="default" onClick={() => end.mutate(one.sessionId)}>
                {w.frame.account.end}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** `Chrome, Linux`: enough to know one's own device again. */
function browserOf(agent: string | null): string {
  const program = /(Firefox|Edg|Chrome|Safari|curl|node)/i.exec(agent ?? '')?.[1]
  const system = /(Windows|Mac OS|Android|iPhone|iPad|Linux)/.exec(agent ?? '')?.[1]
  return [program === 'Edg' ? 'Edge' : program, system].filter(Boolean).join(', ') || '–'
}

function Password() {
  const [current, setCurrent] = useState('')
  const [fresh, setFresh] = useState('')
  const change = useMutation({
    mutationFn: () => ask(api.changePassword({ body: { currentPassword: current, newPassword: fresh } })),
    onSuccess: () => {
      setCurrent('')
      setFresh('')
      toast('good', w.frame.account.changed)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate()
  }
  return (
    <Card title={w.frame.account.password}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <PasswordInput
            label={w.frame.account.current}
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <PasswordInput
            label={w.frame.account.fresh}
            description={w.frame.account.freshNote}
            autoComplete="new-password"
            value={fresh}
            onChange={(event) => setFresh(event.currentTarget.value)}
          />
          {change.isError && <ProblemNote error={change.error} />}
          <Button type="submit" loading={change.isPending} className={css.button} disabled={!current || !fresh}>
            {w.frame.account.change}
          </Button>
        </Stack>
      </form>
    </Card>
  )
}
