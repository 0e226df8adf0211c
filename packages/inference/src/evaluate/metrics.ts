/** The figures of an evaluation, from what was true and what was said. No I/O: the same rows give the same figures. */
import type { RiskCategory } from '../reading.ts'
import type { Row } from './rows.ts'
import {
  auc,
  type Bin,
  bootstrap,
  type Claim,
  expectedCalibrationError,
  type Figure,
  proportion,
  type RocPoint,
  reliability,
  rocCurve,
} from './statistics.ts'

export const categories = ['low', 'medium', 'high'] as const satisfies RiskCategory[]

/** A row with probabilities and a decision: what figures can be made of. */
export type Decided = Row & { probabilities: NonNullable<Row['probabilities']>; decided: RiskCategory }

/** A yes-or-no question to the readings. */
export type Binary = {
  positives: number
  negatives: number
  sensitivity?: Figure | undefined
  specificity?: Figure | undefined
  ppv?: Figure | undefined
  npv?: Figure | undefined
  f1?: Figure | undefined
  auc?: Figure | undefined
  roc: RocPoint[]
}

export type Metrics = {
  n: number
  /** rows are the truth, columns the decision, both in the order low, medium, high */
  confusion: number[][]
  accuracy?: Figure | undefined
  balancedAccuracy?: Figure | undefined
  /** mean of the three F1 */
  macroF1?: Figure | undefined
  perClass: Record<RiskCategory, Binary>
  /** medium or high against low: for the chest model pneumonia against normal */
  needsAttention: Binary
  /** high against medium among those that are either: bacterial against viral */
  highAgainstMedium: Binary
  calibration: {
    ece?: Figure | undefined
    bins: Bin[]
    eceNeedsAttention?: Figure | undefined
    binsNeedsAttention: Bin[]
  }
}

type Question = { truth: boolean; said: boolean; score: number }

function f1Of(questions: readonly Question[]): number | undefined {
  const hits = questions.filter(({ truth, said }) => truth && said).length
  const wrong = questions.filter(({ truth, said }) => truth !== said).length
  return hits + wrong === 0 ? undefined : (2 * hits) / (2 * hits + wrong)
}

const count = (questions: readonly Question[], truth: boolean, said: boolean) =>
  questions.filter((question) => question.truth === truth && question.said === said).length

/** Everything about a yes-or-no question. */
export function binary(questions: readonly Question[]): Binary {
  const [hit, missed, alarm, clear] = [
    count(questions, true, true),
    count(questions, true, false),
    count(questions, false, true),
    count(questions, false, false),
  ]
  const positives = questions.filter(({ truth }) => truth).map(({ score }) => score)
  const negatives = questions.filter(({ truth }) => !truth).map(({ score }) => score)
  return {
    positives: positives.length,
    negatives: negatives.length,
    sensitivity: proportion(hit, hit + missed),
    specificity: proportion(clear, clear + alarm),
    ppv: proportion(hit, hit + alarm),
    npv: proportion(clear, clear + missed),
    f1: bootstrap(questions, f1Of),
    auc: auc(positives, negatives),
    roc: thin(rocCurve(positives, negatives)),
  }
}

const ROC_POINTS = 200

/** Enough points for a plot; the ends always stay. */
function thin(points: RocPoint[]): RocPoint[] {
  const step = Math.ceil(points.length / ROC_POINTS)
  return points.filter((_, i) => i % step === 0 || i === points.length - 1)
}

const ofClass =
  (category: RiskCategory) =>
  (row: Decided): Question => ({
    truth: row.truth === category,
    said: row.decided === category,
    score: row.probabilities[category],
  })

const attention = (row: Decided): Question => ({
  truth: row.truth !== 'low',
  said: row.decided !== 'low',
  score: 1 - row.probabilities.low,
})

/** Which of the two is likelier, whatever was said about needing attention. */
function highOverMedium({ truth, probabilities: { medium, high } }: Decided): Question {
  return { truth: truth === 'high', said: high >= medium, score: high / Math.max(high + medium, Number.MIN_VALUE) }
}

function recall(rows: readonly Decided[], category: RiskCategory): number | undefined {
  const those = rows.filter(({ truth }) => truth === category)
  return those.length === 0 ? undefined : those.filter(({ decided }) => decided === category).length / those.length
}

/** The mean over the classes that occur. */
function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length
}

const balanced = (rows: readonly Decided[]) => meanOf(categories.map((category) => recall(rows, category)))
const macroF1 = (rows: readonly Decided[]) => meanOf(categories.map((category) => f1Of(rows.map(ofClass(category)))))

/** The likeliest class and whether it was right: what a calibrated probability promises. */
function topClaim({ probabilities, truth }: Decided): Claim {
  const [top] = categories.toSorted((a, b) => probabilities[b] - probabilities[a])
  return { probability: probabilities[top ?? 'low'], correct: top === truth }
}

const attentionClaim = ({ probabilities, truth }: Decided): Claim => ({
  probability: 1 - probabilities.low,
  correct: truth !== 'low',
})

const ece = (claim: (row: Decided) => Claim) => (rows: readonly Decided[]) => expectedCalibrationError(rows.map(claim))

/** Makes all figures of decided rows. */
export function metricsOf(rows: readonly Decided[]): Metrics {
  const either = rows.filter(({ truth }) => truth !== 'low')
  const right = rows.filter(({ truth, decided }) => truth === decided).length
  const perClass = (category: RiskCategory) => binary(rows.map(ofClass(category)))
  return {
    n: rows.length,
    confusion: categories.map((truth) =>
      categories.map((decided) => rows.filter((row) => row.truth === truth && row.decided === decided).length),
    ),
    accuracy: proportion(right, rows.length),
    balancedAccuracy: bootstrap(rows, balanced),
    macroF1: bootstrap(rows, macroF1),
    perClass: { low: perClass('low'), medium: perClass('medium'), high: perClass('high') },
    needsAttention: binary(rows.map(attention)),
    highAgainstMedium: binary(either.map(highOverMedium)),
    calibration: {
      ece: bootstrap(rows, ece(topClaim)),
      bins: reliability(rows.map(topClaim)),
      eceNeedsAttention: bootstrap(rows, ece(attentionClaim)),
      binsNeedsAttention: reliability(rows.map(attentionClaim)),
    },
  }
}
