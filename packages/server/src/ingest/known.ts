import { claimKey, type Patient } from './identity.ts'

/** Whether something arriving is here already, at the moment when its studies are ours (app.intake_known). */
export type Known = {
  uploaderName: string | null
  /** Patients by verified (issuer, identifier), see `claimKey`. */
  patients: Map<string, Patient>
  /** By Study Instance UID. */
  studies: Map<string, KnownStudy>
  /** The sender's own reports by Study Instance UID, newest first. */
  reports: Map<string, OwnReport[]>
  /** Study Instance UID by Series Instance UID. */
  series: Map<string, string>
  /** By SOP Instance UID. */
  instances: Map<string, HeldInstance>
}

export type KnownStudy = {
  patientId: string
  /** Whether a DICOM header described the study; without one it claims nobody. */
  hasHeader: boolean
  identifier: string | null
  issuer: string | null
}

export type OwnReport = {
  reportId: string
  patientId: string
  patientName: string | null
  status: string
  identityState: 'verified' | 'open'
  /** The display order of the next image. */
  nextPlace: number
}

export type HeldInstance = {
  /** hex */
  sha256: string
  /** Null when it is somebody else's. */
  reportId: string | null
  patientId: string | null
}

export type OwnInstance = HeldInstance & { reportId: string; patientId: string }
export const isOwn = (row: HeldInstance): row is OwnInstance => row.reportId !== null && row.patientId !== null

/** The same as app.intake_known answers it. */
export type KnownRows = {
  uploaderName: string | null
  patients: (Patient & { issuer: string; identifier: string })[]
  studies: (KnownStudy & { uid: string })[]
  reports: (OwnReport & { studyUid: string })[]
  series: { uid: string; studyUid: string }[]
  instances: (HeldInstance & { uid: string })[]
}

export function indexKnown(rows: KnownRows): Known {
  return {
    uploaderName: rows.uploaderName,
    patients: new Map(rows.patients.map((row) => [claimKey({ issuer: row.issuer, patientId: row.identifier }), row])),
    studies: new Map(rows.studies.map((row) => [row.uid, row])),
    reports: Map.groupBy(rows.reports, ({ studyUid }) => studyUid),
    series: new Map(rows.series.map(({ uid, studyUid }) => [uid, studyUid])),
    instances: new Map(rows.instances.map((row) => [row.uid, row])),
  }
}
