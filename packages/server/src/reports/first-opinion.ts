import type { Role } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { withheldReports } from './queries.ts'

/**
 * Which of these reports keep the AI's word from this reader. With the setting review.first_opinion a doctor says first
 * what they see and is shown the AI's reading after that, so that agreement between the two means something. Only open
 * studies are kept back, and only from doctors: whoever reviews must not have looked.
 *
 * The place in the worklist still follows the AI's class: that nobody waits unseen comes before an unbiased figure.
 */
export async function withheldFrom(tx: Tx, role: Role, reportIds: readonly string[]): Promise<Set<string>> {
  if (role !== 'doctor' || reportIds.length === 0) return new Set()
  return new Set(await withheldReports(tx, reportIds))
}
