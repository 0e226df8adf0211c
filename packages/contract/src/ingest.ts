import { z } from 'zod'
import { identityState, reportImage } from './reports.ts'
import { clinicalPriority, id, imageType, instant, page, pageQuery, reportStatus } from './words.ts'

/** The fields beside the files of an upload. All may be absent: DICOM says most of it itself. */
export const uploadFields = z.strictObject({
  patientId: id.optional().describe("The patient's account; without it a verified DICOM identifier decides"),
  studyType: z.string().trim().min(1).max(100).optional(),
  imageType: imageType.optional().describe('Without it the DICOM modality decides, xray otherwise'),
  symptoms: z.string().trim().max(10_000).optional().describe('A JSON array or object, or plain text'),
  priority: clinicalPriority.optional(),
})

/** The form as the API documentation shows it; the files are streamed and never held as a whole. */
export const uploadForm = uploadFields
  .extend({ images: z.array(z.file()).min(1).describe('JPEG, PNG or DICOM files; the content decides') })
  .meta({ id: 'UploadForm' })

export const idempotencyHeaders = z.looseObject({
  'idempotency-key': z.string().min(1).max(255).optional().describe('A repeat with the same key gets the first answer'),
})

/** The study as it is stored now. The same upload again gets the same report. */
export const uploaded = z
  .strictObject({
    reportId: id,
    patientId: id,
    studyInstanceUid: z.string(),
    status: reportStatus,
    identityState,
    images: z.array(reportImage),
  })
  .meta({ id: 'Uploaded' })

export const quarantineState = z.enum(['open', 'linked', 'dismissed'])
export const quarantined = z
  .strictObject({
    quarantineId: id,
    reportId: id.nullable(),
    reason: z.enum(['identity-open', 'uid-conflict']),
    claimedIdentity: z.record(z.string(), z.unknown()).describe('What the sender said of the patient'),
    state: quarantineState,
    provisionalPatientId: id.nullable(),
    linkedPatientId: id.nullable(),
    linkedBy: id.nullable(),
    linkedAt: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'Quarantined' })
export const quarantineQuery = z.strictObject({ ...pageQuery, state: quarantineState.default('open') })
export const quarantinePage = page(quarantined)
export const linkRequest = z.strictObject({ patientId: id })

export type UploadFields = z.infer<typeof uploadFields>
export type Uploaded = z.infer<typeof uploaded>
export type Quarantined = z.infer<typeof quarantined>
