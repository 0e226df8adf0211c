import type { Device, DicomJson, ResultHeader } from '@firstread/dicom'
import { elementsOf } from '@firstread/dicom'
import type { ResultRun, SourceImage } from './result-queries.ts'
import { deviceUid } from './uids.ts'

/** Far from the numbers that scanners give: our series come last. */
export const seriesNumbers = { report: 9001, evidence: 9002 } as const
export const seriesDescriptions = { report: 'Firstread AI report', evidence: 'Firstread AI evidence map' } as const
export type ResultKind = keyof typeof seriesNumbers

type Ids = { series: string; instance: string; number: number }

export function headerOf(
  run: ResultRun,
  modelName: string,
  kind: ResultKind,
  ids: Ids,
  image?: SourceImage,
): ResultHeader {
  return {
    study: studyHeader(run, image),
    studyInstanceUid: run.study_instance_uid,
    seriesInstanceUid: ids.series,
    seriesNumber: seriesNumbers[kind],
    seriesDescription: seriesDescriptions[kind],
    sopInstanceUid: ids.instance,
    instanceNumber: ids.number,
    madeAt: run.finished_at,
    device: deviceOf(run, modelName),
  }
}

function deviceOf(run: ResultRun, model: string): Device {
  const sha256 = run.model_sha256 ?? 'unknown'
  return { uid: deviceUid(sha256), model, serialNumber: sha256, version: run.model_version }
}

const isEmpty = (elements: DicomJson | null | undefined) => !elements || Object.keys(elements).length === 0

/** The film's own header knows patient and study best, then the one that named the study, then the account. */
function studyHeader(run: ResultRun, image: SourceImage | undefined): DicomJson {
  if (image?.metadata && !isEmpty(image.metadata)) return image.metadata
  if (!isEmpty(run.study_attributes)) return run.study_attributes
  const uploaded = run.upload_date.toISOString()
  return elementsOf({
    PatientName: nameOf(run.patient_name),
    PatientID: run.patient_id,
    IssuerOfPatientID: 'FIRSTREAD',
    PatientBirthDate: digits(run.patient_birth_date),
    StudyDate: digits(uploaded.slice(0, 10)),
    StudyTime: uploaded.slice(11, 19).replaceAll(':', ''),
    StudyID: '1',
  })
}

const digits = (day: string | null) => day?.replaceAll('-', '') ?? null

/** An account's name has no known parts: all of it stands as the family name. `^`, `=` and `\` have a meaning there (PS3.5 6.2). */
const nameOf = (name: string | null) => name?.replace(/[\^=\\]/g, ' ').slice(0, 64) ?? null
