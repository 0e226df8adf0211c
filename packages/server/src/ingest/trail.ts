import { problems } from '@firstread/contract'
import type { Placed } from './place.ts'
import type { IntakeEntry } from './queries.ts'
import type { Refusal } from './verdict.ts'

/** What the audit log says of a study that arrived; one entry for all its images. */
export function uploadEntry({ place, fresh, held, requestId }: Placed): IntakeEntry {
  const entry = { action: 'upload_report', entityType: 'report', status: 'success', requestId } as const
  if (!place) {
    const all = [...held.values()]
    const patientIds = [...new Set(all.map(({ patientId }) => patientId))]
    return { ...entry, ...idOf(all[0]?.reportId), patientIds, newValues: { images: 0, isRepeat: true } }
  }
  const { reportId, patientId, identityState, isNew } = place
  return {
    ...entry,
    entityId: reportId,
    patientIds: [patientId],
    newValues: { images: fresh.length, identityState, isNew },
  }
}

const idOf = (entityId: string | undefined) => (entityId === undefined ? {} : { entityId })

/** What was refused of one request, an entry for each code; only what counts as a denial (contract: problems). */
export function denialEntries(refusals: readonly Refusal[], requestId: string | undefined): IntakeEntry[] {
  const audited = refusals.filter(({ code }) => problems[code].audited)
  return [...Map.groupBy(audited, ({ code }) => code)].map(([code, all]) => ({
    action: 'denied',
    entityType: 'instance',
    status: 'failure',
    newValues: { instances: all.length },
    errorMessage: code,
    requestId,
  }))
}
