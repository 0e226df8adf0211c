import { z } from 'zod'
import { id, instant, page, pageQuery } from './words.ts'

const auditStatus = z.enum(['success', 'failure', 'error'])

export const auditEntry = z
  .strictObject({
    logId: id,
    createdAt: instant,
    userId: id.nullable().describe('null when nobody was logged in, the system acted, or the person was erased'),
    actorId: id.nullable(),
    userEmail: z.string().nullable(),
    userRole: z.string().nullable(),
    action: z.string(),
    entityType: z.string().nullable(),
    entityId: id.nullable(),
    patientIds: z.array(id).describe('To a patient only their own id'),
    status: auditStatus,
    errorMessage: z.string().nullable(),
    ipAddress: z.string().nullable(),
    userAgent: z.string().nullable(),
    requestId: z.string().nullable(),
    oldValues: z.unknown(),
    newValues: z.unknown(),
    peerId: id.nullable().describe('The DICOM peer that acted with this account'),
    peerAeTitle: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' })
export const auditPage = page(auditEntry)
export const auditQuery = z.strictObject({
  ...pageQuery,
  userId: id.optional(),
  patientId: id.optional(),
  entityId: id.optional(),
  action: z
    .string()
    .regex(/^[a-z_]{1,64}$/)
    .optional(),
  from: instant
    .optional()
    .describe('A tech who names no person, patient, entity or `from` gets the 31 days before `to`, or before now'),
  to: instant.optional().describe('Exclusive'),
})

/** What a patient is told about a look at the record: who, what, when. Not from which address, not with which program. */
export const accessEntry = z
  .strictObject({
    createdAt: instant,
    who: z.string().nullable().describe('Name of the person to the patient, email to techs; null for the system'),
    isPatient: z.boolean().describe('It was the patient'),
    role: z
      .string()
      .nullable()
      .describe(
        'A role of Firstread; `worker` for the system, `operator` for the command line, `visitor` for whoever has a link',
      ),
    sharedWith: z.string().nullable().describe('To the patient: for whom the share was made that this is about'),
    action: z.string(),
    entityType: z.string().nullable(),
    entityId: id.nullable(),
    status: auditStatus,
  })
  .meta({ id: 'AccessEntry' })
export const accessPage = page(accessEntry)
export const accessQuery = z.strictObject({
  ...pageQuery,
  own: z
    .enum(['with', 'without'])
    .default('with')
    .describe('Whether with the patient’s own looks; techs see all of them'),
})

export type AuditEntryView = z.infer<typeof auditEntry>
export type AccessEntry = z.infer<typeof accessEntry>
