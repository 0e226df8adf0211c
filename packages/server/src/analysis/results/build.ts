import {
  type EvidenceCapture,
  enhancedSr,
  evidenceCapture,
  type InstanceReference,
  measurementReport,
  secondaryCapture,
} from '@firstread/dicom'
import type { Reader } from '@firstread/inference'
import type { ObjectStore } from '../../platform/objects/index.ts'
import type { StoredResult } from '../stored-result.ts'
import { evidenceOf } from './evidence.ts'
import { headerOf, type ResultKind } from './header.ts'
import type { ResultRun, SourceImage } from './result-queries.ts'
import { referenceOf, toReading } from './to-reading.ts'
import { resultUids } from './uids.ts'
import { burnedIn, derivation, notice } from './words.ts'

/** A file of ours, not stored yet. */
export type MadeInstance = {
  kind: ResultKind
  reference: InstanceReference
  instanceNumber: number
  bytes: Uint8Array
}

export type BuildInput = {
  run: ResultRun
  result: StoredResult
  images: readonly SourceImage[]
  objects: ObjectStore
  reader(): Promise<Reader>
}

/** The structured report of a run, then an evidence map for each image that has one, in the order of the study. */
export async function* buildResults(input: BuildInput): AsyncGenerator<MadeInstance> {
  const { run, result, images } = input
  const uids = resultUids(run.run_id)
  const mapped = mappedImages(run, images)
  const evidence = new Map(mapped.map(({ image }) => [image.image_id, evidenceReference(run, image.image_id)]))
  const header = headerOf(run, result.modelName, 'report', {
    series: uids.reportSeries,
    instance: uids.report,
    number: 1,
  })
  yield {
    kind: 'report',
    reference: { sopClassUid: enhancedSr, sopInstanceUid: uids.report, seriesInstanceUid: uids.reportSeries },
    instanceNumber: 1,
    bytes: measurementReport(header, toReading({ run, result, images, evidence })),
  }
  for (const [i, { image, map }] of mapped.entries()) yield await buildEvidence(input, image, map, i + 1)
}

type KeptMap = NonNullable<ResultRun['attention_maps']>[number]

function mappedImages({ attention_maps }: ResultRun, images: readonly SourceImage[]) {
  return images.flatMap((image) => {
    const map = attention_maps?.find(({ imageId }) => imageId === image.image_id)
    return map ? [{ image, map }] : []
  })
}

function evidenceReference({ run_id }: ResultRun, imageId: string): InstanceReference {
  const uids = resultUids(run_id)
  return {
    sopClassUid: secondaryCapture,
    sopInstanceUid: uids.evidence(imageId),
    seriesInstanceUid: uids.evidenceSeries,
  }
}

async function buildEvidence(
  input: BuildInput,
  image: SourceImage,
  map: KeptMap,
  number: number,
): Promise<MadeInstance> {
  const { run, result, objects } = input
  const reference = evidenceReference(run, image.image_id)
  const ids = { series: reference.seriesInstanceUid, instance: reference.sopInstanceUid, number }
  const [film, png] = [await objects.readAll(image.object_id), await objects.readAll(map.objectId)]
  const said = result.images.find(({ imageId }) => imageId === image.image_id)
  const capture: EvidenceCapture = {
    evidence: await evidenceOf(await input.reader(), film, png),
    words: burnedIn(run, result.modelName, said?.riskCategory ?? null, said?.riskProbability ?? null),
    derivation: derivation(result.modelName, run.model_version),
    comments: notice,
    source: referenceOf(image),
  }
  const bytes = evidenceCapture(headerOf(run, result.modelName, 'evidence', ids, image), capture)
  return { kind: 'evidence', reference, instanceNumber: number, bytes }
}
