import type { Patient } from '@firstread/client'
import { SegmentedControl, Select, Stack, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { w } from '../words/index.ts'
import { NewPatient } from './new-patient.tsx'
import { PatientField } from './patient-field.tsx'
import css from './upload.module.css'

export type StudyDetails = { studyType: string; imageType: string; symptoms: string; priority: string }
export const noDetails: StudyDetails = { studyType: '', imageType: '', symptoms: '', priority: 'routine' }

type DetailsProps = {
  patient: Patient | undefined
  setPatient: (patient: Patient | undefined) => void
  details: StudyDetails
  change: (details: StudyDetails) => void
  isLocked: boolean
}

/** What DICOM says by itself may stay empty. */
export function Details({ patient, setPatient, details, change, isLocked }: DetailsProps) {
  const { upload } = w.ingest
  const [fresh, setFresh] = useState<string>()
  return (
    <fieldset disabled={isLocked} className={css.fieldset}>
      <Stack gap="sm">
        <PatientField
          label={upload.patient}
          hint={upload.patientAuto}
          value={patient}
          change={setPatient}
          make={setFresh}
        />
        {patient?.isProvisional && <p className={css.quiet}>{w.ingest.newPatient.isNew}</p>}
        <TextInput
          label={upload.studyType}
          value={details.studyType}
          onChange={(event) => change({ ...details, studyType: event.currentTarget.value })}
        />
        <Select
          label={upload.imageType}
          data={Object.entries(w.domain.imageType).map(([value, label]) => ({ value, label }))}
          value={details.imageType || null}
          onChange={(imageType) => change({ ...details, imageType: imageType ?? '' })}
          clearable
          clearButtonProps={{ 'aria-label': w.triage.filters.clear }}
        />
        <Textarea
          label={upload.symptoms}
          autosize
          minRows={2}
          value={details.symptoms}
          onChange={(event) => change({ ...details, symptoms: event.currentTarget.value })}
        />
        <div>
          <span className={css.label} id="priority-label">
            {upload.priority}
          </span>
          <SegmentedControl
            fullWidth
            aria-labelledby="priority-label"
            data={Object.entries(w.domain.priority).map(([value, label]) => ({ value, label }))}
            value={details.priority}
            onChange={(priority) => change({ ...details, priority })}
          />
        </div>
      </Stack>
      <NewPatient
        name={fresh}
        close={() => setFresh(undefined)}
        choose={(chosen) => {
          setPatient(chosen)
          setFresh(undefined)
        }}
      />
    </fieldset>
  )
}
