import { z } from 'zod'
import { id, instant, probability } from './words.ts'

export const modelState = z.enum(['registered', 'active', 'suspended', 'retired'])

export const intendedUse = z.strictObject({
  modality: z.array(z.string()),
  bodyPart: z.array(z.string()),
  view: z.array(z.string()),
  ageYears: z.strictObject({ min: z.number(), max: z.number() }),
  mayLocalise: z.boolean(),
  statement: z.string(),
})

/** A model version in the registry. It reads studies only while its state is `active`. */
export const model = z
  .strictObject({
    modelId: id,
    modelName: z.string(),
    version: z.string(),
    title: z.string().nullable(),
    description: z.string().nullable(),
    architecture: z.string().nullable(),
    framework: z.string().nullable(),
    sha256: z.string().nullable().describe('Of the network file; checked at activation and at every load'),
    sizeBytes: z.int().nullable(),
    state: modelState,
    isActive: z.boolean(),
    suspendedReason: z.string().nullable(),
    intendedUse: intendedUse.nullable(),
    trainedDate: instant.nullable(),
    trainingDatasetVersion: z.string().nullable(),
    deployedDate: instant.nullable(),
    previousModelId: id
      .nullable()
      .describe('The version that read before this one, where this one is in use: what a rollback puts back'),
    createdAt: instant,
    baseline: z.strictObject({
      accuracy: probability.nullable(),
      precision: probability.nullable(),
      recall: probability.nullable(),
      f1Score: probability.nullable(),
    }),
  })
  .meta({ id: 'Model' })

export const modelList = z.strictObject({ items: z.array(model) })
export const registerModel = z.strictObject({
  package: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
    .describe('Name of a folder in FIRSTREAD_MODELS that holds model.json and the network'),
})
const reason = z.string().trim().min(3).max(500)
export const suspendModel = z.strictObject({ reason })
export const activateModel = z.strictObject({ reason: reason.describe('Kept in the audit trail').optional() })
export const rollBackModel = z.strictObject({ reason: reason.describe('Kept in the audit trail') })

/** A share of `n`, with its Wilson 95 % interval. */
export const interval = z.strictObject({ low: probability, high: probability, n: z.int() })
const figure = probability.nullable()

export const classFigures = z.strictObject({
  precision: figure,
  recall: figure,
  f1Score: figure,
  support: z.int().describe('Studies the doctors put in this class'),
  predicted: z.int(),
})
export const subgroup = z.strictObject({
  group: z.enum(['sex', 'age']),
  value: z.string(),
  n: z.int(),
  accuracy: figure,
  recall: figure,
  precision: figure,
  intervals: z.record(z.string(), interval),
})

/** A share with its 95 % interval and its denominator. */
export const measured = z
  .strictObject({ value: probability, low: probability, high: probability, n: z.int() })
  .meta({ id: 'MeasuredShare' })

/**
 * What the curves of the decision "needs attention" (medium or high against low) are drawn from. The score is
 * 1 - lowProbability, calibrated.
 */
export const modelCurves = z
  .strictObject({
    positives: z.int().describe('With a probability, and truly medium or high'),
    negatives: z.int(),
    auc: measured.nullable().describe('DeLong’s interval; null with fewer than two of either'),
    roc: z
      .array(z.strictObject({ falsePositives: probability, truePositives: probability }))
      .describe('Shares, from (0, 0) to (1, 1); empty when only one of both occurred'),
    reliability: z
      .array(
        z.strictObject({
          claimed: probability.describe('Mean claim of the bin'),
          observed: probability.describe('Share that truly needed attention'),
          low: probability,
          high: probability,
          n: z.int(),
        }),
      )
      .describe('By claim; empty bins are left out. Intervals are Wilson’s'),
    confusion: z.array(z.array(z.int())).describe('Rows truth, columns said, both in the order low, medium, high'),
  })
  .meta({ id: 'ModelCurves' })

/** What the package of a model brings as its own measurement, on films that it was not trained on. */
export const modelEvaluation = z
  .strictObject({
    modelId: id,
    evaluation: z
      .strictObject({
        measuredAt: instant,
        images: z.int(),
        isCrossValidated: z.boolean().describe('Each image was read by a network that was not trained on its group'),
        notRead: z.int().describe('Abstained, out of scope or failed; not in the figures'),
        classes: z.strictObject({ low: z.string(), medium: z.string(), high: z.string() }),
        figures: z.record(z.string(), measured),
        curves: modelCurves,
      })
      .nullable()
      .describe('Null when the package brings none, or one of another network'),
  })
  .meta({ id: 'ModelEvaluation' })

/**
 * Figures of one model over one period. The binary ones are about the decision "needs attention" (medium or high against
 * low): the truth is the doctor's signed assessment.
 */
export const modelMetrics = z
  .strictObject({
    metricId: id,
    source: z.enum(['reviews', 'evaluation']),
    recordedAt: instant,
    periodStart: instant.nullable(),
    periodEnd: instant.nullable(),
    totalPredictions: z.int(),
    correctPredictions: z.int(),
    truePositives: z.int(),
    trueNegatives: z.int(),
    falsePositives: z.int(),
    falseNegatives: z.int(),
    accuracy: figure,
    precision: figure,
    recall: figure,
    f1Score: figure,
    aucRoc: figure.describe(
      'Of 1 - lowProbability against the doctor’s medium or high; null when only one of both occurred',
    ),
    averageProcessingTimeMs: z.int().nullable(),
    perClass: z.record(z.string(), classFigures),
    intervals: z.record(z.string(), interval),
    subgroups: z.array(subgroup),
    datasetVersion: z.string().nullable(),
    notes: z.string().nullable(),
  })
  .meta({ id: 'ModelMetrics' })

export const metricsOfModel = z.strictObject({
  modelId: id,
  newest: modelMetrics.nullable().describe('From reviews; null until a doctor has signed one'),
  curves: modelCurves.nullable().describe('Of the newest figures from reviews'),
  history: z.array(modelMetrics).describe('Newest first, at most 200'),
})

/**
 * Population stability index of the model's outputs: sum over bins of (current - baseline) × ln(current / baseline).
 * Below 0.1 stable, up to 0.25 to be watched, above it drifted: the customary bounds.
 */
export const driftedFigure = z.strictObject({
  figure: z.enum(['riskCategory', 'needsAttention']),
  psi: z.number(),
  bins: z.array(z.strictObject({ bin: z.string(), baseline: probability, current: probability })),
})
export const modelDrift = z
  .strictObject({
    modelId: id,
    verdict: z.enum(['stable', 'watch', 'drifted', 'too-few']),
    explanation: z.string(),
    baseline: z.strictObject({ source: z.enum(['model-package', 'first-readings', 'none']), n: z.int() }),
    current: z.strictObject({ n: z.int(), from: instant.nullable(), to: instant.nullable() }),
    figures: z.array(driftedFigure),
  })
  .meta({ id: 'ModelDrift' })

export type Model = z.infer<typeof model>
export type ModelMetrics = z.infer<typeof modelMetrics>
export type ClassFigures = z.infer<typeof classFigures>
export type ModelCurves = z.infer<typeof modelCurves>
export type ModelEvaluation = z.infer<typeof modelEvaluation>
export type Interval = z.infer<typeof interval>
export type Subgroup = z.infer<typeof subgroup>
export type ModelDrift = z.infer<typeof modelDrift>
