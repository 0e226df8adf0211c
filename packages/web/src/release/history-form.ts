import type { MedicalHistory, PutMedicalHistoryData } from '@firstread/client'
import { linesOf } from '../review/lines.ts'

export const listFields = [
  'conditions',
  'allergies',
  'medications',
  'familyHistory',
  'previousSurgeries',
  'previousHospitalizations',
] as const
export const choiceFields = ['smokingStatus', 'alcoholConsumption', 'exerciseFrequency'] as const
type Field = (typeof listFields)[number] | (typeof choiceFields)[number]
export type HistoryForm = Record<Field, string>

/** A list is written as lines, one thing in each. */
export const formOf = (history: MedicalHistory): HistoryForm =>
  Object.fromEntries([
    ...listFields.map((field) => [field, linesOf(history[field]).join('\n')]),
    ...choiceFields.map((field) => [field, history[field] ?? '']),
  ]) as HistoryForm

export const bodyOf = (form: HistoryForm): PutMedicalHistoryData['body'] => ({
  ...Object.fromEntries(listFields.map((field) => [field, splitLines(form[field])])),
  ...Object.fromEntries(choiceFields.map((field) => [field, form[field] || null])),
})

const splitLines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
