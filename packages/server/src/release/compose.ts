import { type Analysis, type PatientResult, plainWords, type Report } from '@firstread/contract'
import type { Role, Tx } from '@firstread/database'
import { analysesOf } from '../analysis/index.ts'
import { openField } from '../platform/fields.ts'
import type { Keys } from '../platform/keys.ts'
import { imagesOf, type ReportRow, toImage, toReport, withheldFrom } from '../reports/index.ts'
import { reviewsOf } from '../review/index.ts'
import { listReleases } from './queries.ts'
import { textPlace, toRelease } from './release.ts'

/**
 * Reports in JSON with all their parts, in a handful of statements however many they are. It stands here because an
 * import may only point to the left: the release is the last thing that joins a report, so this slice sees all parts.
 * (A registry in `reports` that later slices fill would also do, but hides who adds what.)
 */
export async function composeReports(tx: Tx, keys: Keys, role: Role, rows: readonly ReportRow[]): Promise<Report[]> {
  const ids = rows.map((row) => row.report_id)
  const images = Map.groupBy(await imagesOf(tx, ids), (image) => image.report_id)
  const withheld = await withheldFrom(tx, role, ids)
  const analyses = role === 'patient' ? new Map<string, Analysis>() : await analysesOf(tx, ids)
  const reviews = await reviewsOf(tx, keys, role, ids)
  const mayPlan = role === 'doctor' || role === 'tech'
  const releases = new Map(mayPlan ? (await listReleases(tx, ids)).map((row) => [row.report_id, toRelease(row)]) : [])
  return rows.map((row) =>
    toReport(keys, row, {
      images: (images.get(row.report_id) ?? []).map(toImage),
      analysis: analyses.get(row.report_id) ?? null,
      analysisWithheld: withheld.has(row.report_id),
      reviews: reviews.get(row.report_id) ?? [],
      release: releases.get(row.report_id) ?? null,
      result: resultOf(keys, row),
    }),
  )
}

/** The released words; the portal gives the sealed text only once it is open. */
function resultOf(keys: Keys, row: ReportRow): PatientResult | null {
  if (row.patient_text === null || row.released_at === null) return null
  const words = plainWords.parse(JSON.parse(openField(keys, textPlace(row.report_id), row.patient_text)))
  return { ...words, releasedAt: row.released_at.toISOString() }
}
