import { type Code, code, values } from './codes.ts'

/** What a pattern in a model's words is called in codes: the finding, and how it looks. */
interface Pattern {
  readonly finding: Code
  readonly appearance?: Code
}

const consolidation = code('95436008', 'SCT', 'Lung consolidation')
const interstitial = code('112004', 'DCM', 'Abnormal interstitial pattern')

/** In the order of their precision; the first word that occurs decides. */
const patterns: readonly [word: RegExp, pattern: Pattern][] = [
  [/consolidation/i, { finding: values.pneumonia, appearance: consolidation }],
  [/interstitial/i, { finding: values.pneumonia, appearance: interstitial }],
  [/pneumonia/i, { finding: values.pneumonia }],
]

/** A pattern that the table does not know is an abnormal opacity (PS3.16 CID 6101); its own words stand beside the code. */
export const patternOf = (type: string): Pattern =>
  patterns.find(([word]) => word.test(type))?.[1] ?? { finding: values.abnormalOpacity }
