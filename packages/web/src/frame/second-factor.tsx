import * as api from '@firstread/client'
import { Button, Stack } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ask, codeOf } from '../api/ask.ts'
import { secondFactorQuery } from '../api/queries.ts'
import { freshCodes } from '../api/sign-in.ts'
import { Card, Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { Tag } from '../ui/tag.tsx'
import { sayDay } from '../ui/time.ts'
import { toast } from '../ui/toast.tsx'
import { w } from '../words/index.ts'
import { ConfirmPassword } from './confirm-password.tsx'
import css from './factor.module.css'
import { OneTimeCode, Secret } from './one-time-code.tsx'

/** One-time codes of the own account: set up, new recovery codes, take away. Each step asks for a fresh password. */
export function SecondFactor() {
  const { factor } = w.frame
  const client = useQueryClient()
  const found = useQuery(secondFactorQuery())
  const [offer, setOffer] = useState<api.SecondFactorOffer>()
  const [otp, setOtp] = useState('')
  const refresh = () => client.invalidateQueries({ queryKey: ['second-factor'] })
  const begin = useFresh(() => ask(api.beginSecondFactor()), setOffer)
  const confirm = useFresh(
    () => ask(api.confirmSecondFactor({ body: { otp } })),
    ({ recoveryCodes }) => {
      setOffer(undefined)
      setOtp('')
      freshCodes.set(recoveryCodes)
      void refresh()
    },
  )
  const renew = useFresh(
    () => ask(api.renewRecoveryCodes()),
    ({ recoveryCodes }) => {
      freshCodes.set(recoveryCodes)
      void refresh()
    },
  )
  const remove = useFresh(
    () => ask(api.removeSecondFactor()),
    () => {
      toast('good', factor.removed)
      void refresh()
    },
  )
  const steps = [begin, confirm, renew, remove]
  const trouble = steps.map((step) => step.error).find((error) => error && codeOf(error) !== 'password-needed')
  const asking = steps.find((step) => step.isAsked)
  const state = found.data
  const submit = (event: FormEvent) => {
    event.preventDefault()
    confirm.run()
  }
  return (
    <Card
      title={factor.title}
      aside={state && <Tag tone={state.isOn ? 'good' : 'plain'}>{state.isOn ? factor.on : factor.off}</Tag>}
    >
      <Stack gap="sm">
        {found.isPending && <Waiting lines={2} />}
        {found.isError && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
        {state && (
          <p className={css.text}>
            {state.isOn ? factor.onText(sayDay(state.since ?? ''), state.codesLeft) : factor.offText}
          </p>
        )}
        {state?.isRequired && <p className={css.text}>{factor.required}</p>}
        {trouble && <ProblemNote error={trouble} />}
        {state && !state.isOn && !offer && (
          <div className={css.actions}>
            <Button onClick={begin.run} loading={begin.isPending}>
              {factor.setUp}
            </Button>
          </div>
        )}
        {offer && (
          <form onSubmit={submit}>
            <Stack gap="sm">
              <Secret offer={offer} />
              <OneTimeCode value={otp} change={setOtp} />
              <div className={css.actions}>
                <Button type="submit" loading={confirm.isPending} disabled={otp.trim().length < 6}>
                  {factor.confirm}
                </Button>
                <Button variant="default" onClick={() => setOffer(undefined)}>
                  {w.frame.cancel}
                </Button>
              </div>
            </Stack>
          </form>
        )}
        {state?.isOn && (
          <div className={css.actions}>
            <Button variant="default" onClick={renew.run} loading={renew.isPending}>
              {factor.renew}
            </Button>
            <Button variant="default" color="red" onClick={remove.run} loading={remove.isPending}>
              {factor.remove}
            </Button>
          </div>
        )}
      </Stack>
      <ConfirmPassword isOpen={asking !== undefined} close={() => asking?.forget()} done={() => asking?.run()} />
    </Card>
  )
}

/** A step that the server lets through only soon after the password was entered: asks for it, then goes on. */
function useFresh<T>(work: () => Promise<T>, done: (value: T) => void) {
  const [isAsked, setAsked] = useState(false)
  const { mutate, error, isPending } = useMutation({
    mutationFn: work,
    onSuccess: done,
    onError: (problem) => setAsked(codeOf(problem) === 'password-needed'),
  })
  return { run: () => mutate(), error, isPending, isAsked, forget: () => setAsked(false) }
}
