import type { Analysis, AnalysisImage, AnalysisRun } from '@firstread/contract'
import type { AnalysisRow, RunRow } from './read-queries.ts'
import { type StoredResult, storedResult } from './stored-result.ts'

const iso = (date: Date | null) => date?.toISOString() ?? null

/** What an older version of Firstread wrote may have another shape: then the numbers of the columns stand alone. */
function parse(result: unknown): StoredResult | undefined {
  return storedResult.safeParse(result).data
}

export function toAnalysis(row: AnalysisRow): Analysis {
  const result = parse(row.result)
  return {
    analysisId: row.analysis_id,
    runId: row.run_id,
    modelId: row.model_id,
    modelName: result?.modelName ?? null,
    modelVersion: row.model_version,
    modelSha256: row.model_sha256,
    outcome: row.outcome,
    reason: row.reason,
    explanation: row.explanation,
    riskCategory: row.risk_category,
    riskProbability: row.risk_probability,
    lowProbability: row.low_probability,
    mediumProbability: row.medium_probability,
    highProbability: row.high_probability,
    findings: row.outcome === 'failed' ? null : (result?.findings ?? null),
    imageQualityScore: row.image_quality_score,
    qualityReasons: result?.quality.reasons ?? [],
    flags: result?.flags ?? [],
    confidenceThreshold: row.confidence_threshold,
    recommendations: result?.recommendations ?? [],
    decidingImageId: result?.decidingImageId ?? null,
    images: result?.images.map((image) => toImage(row, image)) ?? [],
    processedAt: row.processed_at.toISOString(),
    processingTimeMs: row.processing_time_ms,
  }
}

function toImage(row: AnalysisRow, image: StoredResult['images'][number]): AnalysisImage {
  const hasMap = row.attention_maps?.some((map) => map.imageId === image.imageId) ?? false
  return {
    imageId: image.imageId,
    outcome: image.outcome,
    reason: image.reason,
    explanation: image.explanation,
    riskCategory: image.riskCategory,
    riskProbability: image.riskProbability,
    lowProbability: image.probabilities?.low ?? null,
    mediumProbability: image.probabilities?.medium ?? null,
    highProbability: image.probabilities?.high ?? null,
    findings: image.outcome === 'failed' ? null : image.findings,
    imageQualityScore: image.quality.score,
    qualityReasons: image.quality.reasons,
    flags: image.flags,
    attentionUrl: hasMap ? `/api/v1/reports/${row.report_id}/images/${image.imageId}/attention` : null,
  }
}

/** @param withheld  the doctor has not said yet what they see: what the model said is left out */
export function toRun(row: RunRow, withheld: boolean): AnalysisRun {
  const result = withheld ? undefined : parse(row.result)
  return {
    runId: row.run_id,
    kind: row.kind,
    fence: row.fence,
    modelId: row.model_id,
    modelVersion: row.model_version,
    modelSha256: row.model_sha256,
    outcome: row.outcome,
    reason: row.reason,
    explanation: withheld ? null : row.explanation,
    riskCategory: result?.riskCategory ?? null,
    lowProbability: result?.probabilities?.low ?? null,
    mediumProbability: result?.probabilities?.medium ?? null,
    highProbability: result?.probabilities?.high ?? null,
    isAdopted: row.is_adopted,
    processingTimeMs: row.processing_time_ms,
    startedAt: row.started_at.toISOString(),
    finishedAt: iso(row.finished_at),
  }
}
