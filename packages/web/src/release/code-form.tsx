import * as api from '@firstread/client'
import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { ask, codeOf } from '../api/ask.ts'
import { ProblemNote } from '../ui/problem.tsx'
import { w } from '../words/index.ts'
import css from './shared.module.css'
import type { Because } from './shared-app.tsx'

type CodeProps = { token: string; opened: (shareId: string) => void; because: Because | undefined }
/** One word for whatever is wrong: the server says no more. */
const refusals = new Set(['not-found', 'invalid-request'])

export function CodeForm({ token, opened, because }: CodeProps) {
  const { shared } = w.patient
  const [code, setCode] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const enter = useMutation({
    mutationFn: () => ask(api.openShare({ body: { token, code } })),
    onSuccess: ({ shareId }) => opened(shareId),
    onError: () => {
      setCode('')
      field.current?.focus()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (code.trim()) enter.mutate()
  }
  if (!token)
    return (
      <section className={css.box}>
        <h1 className={css.title}>{shared.codeTitle}</h1>
        <p className={css.text}>{shared.incomplete}</p>
      </section>
    )
  const isRefused = refusals.has(codeOf(enter.error) ?? '')
  return (
    <section className={css.box}>
      <h1 className={css.title}>{shared.codeTitle}</h1>
      {because && !enter.isError && (
        <p className={css.because} role="status">
          {shared[because]}
        </p>
      )}
      <p className={css.text}>{shared.codeText}</p>
      <form onSubmit={submit} className={css.form}>
        <TextInput
          ref={field}
          label={shared.code}
          size="lg"
          classNames={{ input: css.code }}
          autoComplete="off"
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          maxLength={20}
          autoFocus
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {isRefused && (
          <div className={css.wrong} role="alert">
            <p>{shared.wrong}</p>
            <p>{shared.wrongNote}</p>
          </div>
        )}
        {enter.isError && !isRefused && <ProblemNote error={enter.error} />}
        <Button type="submit" size="md" loading={enter.isPending} disabled={code.trim() === ''}>
          {shared.open}
        </Button>
      </form>
    </section>
  )
}
