import { type Acknowledgement, type CriticalResult, Problem, type Role } from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import { audit } from '../../audit/index.ts'
import { openOptional, sealOptional } from '../../platform/fields.ts'
import type { Keys } from '../../platform/keys.ts'
import { findCritical, tellBoards, tellingsOf, writeAcknowledgement } from './queries.ts'
import type { CriticalRow, TellingRow } from './rows.ts'

const placeOf = (column: string, reviewId: string) => ({ table: 'critical_results', column, row: reviewId })

/**
 * Closes the loop of a critical result: the caller takes it on, or says who outside was told, when and how.
 *
 * @throws Problem  not-found, already-acknowledged; own-critical-result when the signer says no more than having seen it;
 *                  invalid-request when it was told in the future or before it was signed
 */
export async function acknowledge(
  tx: Tx,
  keys: Keys,
  who: Principal,
  reviewId: string,
  given: Acknowledgement,
): Promise<CriticalResult> {
  const before = await findCritical(tx, reviewId)
  if (!before) throw new Problem('not-found')
  if (before.acknowledged_at) throw new Problem('already-acknowledged')
  if (given.how === 'seen_here' && before.signed_by === who.userId) throw new Problem('own-critical-result')
  const told = given.how === 'seen_here' ? undefined : given
  if (told) refuseWrongTime(told.toldAt)
  const written = await writeAcknowledgement(tx, {
    reviewId,
    how: given.how,
    toldWhom: sealOptional(keys, placeOf('told_whom', reviewId), told?.toldWhom),
    toldAt: told?.toldAt ?? null,
    note: sealOptional(keys, placeOf('note', reviewId), given.note),
  })
  if (!written) throw new Problem('already-acknowledged')
  await audit(tx, {
    action: 'acknowledge_critical_result',
    entityType: 'review',
    entityId: reviewId,
    patientIds: [before.patient_id],
    newValues: { reportId: before.report_id, how: given.how, toldAt: told?.toldAt ?? null, rounds: before.escalations },
  })
  await tellBoards(tx, before.report_id)
  const [result] = await composeCritical(tx, keys, who.role, [(await findCritical(tx, reviewId))!])
  return result!
}

function refuseWrongTime(toldAt: string): void {
  if (Date.parse(toldAt) <= Date.now() + 60_000) return // a minute for clocks that differ
  const errors = [{ item: 'toldAt', code: 'in-the-future', detail: 'Nobody can have been told yet' }]
  throw new Problem('invalid-request', undefined, { errors })
}

/** The rows as JSON, each with whom Firstread told. */
export async function composeCritical(
  tx: Tx,
  keys: Keys,
  role: Role,
  rows: readonly CriticalRow[],
): Promise<CriticalResult[]> {
  const ids = rows.map((row) => row.review_id)
  const tellings = Map.groupBy(await tellingsOf(tx, role, ids), (one) => one.review_id)
  return rows.map((row) => toCritical(keys, row, tellings.get(row.review_id) ?? []))
}

const toCritical = (keys: Keys, row: CriticalRow, tellings: readonly TellingRow[]): CriticalResult => ({
  reviewId: row.review_id,
  reportId: row.report_id,
  patientId: row.patient_id,
  patientName: row.patient_name,
  studyType: row.study_type,
  signedBy: row.signed_by,
  signedByName: row.signed_by_name,
  begunAt: row.begun_at.toISOString(),
  dueAt: row.due_at.toISOString(),
  escalations: row.escalations,
  escalatedAt: row.escalated_at?.toISOString() ?? null,
  tellings: [...Map.groupBy(tellings, (one) => one.round).values()].map(toRound),
  acknowledgement: toAcknowledgement(keys, row),
})

const toRound = ([first, ...others]: TellingRow[]): CriticalResult['tellings'][number] => ({
  round: first!.round,
  toldAt: first!.told_at.toISOString(),
  how: first!.how,
  people: [first!, ...others].map(({ user_id, name, role }) => ({ userId: user_id, name, role })),
})

function toAcknowledgement(keys: Keys, row: CriticalRow): CriticalResult['acknowledgement'] {
  if (!row.acknowledged_at || !row.acknowledged_by || !row.how) return null
  return {
    acknowledgedBy: row.acknowledged_by,
    acknowledgedByName: row.acknowledged_by_name,
    acknowledgedAt: row.acknowledged_at.toISOString(),
    how: row.how,
    toldWhom: openOptional(keys, placeOf('told_whom', row.review_id), row.told_whom),
    toldAt: row.told_at?.toISOString() ?? null,
    note: openOptional(keys, placeOf('note', row.review_id), row.note),
  }
}
