import type { AccessEntry, AuditEntryView } from '@firstread/contract'
import type { EntryRow, OwnEntryRow } from './queries.ts'

const sharedOf = (row: OwnEntryRow) => ({
  createdAt: row.created_at.toISOString(),
  action: row.action,
  entityType: row.entity_type,
  entityId: row.entity_id,
  status: row.status as AuditEntryView['status'], // audit_logs_status_check
})

export const toEntry = (row: EntryRow): AuditEntryView => ({
  logId: row.log_id,
  ...sharedOf(row),
  userId: row.user_id,
  actorId: row.actor_id,
  userEmail: row.user_email,
  userRole: row.user_role,
  patientIds: row.patient_ids,
  errorMessage: row.error_message,
  ipAddress: row.ip_address,
  userAgent: row.user_agent,
  requestId: row.request_id,
  oldValues: row.old_values,
  newValues: row.new_values,
  peerId: row.peer_id,
  peerAeTitle: row.peer_ae_title,
})

/** The same form for a patient, empty where the database grants nothing. */
export const toOwnEntry =
  (patientId: string) =>
  (row: OwnEntryRow): AuditEntryView => ({
    logId: row.log_id,
    ...sharedOf(row),
    userId: row.user_id,
    actorId: null,
    userEmail: row.user_email,
    userRole: row.user_role,
    patientIds: [patientId],
    errorMessage: null,
    ipAddress: null,
    userAgent: null,
    requestId: null,
    oldValues: null,
    newValues: null,
    peerId: null,
    peerAeTitle: null,
  })

/** `names`: by log id, where the reader may know them; `labels`: by share, for whom its patient made it. */
export const toAccess =
  (patientId: string, names?: Map<string, string>, labels?: Map<string, string>) =>
  (row: OwnEntryRow): AccessEntry => ({
    ...sharedOf(row),
    who: names === undefined ? row.user_email : (names.get(row.log_id) ?? null),
    isPatient: row.user_id === patientId,
    role: row.user_role,
    sharedWith: labels?.get(row.entity_id ?? '') ?? null,
  })
