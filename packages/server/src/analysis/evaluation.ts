import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelEvaluation } from '@firstread/contract'
import { proportion } from '@firstread/inference'
import { z } from 'zod'
import type { ModelRow } from './model-queries.ts'
import { folderOf } from './packages.ts'

/** An evaluation of five thousand films has 250 kB; what is far larger is none. */
const mostBytes = 4 * 1024 * 1024

const share = z.number().min(0).max(1)
const figure = z.object({ value: share, low: share, high: share, n: z.int().nonnegative() })
const counts = z.tuple([z.int(), z.int(), z.int()])

/** What we need of evaluation.json, which `firstread models evaluate` and the cross-validation write. */
const evaluationFile = z.object({
  model: z.object({ sha256: z.string() }),
  networks: z.array(z.unknown()).optional(),
  classes: z.object({ low: z.string(), medium: z.string(), high: z.string() }),
  images: z.int(),
  metrics: z.object({
    n: z.int(),
    confusion: z.tuple([counts, counts, counts]),
    accuracy: figure.optional(),
    needsAttention: z.object({
      positives: z.int(),
      negatives: z.int(),
      sensitivity: figure.optional(),
      specificity: figure.optional(),
      ppv: figure.optional(),
      auc: figure.optional(),
      roc: z.array(z.object({ falsePositives: share, truePositives: share })).max(1000),
    }),
    calibration: z.object({
      binsNeedsAttention: z.array(z.object({ n: z.int(), claimed: share, true: share })).max(100),
    }),
  }),
  createdAt: z.iso.datetime(),
})
type EvaluationFile = z.infer<typeof evaluationFile>
export type Evaluation = NonNullable<ModelEvaluation['evaluation']>

/** The measurement that lies beside a registered model; null when there is none, or it is about another network. */
export async function evaluationOf(models: string, row: ModelRow): Promise<Evaluation | null> {
  const found = evaluationFile.safeParse(await readJson(join(folderOf(models, row), 'evaluation.json')))
  return found.success && found.data.model.sha256 === row.sha256 ? toEvaluation(found.data) : null
}

/** @returns undefined for what is not there, too large, or not JSON */
async function readJson(path: string): Promise<unknown> {
  const file = await open(path).catch((error) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  try {
    if (!file || (await file.stat()).size > mostBytes) return undefined
    return JSON.parse(await file.readFile('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  } finally {
    await file?.close()
  }
}

function toEvaluation({ images, classes, metrics, networks, createdAt }: EvaluationFile): Evaluation {
  const { positives, negatives, auc, roc, sensitivity, specificity, ppv } = metrics.needsAttention
  const [[clear]] = metrics.confusion
  const alerted = metrics.confusion.slice(1).flatMap(([, medium, high]) => [medium, high])
  const right = clear + alerted.reduce((sum, n) => sum + n, 0)
  const figures = {
    accuracy: proportion(right, metrics.n),
    recall: sensitivity,
    specificity,
    precision: ppv,
    exactClass: metrics.accuracy,
  }
  return {
    measuredAt: createdAt,
    images,
    isCrossValidated: networks !== undefined,
    notRead: images - metrics.n,
    classes,
    figures: Object.fromEntries(Object.entries(figures).flatMap(([name, found]) => (found ? [[name, found]] : []))),
    curves: {
      positives,
      negatives,
      auc: auc ?? null,
      roc,
      reliability: metrics.calibration.binsNeedsAttention.map(({ n, claimed, true: observed }) => {
        const interval = proportion(Math.round(observed * n), n)
        return { claimed, observed, low: interval?.low ?? 0, high: interval?.high ?? 1, n }
      }),
      confusion: metrics.confusion,
    },
  }
}
