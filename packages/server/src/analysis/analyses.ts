import type { Analysis } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { findAnalyses, findUnread } from './read-queries.ts'
import { toAnalysis } from './to-analysis.ts'

/**
 * The adopted analysis of each report that has one, as JSON, as far as the caller may see it. Patients see none.
 *
 * @returns by report id; a report without an entry is still waiting for its analysis
 */
export async function analysesOf(tx: Tx, reportIds: readonly string[]): Promise<Map<string, Analysis>> {
  if (reportIds.length === 0) return new Map()
  const found = new Map((await findAnalyses(tx, reportIds)).map((row) => [row.report_id, toAnalysis(row)]))
  const missing = reportIds.filter((id) => !found.has(id))
  if (missing.length === 0) return found
  for (const row of await findUnread(tx, missing)) found.set(row.report_id, toAnalysis(row))
  return found
}
