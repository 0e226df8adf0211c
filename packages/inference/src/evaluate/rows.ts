import { decide } from '../decide.ts'
import type { Manifest } from '../model/manifest.ts'
import type { Outcome, Probabilities, RiskCategory, StudyReading } from '../reading.ts'
import type { Label } from './labels.ts'

/** What became of one labelled image. */
export type Row = {
  file: string
  truth: RiskCategory
  outcome: Outcome
  reason?: string
  /** present when read, and when the model abstained because it was not sure */
  probabilities?: Probabilities
  /** what was said; absent unless read */
  said?: RiskCategory
  ms: number
  inferMs: number
}

export function rowOf(
  { file, truth }: Label,
  { outcome, reason, probabilities, riskCategory, timings }: StudyReading,
): Row {
  const row: Row = { file, truth, outcome, ms: timings.totalMs, inferMs: timings.inferMs }
  if (reason !== undefined) row.reason = reason
  if (probabilities !== undefined) row.probabilities = probabilities
  if (riskCategory !== undefined) row.said = riskCategory
  return row
}

/** Rows as production decides them: those that were read. */
export const asRead = (rows: readonly Row[]) =>
  rows.flatMap((row) =>
    row.said === undefined || row.probabilities === undefined
      ? []
      : [{ ...row, probabilities: row.probabilities, decided: row.said }],
  )

/** Rows as if the model had to decide every image that it has probabilities for: nothing is made better by abstaining. */
export const asForced = (rows: readonly Row[], manifest: Manifest) =>
  rows.flatMap((row) =>
    row.probabilities === undefined
      ? []
      : [{ ...row, probabilities: row.probabilities, decided: decide(row.probabilities, manifest).category }],
  )
