import type { Setting } from '@firstread/client'
import { Checkbox, NumberInput, Select, Switch, Textarea } from '@mantine/core'
import { useState } from 'react'
import { w } from '../words/index.ts'
import css from './care.module.css'

/** How a setting is filled in. What is not here follows from the value it has, and JSON is the last resort. */
type Form =
  | { kind: 'number'; unit: Unit; min: number; max: number }
  | { kind: 'byClass'; unit: Unit; min: number; max: number }
  | { kind: 'choice'; of: readonly string[] }
  | { kind: 'roles' }
  | { kind: 'switch' }
type Unit = 'minutes' | 'hours' | 'seconds'

const forms: Record<string, Form> = {
  'triage.max_wait_minutes': { kind: 'byClass', unit: 'minutes', min: 1, max: 43_200 },
  'triage.claim_minutes': { kind: 'number', unit: 'minutes', min: 1, max: 240 },
  'review.first_opinion': { kind: 'switch' },
  'review.fresh_authentication_minutes': { kind: 'number', unit: 'minutes', min: 0, max: 60 },
  'review.critical_minutes': { kind: 'number', unit: 'minutes', min: 1, max: 1440 },
  'release.mode': { kind: 'choice', of: ['at_signing', 'delayed', 'held'] },
  'release.delay_hours': { kind: 'number', unit: 'hours', min: 0, max: 720 },
  'release.sharing': { kind: 'switch' },
  'analysis.settle_seconds': { kind: 'number', unit: 'seconds', min: 1, max: 3600 },
  'outcomes.recompute_minutes': { kind: 'number', unit: 'minutes', min: 1, max: 1440 },
  'auth.second_factor_roles': { kind: 'roles' },
}

export const titleOf = (key: string): string => w.care.settings.names[key] ?? key

type FieldProps = { setting: Setting; value: unknown; change: (value: unknown) => void }

export function SettingField({ setting, value, change }: FieldProps) {
  const name = titleOf(setting.key)
  const form = forms[setting.key]
  if (form?.kind === 'roles') return <Roles name={name} value={value} change={change} />
  if (form?.kind === 'choice')
    return (
      <Select
        aria-label={name}
        data={form.of.map((one) => ({ value: one, label: w.care.settings.choices[one] ?? one }))}
        value={String(value)}
        allowDeselect={false}
        onChange={(one) => one && change(one)}
      />
    )
  if (form?.kind === 'byClass' && isNumbers(value)) return <ByClass {...{ name, form, value, change }} />
  if (typeof value === 'boolean')
    return (
      <Switch
        aria-label={name}
        label={value ? w.care.settings.yes : w.care.settings.no}
        checked={value}
        onChange={(event) => change(event.currentTarget.checked)}
      />
    )
  if (typeof value === 'number')
    return <Amount {...{ name, value, change }} form={form?.kind === 'number' ? form : undefined} />
  return <Json name={name} value={value} change={change} isMasked={setting.isMasked} />
}

type NumberForm = { unit: Unit; min: number; max: number }
type AmountProps = { name: string; value: number; change: (value: number) => void; form: NumberForm | undefined }

function Amount({ name, value, change, form }: AmountProps) {
  return (
    <NumberInput
      aria-label={name}
      value={value}
      min={form?.min ?? 0}
      {...(form ? { max: form.max, suffix: ` ${w.care.settings.units[form.unit]}` } : {})}
      allowDecimal={form?.unit === 'hours'}
      onChange={(one) => typeof one === 'number' && change(one)}
    />
  )
}

type ByClassProps = { name: string; value: Record<string, number>; change: (value: unknown) => void; form: NumberForm }

function ByClass({ name, value, change, form }: ByClassProps) {
  return (
    <div className={css.byClass}>
      {Object.entries(value).map(([triageClass, minutes]) => (
        <NumberInput
          key={triageClass}
          label={w.triage.class[triageClass as unknown as number] ?? triageClass}
          aria-label={`${name}: ${w.triage.class[triageClass as unknown as number] ?? triageClass}`}
          min={form.min}
          max={form.max}
          suffix={` ${w.care.settings.units[form.unit]}`}
          value={minutes}
          onChange={(one) => typeof one === 'number' && change({ ...value, [triageClass]: one })}
        />
      ))}
    </div>
  )
}

const roles = ['doctor', 'radiologist', 'tech', 'patient'] as const

function Roles({ name, value, change }: { name: string; value: unknown; change: (value: unknown) => void }) {
  const chosen = Array.isArray(value) ? (value as string[]) : []
  return (
    <Checkbox.Group value={chosen} onChange={change} role="group" aria-label={name}>
      <div className={css.byClass}>
        {roles.map((role) => (
          <Checkbox key={role} value={role} label={w.domain.role[role]} />
        ))}
      </div>
    </Checkbox.Group>
  )
}

const isNumbers = (value: unknown): value is Record<string, number> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => typeof one === 'number')

type JsonProps = { name: string; value: unknown; change: (value: unknown) => void; isMasked: boolean }

function Json({ name, value, change, isMasked }: JsonProps) {
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
      aria-label={name}
      {...(isMasked ? { placeholder: w.care.settings.masked } : {})}
      autosize
      minRows={1}
      value={text}
      error={isWrong ? w.care.settings.wrong : undefined}
      onChange={(event) => type(event.currentTarget.value)}
    />
  )
}

/** A value as a sentence of the history says it. */
export function sayValue(key: string, value: unknown): string {
  const form = forms[key]
  const { settings } = w.care
  if (value === null || value === undefined) return '–'
  if (typeof value === 'boolean') return value ? settings.yes : settings.no
  if (form?.kind === 'choice') return settings.choices[String(value)] ?? String(value)
  if (form?.kind === 'roles' && Array.isArray(value))
    return value.map((role) => w.domain.role[role as keyof typeof w.domain.role]).join(', ') || settings.nobody
  if (form?.kind === 'byClass' && isNumbers(value))
    return Object.entries(value)
      .map(([name, number]) => `${w.triage.class[Number(name)] ?? name} ${number}`)
      .join(', ')
  if (form?.kind === 'number') return `${value} ${settings.units[form.unit]}`
  return JSON.stringify(value)
}
