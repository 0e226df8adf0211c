import * as api from '@firstread/client'
import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ask } from '../api/ask.ts'
import { Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { w } from '../words/index.ts'
import css from './factor.module.css'
import { QrCode } from './qr-code.tsx'

type OneTimeCodeProps = { value: string; change: (value: string) => void; note?: string | undefined }

/** Six digits of the authenticator; where a note says so, a recovery code instead. */
export function OneTimeCode({ value, change, note }: OneTimeCodeProps) {
  return (
    <TextInput
      label={w.frame.factor.code}
      description={note}
      name="otp"
      autoComplete="one-time-code"
      inputMode={note ? 'text' : 'numeric'}
      maxLength={16}
      size="md"
      autoFocus
      value={value}
      onChange={(event) => change(event.currentTarget.value)}
      classNames={{ input: css.code }}
    />
  )
}

/** The secret, as a picture for the authenticator and as letters for who cannot point a camera at this screen. */
export function Secret({ offer }: { offer: api.SecondFactorOffer }) {
  return (
    <div className={css.secret}>
      <QrCode text={offer.uri} label={w.frame.factor.qr} />
      <div>
        <p className={css.text}>{w.frame.factor.scan}</p>
        <p className={css.text}>
          {w.frame.factor.orType}
          <code className={css.letters}>{offer.secret.match(/.{1,4}/g)?.join(' ')}</code>
        </p>
      </div>
    </div>
  )
}

/** The role needs codes and this account has none yet: the password that was right a moment ago asks for a secret. */
export function EnrolAtSignIn({ email, password }: { email: string; password: string }) {
  const offer = useQuery({
    queryKey: ['enrol', email],
    queryFn: () => ask(api.enrolAtLogin({ body: { email, password } })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  })
  return (
    <>
      <p className={css.text}>{w.frame.factor.neededText}</p>
      {offer.isPending && <Waiting lines={1} height={160} />}
      {offer.isError && <ProblemNote error={offer.error} />}
      {offer.data && <Secret offer={offer.data} />}
    </>
  )
}
