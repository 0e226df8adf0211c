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
export const suspendModel = z.strictObject({ reason: z.string().trim().min(3).max(500) })

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
export type Interval = z.infer<typeof interval>
export type Subgroup = z.infer<typeof subgroup>
export type ModelDrift = z.infer<typeof modelDrift>
