import type { Decision } from './decide.ts'
import { InferenceError, type InferenceErrorCode, inferenceProblems } from './errors.ts'
import type { Manifest } from './model/manifest.ts'
import type { Probabilities, Remark, RiskCategory } from './reading.ts'

/** Codes of outcomes are written with underscores, those of errors with hyphens. */
const reasonOf = (code: InferenceErrorCode) => code.replaceAll('-', '_')

/** Errors that are about the image: sending it again changes nothing, so they are an outcome. All others are thrown on. */
const ofTheImage = new Set<InferenceErrorCode>([
  'unreadable-image',
  'unsupported-type',
  'unsupported-encoding',
  'no-pixels',
  'not-finite',
  'too-large',
])

/** Why an image could not be read, or `undefined` when the error is not about the image. */
export function failureOf(error: unknown): Remark | undefined {
  if (!(error instanceof InferenceError) || !ofTheImage.has(error.code)) return
  return { code: reasonOf(error.code), explanation: inferenceProblems[error.code] }
}

/** Rounded down, so that 99.96 % is not called certain. */
const percent = (share: number) => `${Math.floor(share * 1000) / 10} %`

const meanings: Record<RiskCategory, string> = {
  low: 'nothing that needs attention was recognised',
  medium: 'a pattern that needs attention was recognised',
  high: 'a pattern that needs attention soon was recognised',
}

/** The classes of the network that carry a risk, by its own names. */
export const classesOf = ({ classes, risk }: Manifest, category: RiskCategory) =>
  classes.filter((name) => risk[name] === category)

/** One sentence for a reading. */
export function explainReading({ category, probability }: Decision, manifest: Manifest): string {
  const kinds = classesOf(manifest, category).join(' or ')
  return `Risk ${category}: ${meanings[category]} (${kinds}; calibrated probability ${percent(probability)}).`
}

export const uncertain = (p: Probabilities): Remark => ({
  code: 'uncertain',
  explanation: `The model is not sure enough to commit itself (low ${percent(p.low)}, medium ${percent(p.medium)}, high ${percent(p.high)}).`,
})
