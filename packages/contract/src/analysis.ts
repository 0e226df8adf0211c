import { z } from 'zod'
import { analysisOutcome, id, instant, probability, risk } from './words.ts'

/** A stable code for programs and a plain sentence for people. */
export const remark = z.strictObject({ code: z.string(), explanation: z.string() })

/** One entry of the seed's `abnormalities`: a place and a claim. */
export const abnormality = z.strictObject({
  type: z.string(),
  /** Words of anatomy, left and right as the patient's. */
  location: z.string(),
  severity: z.enum(['mild', 'moderate', 'severe']),
  confidence: probability,
})

/** The seed's findings object, under the seed's own names. */
export const findings = z
  .strictObject({
    abnormalities: z.array(abnormality),
    features: z.strictObject({
      edge_sharpness: probability,
      contrast_level: probability,
      texture_uniformity: probability,
    }),
  })
  .meta({ id: 'Findings' })

/** What a reading says, of one image or of the whole study. Probabilities are calibrated and sum to 1. */
const reading = {
  outcome: analysisOutcome,
  reason: z.string().nullable().describe('Stable code of why it was not read; null when it was'),
  explanation: z.string().nullable(),
  riskCategory: risk.nullable(),
  riskProbability: probability.nullable().describe('Calibrated probability of riskCategory'),
  lowProbability: probability.nullable(),
  mediumProbability: probability.nullable(),
  highProbability: probability.nullable(),
  findings: findings.nullable(),
  imageQualityScore: probability.nullable(),
  qualityReasons: z.array(remark),
  flags: z.array(remark).describe('What lies outside the intended use without forbidding a reading'),
}

export const analysisImage = z
  .strictObject({
    imageId: id,
    ...reading,
    attentionUrl: z.string().nullable().describe('Path of the evidence map; null when there is none'),
  })
  .meta({ id: 'AnalysisImage' })

/** The adopted analysis of a report. After a failure for good, modelId may be null and every number is. */
export const analysis = z
  .strictObject({
    analysisId: id,
    runId: id.nullable(),
    modelId: id.nullable(),
    modelName: z.string().nullable(),
    modelVersion: z.string().nullable(),
    modelSha256: z.string().nullable(),
    ...reading,
    confidenceThreshold: probability
      .nullable()
      .describe('1 - lowProbability from which on the model calls for attention'),
    recommendations: z.array(z.string()),
    decidingImageId: id.nullable().describe('The image whose reading stands for the study: the worst credible one'),
    images: z.array(analysisImage),
    processedAt: instant,
    processingTimeMs: z.int().nullable(),
  })
  .meta({ id: 'Analysis' })

export const runKind = z.enum(['first', 'reanalysis', 'shadow'])

/** One attempt of a model at a study; `outcome` is null while it runs, `lost` when its worker died. */
export const analysisRun = z
  .strictObject({
    runId: id,
    kind: runKind,
    fence: z.int(),
    modelId: id.nullable(),
    modelVersion: z.string().nullable(),
    modelSha256: z.string().nullable(),
    outcome: z.enum([...analysisOutcome.options, 'lost']).nullable(),
    reason: z.string().nullable(),
    explanation: z.string().nullable(),
    riskCategory: risk.nullable(),
    lowProbability: probability.nullable(),
    mediumProbability: probability.nullable(),
    highProbability: probability.nullable(),
    isAdopted: z.boolean(),
    processingTimeMs: z.int().nullable(),
    startedAt: instant,
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'AnalysisRun' })

export const analysisRuns = z.strictObject({ items: z.array(analysisRun) })
export const reanalysisAccepted = z.strictObject({ reportId: id, status: z.string() })

export type Analysis = z.infer<typeof analysis>
export type AnalysisImage = z.infer<typeof analysisImage>
export type AnalysisRun = z.infer<typeof analysisRun>
export type Findings = z.infer<typeof findings>
export type Remark = z.infer<typeof remark>
