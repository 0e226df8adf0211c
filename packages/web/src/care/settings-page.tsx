import * as api from '@firstread/client'
import { Button, NumberInput, Select, Switch, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../api/ask.ts'
import { settingsQuery } from '../api/care-queries.ts'
import { Card, Page, Waiting } from '../ui/page.tsx'
import { ProblemNote } from '../ui/problem.tsx'
import { sayMoment } from '../ui/time.ts'
import { toast } from '../ui/toast.tsx'
import { w } from '../words/index.ts'
import css from './care.module.css'

/** The few settings that are one of some words; every other form follows from the value it has. */
const choices: Record<string, readonly string[]> = { 'release.mode': ['at_signing', 'delayed', 'held'] }

/** What can be changed while Firstread runs. */
export function SettingsPage() {
  const found = useQuery(settingsQuery())
  return (
    <Page title={w.care.settings.title} text={w.care.settings.text}>
      {found.isPending && <Waiting lines={6} height={48} />}
      {found.isError && <ProblemNote error={found.error} retry={() => void found.refetch()} />}
      <Card>
        {found.data?.items.map((setting) => (
          <Row key={setting.key} setting={setting} />
        ))}
      </Card>
    </Page>
  )
}

function Row({ setting }: { setting: api.Setting }) {
  const [value, setValue] = useState<unknown>(setting.value)
  const client = useQueryClient()
  const { settings } = w.care
  const save = useMutation({
    mutationFn: () => ask(api.putSetting({ path: { key: setting.key }, body: { value } })),
    onSuccess: () => {
      toast('good', settings.saved)
      void client.invalidateQueries({ queryKey: ['settings'] })
    },
  })
  const isTouched = JSON.stringify(value) !== JSON.stringify(setting.value)
  return (
    <div className={css.setting}>
      <div>
        <strong className={css.code}>{setting.key}</strong>
        <p className={css.quiet}>
          {setting.description} <span>({settings.changed(sayMoment(setting.updatedAt))})</span>
        </p>
      </div>
      <div className={css.form}>
        <div className={css.settingForm}>
          <Field setting={setting} value={value} change={setValue} />
          <Button size="sm" disabled={!isTouched} loading={save.isPending} onClick={() => save.mutate()}>
            {settings.save}
          </Button>
        </div>
        {save.isError && <ProblemNote error={save.error} />}
      </div>
    </div>
  )
}

type FieldProps = { setting: api.Setting; value: unknown; change: (value: unknown) => void }

/** Yes or no, a number, one of some words, numbers by name, or JSON as it is. */
function Field({ setting: { key, isMasked }, value, change }: FieldProps) {
  const shared = { 'aria-label': key, ...(isMasked ? { placeholder: w.care.settings.masked } : {}) }
  const words = choices[key]
  if (words)
    return (
      <Select
        {...shared}
        data={[...words]}
        value={String(value)}
        allowDeselect={false}
        onChange={(one) => one && change(one)}
      />
    )
  if (typeof value === 'boolean')
    return <Switch {...shared} checked={value} onChange={(event) => change(event.currentTarget.checked)} />
  if (typeof value === 'number')
    return <NumberInput {...shared} value={value} min={0} onChange={(one) => typeof one === 'number' && change(one)} />
  if (isNumbers(value))
    return (
      <div className={css.row}>
        {Object.entries(value).map(([name, number]) => (
          <NumberInput
            key={name}
            w={90}
            label={name}
            aria-label={`${key} ${name}`}
            min={1}
            value={number}
            onChange={(one) => typeof one === 'number' && change({ ...value, [name]: one })}
          />
        ))}
      </div>
    )
  return <Json value={value} change={change} {...shared} />
}

const isNumbers = (value: unknown): value is Record<string, number> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => typeof one === 'number')

function Json({
  value,
  change,
  ...shared
}: {
  value: unknown
  change: (value: unknown) => void
  'aria-label': string
}) {
  const [text, setText] = useState(value === null ? '' : JSON.stringify(value))
  const [isWrong, setWrong] = useState(false)
  const type = (typed: string) => {
    setText(typed)
    try {
      change(JSON.parse(typed))
      setWrong(false)
    } catch {
      setWrong(true)
    }
  }
  return (
    <Textarea
      {...shared}
      autosize
      minRows={1}
      value={text}
      error={isWrong ? w.care.settings.wrong : undefined}
      onChange={(event) => type(event.currentTarget.value)}
    />
  )
}
