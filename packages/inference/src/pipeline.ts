import { isMirrored } from './anatomy.ts'
import { attentionMap } from './attention.ts'
import { confidenceOf, type Decision, decide, probabilities } from './decide.ts'
import { evidenceOf } from './evidence.ts'
import { explainReading, failureOf, uncertain } from './explain.ts'
import { featuresOf } from './features.ts'
import { abnormalitiesOf } from './findings.ts'
import { gateRefusal, plainRefusal, populationFlags, tiny } from './gate.ts'
import { decode, type Glance, glance } from './image/decode.ts'
import type { Picture } from './image/picture.ts'
import { prepare } from './image/prepare.ts'
import { checkUse, mergeContext } from './intended-use.ts'
import type { Manifest } from './model/manifest.ts'
import type { Network, NetworkOutput } from './network/network.ts'
import { headConcerns } from './quality/head.ts'
import { type Measures, measure } from './quality/measures.ts'
import { type Concern, concerns, judge } from './quality/score.ts'
import type { ImageInput, ImageReading, Outcome, Remark, StudyContext, Timings } from './reading.ts'

export type Pipeline = { manifest: Manifest; network: Network }
export type AnalyzeOptions = { attention?: boolean | undefined }

const unmeasured: Remark = { code: 'not_measured', explanation: 'The picture was not looked at.' }

/** What stands in a reading until more is known. */
const begin = (imageId: string, { recommendations }: Manifest): ImageReading => ({
  imageId,
  outcome: 'failed',
  explanation: '',
  quality: { score: 0, reasons: [unmeasured] },
  flags: [],
  findings: { abnormalities: [], features: { edge_sharpness: 0, contrast_level: 0, texture_uniformity: 0 } },
  recommendations: recommendations.notRead,
  preprocessing: [],
  timings: { decodeMs: 0, preprocessMs: 0, inferMs: 0, totalMs: 0 },
  width: 0,
  height: 0,
})

function end(reading: ImageReading, outcome: Exclude<Outcome, 'read'>, { code, explanation }: Remark): void {
  Object.assign(reading, { outcome, reason: code, explanation })
}

async function timed<T>(timings: Timings, part: keyof Timings, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now()
  const result = await work()
  timings[part] += performance.now() - start
  return result
}

/** Intended use, from the header alone. False when the image is refused. */
function admit(reading: ImageReading, seen: Glance, context: StudyContext, { intendedUse }: Manifest): boolean {
  Object.assign(reading, { width: seen.width, height: seen.height })
  const use = checkUse(context, intendedUse)
  reading.flags = use.flags
  if (use.refusal !== undefined) end(reading, 'out_of_scope', use.refusal)
  return use.refusal === undefined
}

type Looked = { pixels: Float32Array; own: Concern[] }

/** Scaling, measuring, and the refusals that need no network. */
function look(reading: ImageReading, picture: Picture, manifest: Manifest): Looked | undefined {
  const { width, height } = picture
  if (tiny(picture)) return void end(reading, 'abstained', tooSmall)
  const prepared = prepare(picture, manifest)
  reading.preprocessing.push(...prepared.steps)
  if (!prepared.finite) return void end(reading, 'failed', notFinite)
  const measures: Measures = measure(prepared)
  const own = concerns({ ...measures, shortSide: Math.min(width, height), aspect: width / height })
  reading.quality = qualityOf(own)
  reading.findings.features = featuresOf(measures)
  const refusal = plainRefusal(picture, measures)
  if (refusal !== undefined) return void end(reading, 'out_of_scope', refusal)
  return { pixels: prepared.pixels, own }
}

const tooSmall: Remark = { code: 'too_small', explanation: 'The picture is too small to show a chest.' }
const notFinite: Remark = { code: 'not_finite', explanation: 'The picture holds values that are no numbers.' }

function qualityOf(all: readonly Concern[]) {
  const { score, reasons } = judge(all)
  return { score, reasons }
}

/** The gate and the quality head of the network. False when either ends the reading. */
function pass(reading: ImageReading, output: NetworkOutput, own: readonly Concern[], manifest: Manifest): boolean {
  const refusal = gateRefusal(output, manifest)
  if (refusal !== undefined) {
    end(reading, 'out_of_scope', refusal)
    return false
  }
  const judgement = judge([...own, ...headConcerns(output, manifest)])
  reading.quality = { score: judgement.score, reasons: judgement.reasons }
  if (judgement.refused !== undefined) end(reading, 'abstained', judgement.refused)
  return judgement.refused === undefined
}

type Evidence = ReturnType<typeof evidenceOf>

function conclude(
  reading: ImageReading,
  decision: Decision,
  evidence: Evidence,
  mirrored: boolean,
  manifest: Manifest,
): void {
  const { category, probability } = decision
  Object.assign(reading, {
    outcome: 'read',
    explanation: explainReading(decision, manifest),
    riskCategory: category,
    riskProbability: probability,
    recommendations: manifest.recommendations[category],
  })
  reading.findings.abnormalities = abnormalitiesOf({ ...decision, evidence, mirrored }, manifest)
}

async function examine(
  reading: ImageReading,
  bytes: Uint8Array,
  study: StudyContext,
  { manifest, network }: Pipeline,
  options: AnalyzeOptions,
): Promise<void> {
  const { timings } = reading
  const seen = await timed(timings, 'decodeMs', () => glance(bytes))
  const context = mergeContext(seen.context, study)
  if (!admit(reading, seen, context, manifest)) return
  const picture = await timed(timings, 'decodeMs', () => decode(seen.kind, bytes))
  Object.assign(reading, { width: picture.width, height: picture.height, preprocessing: picture.steps })
  const looked = await timed(timings, 'preprocessMs', () => look(reading, picture, manifest))
  if (looked === undefined) return
  const output = await network.run(looked.pixels)
  timings.inferMs = output.ms
  if (!pass(reading, output, looked.own, manifest)) return
  reading.flags.push(...populationFlags(output, manifest))
  const p = probabilities(output.logits, manifest)
  reading.probabilities = p
  const decision = decide(p, manifest)
  reading.confidence = confidenceOf(p, manifest)
  if (reading.confidence < manifest.abstain.minConfidence) return end(reading, 'abstained', uncertain(p))
  const evidence = evidenceOf(output, decision.category, manifest)
  conclude(reading, decision, evidence, isMirrored(context.patientOrientation), manifest)
  if (evidence !== undefined && options.attention !== false)
    reading.attention = await attentionMap(evidence, picture.width, picture.height)
}

/**
 * Reads one image: intended use, decoding, quality, preparation, gate, network, calibration, decision, evidence.
 *
 * @throws whatever is not about the image, such as a network that gives no numbers
 */
export async function readImage(
  { imageId, bytes }: ImageInput,
  context: StudyContext,
  pipeline: Pipeline,
  options: AnalyzeOptions,
): Promise<ImageReading> {
  const reading = begin(imageId, pipeline.manifest)
  const start = performance.now()
  try {
    await examine(reading, bytes, context, pipeline, options)
  } catch (error) {
    const failure = failureOf(error)
    if (failure === undefined) throw error
    end(reading, 'failed', failure)
  }
  reading.timings.totalMs = performance.now() - start
  return reading
}
