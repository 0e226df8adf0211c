import { Problem, type ProblemCode } from '@firstread/contract'
import type { Inspection } from '@firstread/dicom'

/**
 * Why an instance is not stored, with the status that C-STORE answers and that STOW-RS gives as Failure Reason: PS3.4
 * B.2.3, PS3.7 annex C, PS3.18 annex I. In Cxxx the last digits are ours.
 */
export const failures = {
  'out-of-resources': 0xa700,
  /** The data set is not what the request says: another study, class or instance. */
  'does-not-match': 0xa900,
  'cannot-understand': 0xc000,
  /** No Study, Series, SOP Class or SOP Instance UID, or one that PS3.5 9.1 does not allow. */
  'no-identifiers': 0xc001,
  /** Too large, too deep, too many elements. */
  'beyond-limits': 0xc002,
  /** A program, an archive or markup in front of the data set. */
  hostile: 0xc003,
  /** The study or series belongs to another patient or study, or the study came with another PatientID. */
  'other-patient-or-study': 0xc004,
  /** The SOP Instance UID is taken by other bytes, or by somebody else. */
  'duplicate-instance': 0x0111,
  'class-not-supported': 0x0122,
  'not-authorized': 0x0124,
  'processing-failure': 0x0110,
} as const

export type Failure = keyof typeof failures

/** Why one instance is refused. The words name no patient. */
export type Refusal = { failure: Failure; code: ProblemCode; detail: string }

/** What became of one instance. Its UIDs stand as far as they could be read. */
export type Verdict = { uids: Uids } & (
  | { result: 'stored' | 'held'; reportId: string }
  | ({ result: 'failed' } & Refusal)
)
export type Uids = Partial<
  Record<'sopClassUid' | 'sopInstanceUid' | 'studyInstanceUid' | 'seriesInstanceUid', string | undefined>
>

export const uidsOf = (inspection: Inspection | undefined): Uids => ({
  sopClassUid: inspection?.sopClassUid,
  sopInstanceUid: inspection?.sopInstanceUid,
  studyInstanceUid: inspection?.studyInstanceUid,
  seriesInstanceUid: inspection?.seriesInstanceUid,
})

/** A refusal that knows its own DICOM status. */
export class Refused extends Problem {
  readonly failure: Failure

  constructor(failure: Failure, code: ProblemCode, detail: string) {
    super(code, detail)
    this.failure = failure
  }
}

const byProblem: Partial<Record<ProblemCode, Failure>> = {
  'unsupported-file': 'cannot-understand',
  'broken-file': 'cannot-understand',
  'hostile-file': 'hostile',
  'file-limits': 'beyond-limits',
  'too-large': 'beyond-limits',
}

export const refusalOf = (problem: Problem): Refusal => ({
  failure: problem instanceof Refused ? problem.failure : (byProblem[problem.code] ?? 'processing-failure'),
  code: problem.code,
  detail: problem.message,
})
