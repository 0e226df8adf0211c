import { type AnalyzeOptions, type Pipeline, readImage } from './pipeline.ts'
import type { ImageInput, ImageReading, Outcome, RiskCategory, StudyContext, StudyReading } from './reading.ts'

const urgency: Record<RiskCategory, number> = { low: 0, medium: 1, high: 2 }

/** Without a reading, the outcome that leaves most open speaks for the study: a doctor should look at what might have been in scope. */
const weight: Record<Outcome, number> = { read: 3, abstained: 2, failed: 1, out_of_scope: 0 }

/** Orders readings so that the worst credible one is first: read before not read, then by risk, then by its probability. */
export function byWeight(a: ImageReading, b: ImageReading): number {
  if (a.outcome !== b.outcome) return weight[b.outcome] - weight[a.outcome]
  if (a.riskCategory !== undefined && b.riskCategory !== undefined && a.riskCategory !== b.riskCategory) {
    return urgency[b.riskCategory] - urgency[a.riskCategory]
  }
  return (b.riskProbability ?? 0) - (a.riskProbability ?? 0)
}

const noImage: Omit<ImageReading, 'imageId' | 'recommendations'> = {
  outcome: 'failed',
  reason: 'no_image',
  explanation: 'The study has no image.',
  quality: { score: 0, reasons: [] },
  flags: [],
  findings: { abnormalities: [], features: { edge_sharpness: 0, contrast_level: 0, texture_uniformity: 0 } },
  preprocessing: [],
  timings: { decodeMs: 0, preprocessMs: 0, inferMs: 0, totalMs: 0 },
  width: 0,
  height: 0,
}

const notAllRead = { code: 'images_not_read', explanation: 'Not every image of the study was read.' }

/** The study's reading from those of its images. */
export function combine(
  images: ImageReading[],
  recommendations: string[],
): Omit<StudyReading, 'modelName' | 'modelVersion' | 'modelSha256' | 'processingTimeMs'> {
  const [deciding] = images.toSorted(byWeight)
  if (deciding === undefined) return { ...noImage, recommendations, images }
  const { imageId, ...fields } = deciding
  const unread =
    deciding.outcome === 'read' && images.some(({ outcome }) => outcome === 'failed' || outcome === 'abstained')
  return { ...fields, flags: unread ? [...fields.flags, notAllRead] : fields.flags, decidingImageId: imageId, images }
}

/** Reads a study image by image, so that only one decoded picture is in memory at a time. */
export async function readStudy(
  images: readonly ImageInput[],
  context: StudyContext,
  pipeline: Pipeline,
  options: AnalyzeOptions,
): Promise<StudyReading> {
  const start = performance.now()
  const readings: ImageReading[] = []
  for (const image of images) readings.push(await readImage(image, context, pipeline, options))
  const { name, version, sha256, recommendations } = pipeline.manifest
  const study = combine(readings, recommendations.notRead)
  const processingTimeMs = Math.round(performance.now() - start)
  return { ...study, modelName: name, modelVersion: version, modelSha256: sha256, processingTimeMs }
}
