import type { MedicalHistory, MedicalHistoryBody } from '@firstread/contract'
import type { HistoryRow, HistoryValues } from './patient-queries.ts'

const json = (value: unknown) => (value == null ? null : JSON.stringify(value))

/** PUT replaces the whole: what is not given becomes empty. */
export function toHistoryValues(body: MedicalHistoryBody): HistoryValues {
  return {
    conditions: json(body.conditions),
    allergies: json(body.allergies),
    medications: json(body.medications),
    family_history: json(body.familyHistory),
    smoking_status: body.smokingStatus ?? null,
    alcohol_consumption: body.alcoholConsumption ?? null,
    exercise_frequency: body.exerciseFrequency ?? null,
    previous_surgeries: json(body.previousSurgeries),
    previous_hospitalizations: json(body.previousHospitalizations),
  }
}

export function toHistory(patientId: string, row: HistoryRow | undefined): MedicalHistory {
  return {
    patientId,
    conditions: row?.conditions ?? null,
    allergies: row?.allergies ?? null,
    medications: row?.medications ?? null,
    familyHistory: row?.family_history ?? null,
    smokingStatus: row?.smoking_status ?? null,
    alcoholConsumption: row?.alcohol_consumption ?? null,
    exerciseFrequency: row?.exercise_frequency ?? null,
    previousSurgeries: row?.previous_surgeries ?? null,
    previousHospitalizations: row?.previous_hospitalizations ?? null,
    updatedAt: row?.updated_at.toISOString() ?? null,
  }
}
