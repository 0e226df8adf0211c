import type { Code } from './codes.ts'
import type { InstanceReference } from './content.ts'

/** What an algorithm said of a study, in the words a structured report is written from. */
export interface AlgorithmReading {
  readonly outcome: 'read' | 'abstained' | 'out_of_scope'
  /** why it did not read: a stable code and a plain sentence */
  readonly reason: { readonly code: string; readonly meaning: string } | undefined
  readonly explanation: string
  readonly procedure: Code
  readonly algorithm: Algorithm
  /** intended use, and that nothing of this is a diagnosis before a doctor signed */
  readonly intendedUse: readonly string[]
  readonly recommendations: readonly string[]
  readonly images: readonly ReadImage[]
}

/** PS3.16 TID 4019. */
export interface Algorithm {
  readonly name: string
  readonly version: string
  readonly manufacturer: string
  /** what another needs to make the same result again, the network's SHA-256 among it: `name=value` */
  readonly parameters: readonly string[]
}

export interface ReadImage {
  /** undefined for an upload that was no DICOM */
  readonly reference: InstanceReference | undefined
  /** pictures made of it, for instance the evidence map */
  readonly derived: readonly InstanceReference[]
  /** (0008,0060), for instance `DX` */
  readonly modality: string | undefined
  readonly rows: number | undefined
  readonly columns: number | undefined
  readonly risk: 'low' | 'medium' | 'high' | undefined
  /** calibrated, 0 to 1; they sum to 1 */
  readonly probabilities: { readonly low: number; readonly medium: number; readonly high: number } | undefined
  /** 0 useless to 1 nothing to remark */
  readonly quality: number | undefined
  readonly findings: readonly ReadFinding[]
}

export interface ReadFinding {
  readonly type: string
  /** words of anatomy, left and right as the patient's */
  readonly location: string
  readonly severity: 'mild' | 'moderate' | 'severe'
  /** 0 to 1 */
  readonly confidence: number
}
