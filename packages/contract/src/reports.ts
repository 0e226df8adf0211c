import { z } from 'zod'
import { analysis } from './analysis.ts'
import { review } from './review.ts'
import { clinicalPriority, id, imageType, instant, page, pageQuery, probability, reportStatus, risk } from './words.ts'

export const identityState = z.enum(['verified', 'open'])

export const reportImage = z
  .strictObject({
    imageId: id,
    imageType: imageType.nullable(),
    imageFormat: z.enum(['JPEG', 'PNG', 'DICOM']).nullable(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    frames: z.int(),
    fileSize: z.int().nullable().describe('bytes'),
    displayOrder: z.int(),
    hasPixels: z.boolean(),
    transferSyntaxUid: z.string().nullable().describe('Of a DICOM file: how its pixels are coded'),
    photometricInterpretation: z.string().nullable().describe('(0028,0004) of a DICOM file'),
    bitsAllocated: z.int().nullable().describe('(0028,0100) of a DICOM file'),
    url: z.string().describe('Path of the original; /rendered and /thumbnail below it are pictures'),
  })
  .meta({ id: 'ReportImage' })

/** The signed result in plain words. It never carries the model's numbers. */
export const plainWords = z.strictObject({
  headline: z.string(),
  meaning: z.string(),
  nextSteps: z.array(z.string()),
  followUp: z.string().optional(),
})
export const patientResult = plainWords.extend({ releasedAt: instant }).meta({ id: 'PatientResult' })

export const releaseState = z.enum(['released', 'scheduled', 'held'])
export const release = z
  .strictObject({ state: releaseState, releaseAt: instant.nullable(), heldReason: z.string().nullable() })
  .meta({ id: 'Release' })
export const holdRequest = z.strictObject({ reason: z.string().trim().min(3).max(500) })

/** A report as its reader may see it: what is not theirs to see is null or empty. */
export const report = z
  .strictObject({
    reportId: id,
    patientId: id,
    patientName: z.string().nullable(),
    radiologistId: id.nullable(),
    radiologistName: z.string().nullable(),
    studyType: z.string().nullable(),
    studyInstanceUid: z.string().nullable(),
    status: reportStatus.describe(
      'Patients read `pending` until the result is released: the steps between are not theirs',
    ),
    riskScore: risk.nullable().describe("Staff: the adopted analysis' category. Patients: the doctor's, once released"),
    confidenceScore: probability.nullable(),
    findings: z.string().nullable(),
    recommendations: z.unknown(),
    uploadDate: instant,
    analysisDate: instant.nullable(),
    dueAt: instant.nullable(),
    clinicalPriority: clinicalPriority.nullable(),
    identityState: identityState.nullable(),
    patientAge: z.int().nullable(),
    patientGender: z.string().nullable(),
    symptoms: z.unknown(),
    images: z.array(reportImage),
    analysis: analysis.nullable(),
    analysisWithheld: z.boolean().describe("true until the reader's own first opinion is saved"),
    reviews: z.array(review),
    release: release.nullable(),
    result: patientResult.nullable(),
  })
  .meta({ id: 'Report' })

export const reportsQuery = z.strictObject({
  ...pageQuery,
  status: reportStatus.optional(),
  risk: risk.optional(),
  patientId: id.optional(),
  q: z.string().trim().min(1).max(100).optional().describe("The beginning of the patient's name, or a report id"),
  from: instant.optional().describe('uploadDate from'),
  to: instant.optional().describe('uploadDate before'),
})
export const reportPage = page(report)

export type Report = z.infer<typeof report>
export type ReportImage = z.infer<typeof reportImage>
export type ReportsQuery = z.infer<typeof reportsQuery>
export type PlainWords = z.infer<typeof plainWords>
export type PatientResult = z.infer<typeof patientResult>
export type Release = z.infer<typeof release>
export type ReleaseState = z.infer<typeof releaseState>
