import type { Risk } from '@firstread/contract'

/** One study of which a model said something and of which a doctor signed what is true. */
export type Judged = {
  truth: Risk
  said: Risk
  /** Calibrated probability of low, as the doctor saw it; null when it was not kept. */
  low: number | null
  sex: string | null
  age: number | null
  processingTimeMs: number | null
  reviewedAt: Date
}

/** The decision that the binary figures are about: medium or high needs attention. */
export const needsAttention = (risk: Risk): boolean => risk !== 'low'

/** Words of DICOM (0010,0040), FHIR and people for the same thing. */
const sexes: Record<string, string> = {
  m: 'male',
  male: 'male',
  f: 'female',
  female: 'female',
  o: 'other',
  other: 'other',
}
export const sexOf = ({ sex }: Judged): string => sexes[sex?.trim().toLowerCase() ?? ''] ?? 'unknown'

/** The bands follow what the first model was trained on: children of one to five years. */
const ageBands: readonly [below: number, name: string][] = [
  [1, 'under 1'],
  [6, '1 to 5'],
  [16, '6 to 15'],
  [Number.POSITIVE_INFINITY, '16 and over'],
]
export const ageBandOf = ({ age }: Judged): string =>
  age === null ? 'unknown' : (ageBands.find(([below]) => age < below)?.[1] ?? 'unknown')
