import { type AlgorithmReading, type Code, code, type InstanceReference, type ReadImage } from '@firstread/dicom'
import { z } from 'zod'
import type { StoredResult } from '../stored-result.ts'
import type { ResultRun, SourceImage } from './result-queries.ts'
import { notice } from './words.ts'

/** What a report takes from model.json beyond the run itself. */
const modelFacts = z.object({
  calibration: z.object({ temperature: z.number() }).optional().catch(undefined),
  intendedUse: z.object({ statement: z.string() }).optional().catch(undefined),
})

/** PS3.16 CID 100, by modality. */
const procedures: Readonly<Record<string, Code>> = {
  CT: code('25045-6', 'LN', 'CT unspecified body region'),
  MR: code('25056-3', 'LN', 'MRI unspecified body region'),
}
const radiograph = code('43468-8', 'LN', 'XR unspecified body region')

/** A stored instance as a document refers to it; an upload that was no DICOM has no SOP Class, and is not referred to. */
export function referenceOf(image: SourceImage): InstanceReference | undefined {
  const { sop_class_uid, sop_instance_uid, series_instance_uid } = image
  if (!sop_class_uid || !sop_instance_uid || !series_instance_uid) return undefined
  return { sopClassUid: sop_class_uid, sopInstanceUid: sop_instance_uid, seriesInstanceUid: series_instance_uid }
}

export type ResultSources = {
  run: ResultRun
  result: StoredResult
  images: readonly SourceImage[]
  /** by image id */
  evidence: ReadonlyMap<string, InstanceReference>
}

/** An adopted run in the words of a structured report. */
export function toReading({ run, result, images, evidence }: ResultSources): AlgorithmReading {
  const { calibration, intendedUse } = modelFacts.parse(run.model_config ?? {})
  const byId = new Map(images.map((image) => [image.image_id, image]))
  const [first] = images
  return {
    outcome: run.outcome === 'failed' ? 'out_of_scope' : run.outcome,
    reason: run.reason === null ? undefined : { code: run.reason, meaning: run.reason.replaceAll('_', ' ') },
    explanation: run.explanation ?? '',
    procedure: procedures[first?.modality ?? ''] ?? radiograph,
    algorithm: {
      name: result.modelName,
      version: run.model_version,
      manufacturer: 'Firstread',
      parameters: [
        `sha256=${run.model_sha256 ?? 'unknown'}`,
        ...(calibration ? [`temperature=${calibration.temperature}`] : []),
        ...steps(result),
      ],
    },
    intendedUse: [notice, ...(intendedUse ? [intendedUse.statement] : [])],
    recommendations: result.recommendations,
    images: result.images.map((image) => toImage(image, byId.get(image.imageId), evidence.get(image.imageId))),
  }
}

/** The preparation of the pixels, one line a step, so that the input can be made again. */
const steps = ({ preprocessing }: StoredResult): string[] =>
  preprocessing.map(({ step, ...parameters }) =>
    `${step}: ${Object.entries(parameters)
      .map(([name, value]) => `${name}=${value}`)
      .join(', ')}`.slice(0, 1024),
  )

function toImage(
  image: StoredResult['images'][number],
  source: SourceImage | undefined,
  evidence: InstanceReference | undefined,
): ReadImage {
  return {
    reference: source && referenceOf(source),
    derived: evidence ? [evidence] : [],
    modality: source?.modality ?? undefined,
    rows: source?.rows ?? undefined,
    columns: source?.columns ?? undefined,
    risk: image.riskCategory ?? undefined,
    probabilities: image.outcome === 'read' && image.probabilities ? image.probabilities : undefined,
    quality: image.quality.score,
    findings: image.outcome === 'read' ? image.findings.abnormalities : [],
  }
}
