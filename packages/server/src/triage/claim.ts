import { type Claim, Problem } from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import { audit } from '../audit/index.ts'
import { findReport, isOpen, type ReportRow } from '../reports/index.ts'
import { deleteOwnClaim, findClaim, tellLoser, tellWorklist, writeClaim } from './claim-queries.ts'
import type { ClaimRow } from './rows.ts'

export type ClaimedReport = Pick<ReportRow, 'report_id' | 'patient_id'>

/**
 * Claims an open study for the caller, or renews the own lease (a heartbeat).
 *
 * @throws Problem  not-found, wrong-status when nobody waits for it any more, claimed-by-another
 */
export async function claimReport(tx: Tx, who: Principal, reportId: string, takeOver: boolean): Promise<Claim> {
  const report = await openReport(tx, who, reportId)
  const claim = await takeClaim(tx, who, report, takeOver)
  // Whoever signed it meanwhile held the claim until they committed: only with the claim in hand is the answer final.
  await openReport(tx, who, reportId)
  return claim
}

async function openReport(tx: Tx, who: Principal, reportId: string): Promise<ClaimedReport> {
  const report = await findReport(tx, who.role, reportId)
  if (!report) throw new Problem('not-found')
  if (!isOpen(report.status)) throw new Problem('wrong-status', 'The study is no longer in the worklist')
  return report
}

/** The same for a study already at hand. @throws Problem  claimed-by-another */
export async function takeClaim(tx: Tx, who: Principal, report: ClaimedReport, takeOver = false): Promise<Claim> {
  const before = await findClaim(tx, report.report_id, true)
  const claim = await writeClaim(tx, report.report_id, takeOver)
  if (!claim) throw await heldByAnother(tx, report.report_id)
  const action = actionOf(before, who)
  await audit(tx, {
    action,
    entityType: 'report',
    entityId: report.report_id,
    patientIds: [report.patient_id],
    ...(before ? { oldValues: { doctorId: before.doctor_id } } : {}),
    newValues: { doctorId: claim.doctor_id, expiresAt: claim.expires_at },
  })
  if (action !== 'renew_claim') await tellWorklist(tx, report.report_id, 'claimed')
  if (before && action === 'take_over_claim') await tellLoser(tx, before.doctor_id, report.report_id)
  return toClaim(claim)
}

const actionOf = (before: ClaimRow | undefined, who: Principal) =>
  !before ? 'claim_report' : before.doctor_id === who.userId ? 'renew_claim' : 'take_over_claim'

/** @throws Problem  claimed-by-another, when another doctor's lease holds */
export async function refuseIfHeld(tx: Tx, who: Principal, reportId: string): Promise<void> {
  const claim = await findClaim(tx, reportId)
  if (claim && claim.doctor_id !== who.userId) throw await heldByAnother(tx, reportId)
}

/** @throws Problem  not-found, not-claimed */
export async function giveBack(tx: Tx, who: Principal, reportId: string): Promise<void> {
  const report = await findReport(tx, who.role, reportId)
  if (!report) throw new Problem('not-found')
  if (!(await deleteOwnClaim(tx, reportId))) throw new Problem('not-claimed')
  await audit(tx, {
    action: 'give_back_claim',
    entityType: 'report',
    entityId: reportId,
    patientIds: [report.patient_id],
  })
  await tellWorklist(tx, reportId, 'given-back')
}

async function heldByAnother(tx: Tx, reportId: string): Promise<Problem> {
  const claim = await findClaim(tx, reportId)
  if (!claim) return new Problem('claimed-by-another')
  const until = claim.expires_at.toISOString()
  return new Problem('claimed-by-another', `${claim.doctor_name} is reviewing this study, until ${until} at least`, {
    errors: [
      { item: 'doctorId', code: 'claimed-by', detail: claim.doctor_id },
      { item: 'expiresAt', code: 'claimed-until', detail: until },
    ],
  })
}

const toClaim = (row: ClaimRow): Claim => ({
  doctorId: row.doctor_id,
  doctorName: row.doctor_name,
  expiresAt: row.expires_at.toISOString(),
})
