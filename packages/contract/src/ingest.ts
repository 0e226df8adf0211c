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
  uploads: z
    .string()
    .max(65_536)
    .optional()
    .describe('Files that came in pieces: a JSON array of {uploadId, name?}; they stand behind those of the form'),
})

/** The form as the API documentation shows it; the files are streamed and never held as a whole. */
export const uploadForm = uploadFields
  .extend({ images: z.array(z.file()).optional().describe('JPEG, PNG or DICOM files; the content decides') })
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

/** A file that comes in pieces. It belongs to nothing until `POST /reports` names it in `uploads`. */
export const partialUpload = z
  .strictObject({
    uploadId: id,
    sizeBytes: z.int(),
    receivedBytes: z.int().describe('Durable; the next piece begins here'),
    expiresAt: instant.describe('After this it is gone'),
  })
  .meta({ id: 'PartialUpload' })
export const newPartialUpload = z.strictObject({ sizeBytes: z.int().min(1) })
/** Bytes of one piece: many small ones cost rows, one large one is lost when it is cut. */
export const pieceLimits = { least: 256 * 1024, most: 16 * 1024 * 1024 } as const
export const pieceHeaders = z.looseObject({
  'upload-offset': z.coerce.number().int().min(0).describe('Where in the file this piece begins'),
})

/** The files of an upload that came in pieces, in their order. */
export const namedUploads = z
  .array(z.strictObject({ uploadId: id, name: z.string().max(1000).optional() }))
  .max(4096)
  .refine((named) => new Set(named.map(({ uploadId }) => uploadId)).size === named.length, 'each file once')

export type PartialUpload = z.infer<typeof partialUpload>
export type NamedUpload = z.infer<typeof namedUploads>[number]
