import type { Patient } from '@firstread/client'
import { Combobox, InputBase, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { patientsQuery } from '../api/queries.ts'
import { Icon } from '../ui/icons.tsx'
import { sayDay } from '../ui/time.ts'
import { w } from '../words/index.ts'
import css from './upload.module.css'

type PatientFieldProps = {
  label: string
  hint?: string | undefined
  value: Patient | undefined
  change: (patient: Patient | undefined) => void
  /** Offers to make a patient of the typed name. */
  make?: (name: string) => void
}
const makeNew = 'make-new'

/** Finds a patient by name or identifier. The date of birth stands beside the name: names repeat. */
export function PatientField({ label, hint, value, change, make }: PatientFieldProps) {
  const combobox = useCombobox()
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 250)
  const found = useQuery({ ...patientsQuery(asked), enabled: asked.length >= 2 })
  const items = asked.length >= 2 ? (found.data?.items ?? []) : []
  const choose = (id: string) => {
    if (id === makeNew) make?.(text.trim())
    else change(items.find((item) => item.id === id))
    setText('')
    combobox.closeDropdown()
  }
  return (
    <Combobox store={combobox} onOptionSubmit={choose}>
      <Combobox.Target>
        <InputBase
          label={label}
          description={hint}
          placeholder={w.ingest.upload.patientHint}
          value={value ? value.name : text}
          onChange={(event) => {
            change(undefined)
            setText(event.currentTarget.value)
            combobox.openDropdown()
          }}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          rightSection={
            value ? (
              <Combobox.ClearButton onClear={() => change(undefined)} aria-label={w.triage.filters.clear} />
            ) : undefined
          }
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={asked.length < 2 || value !== undefined}>
        <Combobox.Options>
          {items.map((patient) => (
            <Combobox.Option key={patient.id} value={patient.id}>
              <span className={css.option}>
                <span>{patient.name}</span>
                <span className={css.quiet}>{patient.dateOfBirth ? sayDay(patient.dateOfBirth) : ''}</span>
              </span>
            </Combobox.Option>
          ))}
          {found.isSuccess && items.length === 0 && <Combobox.Empty>{w.ingest.upload.patientNone}</Combobox.Empty>}
          {make && found.isSuccess && !text.includes('|') && (
            <Combobox.Option value={makeNew} className={css.makeNew}>
              <Icon name="plus" size={14} /> {w.ingest.newPatient.offer(text.trim())}
            </Combobox.Option>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
