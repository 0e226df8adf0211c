import type { ImageReading, Probabilities, StudyReading } from '@firstread/inference'
import type { RunEnd } from './queries.ts'
import type { StoredResult } from './stored-result.ts'

/** Decimal places of the database's probabilities. */
const unit = 10_000
const round = (share: number) => Math.round(share * unit) / unit

/** Rounded to four places so that the three still sum to 1: what is missing goes to the largest. */
export function roundShares(p: Probabilities): Probabilities {
  const shares = { low: round(p.low), medium: round(p.medium), high: round(p.high) }
  const [largest] = (['low', 'medium', 'high'] as const).toSorted((a, b) => shares[b] - shares[a])
  if (largest) shares[largest] = round(shares[largest] + 1 - shares.low - shares.medium - shares.high)
  return shares
}

type Read = Omit<ImageReading, 'imageId'>

const common = (reading: Read) => {
  const probabilities = reading.probabilities ? roundShares(reading.probabilities) : null
  const riskCategory = reading.riskCategory ?? null
  return {
    riskCategory,
    riskProbability: riskCategory && probabilities ? probabilities[riskCategory] : null,
    probabilities,
    findings: reading.findings,
    quality: reading.quality,
    flags: reading.flags,
    preprocessing: reading.preprocessing,
    timings: reading.timings,
    width: reading.width,
    height: reading.height,
  }
}

/** A study's reading as it is kept: all of it but the pixels. */
export const toStored = (reading: StudyReading): StoredResult => ({
  ...common(reading),
  modelName: reading.modelName,
  decidingImageId: reading.decidingImageId ?? null,
  recommendations: reading.recommendations,
  images: reading.images.map((image) => ({
    ...common(image),
    imageId: image.imageId,
    outcome: image.outcome,
    reason: image.reason ?? null,
    explanation: image.explanation,
    hasAttention: image.attention !== undefined,
  })),
})

export const endOf = (reading: StudyReading): RunEnd & { result: StoredResult } => ({
  outcome: reading.outcome,
  reason: reading.reason ?? null,
  explanation: reading.explanation,
  processingTimeMs: reading.processingTimeMs,
  result: toStored(reading),
})
