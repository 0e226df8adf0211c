import { findings, remark, risk } from '@firstread/contract'
import { z } from 'zod'

const probabilities = z.object({ low: z.number(), medium: z.number(), high: z.number() })
const quality = z.object({ score: z.number(), reasons: z.array(remark) })
const steps = z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])))
const timings = z.object({ decodeMs: z.number(), preprocessMs: z.number(), inferMs: z.number(), totalMs: z.number() })

const one = {
  riskCategory: risk.nullable(),
  riskProbability: z.number().nullable(),
  probabilities: probabilities.nullable(),
  findings,
  quality,
  flags: z.array(remark),
  preprocessing: steps,
  timings,
  width: z.int(),
  height: z.int(),
}

/** `analysis_runs.result`: everything the model said about the study and each image, without pixels. */
export const storedResult = z.object({
  ...one,
  modelName: z.string(),
  decidingImageId: z.string().nullable(),
  recommendations: z.array(z.string()),
  images: z.array(
    z.object({
      ...one,
      imageId: z.string(),
      outcome: z.enum(['read', 'abstained', 'out_of_scope', 'failed']),
      reason: z.string().nullable(),
      explanation: z.string(),
      hasAttention: z.boolean(),
    }),
  ),
})
export type StoredResult = z.infer<typeof storedResult>
