import type { Tx } from '@firstread/database'
import { jsonKey, number } from '@firstread/dicom'
import { sql } from 'kysely'
import { cleanInteger, cleanJson, cleanText } from './clean.ts'
import { type Claim, claimedIdentity } from './identity.ts'
import { retrievalColumns } from './retrieval.ts'
import { elementsOf, folded, type InstanceDraft, type SeriesDraft, type StudyDraft, summaryOf } from './study.ts'

// One statement for each table, however many files came: row by row is what makes archives slow.

/** What is known already is left as it is: nothing of a study is ever overwritten. */
export async function insertStudy(tx: Tx, study: StudyDraft, patientId: string): Promise<void> {
  await tx
    .insertInto('dicom_studies')
    .values({
      study_instance_uid: study.uid,
      patient_id: patientId,
      study_date: study.date,
      study_time: study.time,
      study_id: study.id,
      accession_number: study.accessionNumber,
      study_description: study.description,
      referring_physician_name: study.referringPhysician,
      modalities_in_study: study.modalities,
      patient_name: study.patient.name,
      patient_name_folded: folded(study.patient.name),
      patient_identifier: study.patient.id,
      patient_identifier_issuer: study.patient.issuer,
      patient_birth_date: study.patient.birthDate,
      patient_sex: study.patient.sex,
      referring_physician_folded: folded(study.referringPhysician),
      study_description_folded: folded(study.description),
      attributes: cleanJson(study.attributes),
    })
    // No conflict target: naming one would ask for the row's visibility, and it may be a colleague's.
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function insertSeries(tx: Tx, study: StudyDraft): Promise<void> {
  await tx
    .insertInto('dicom_series')
    .values(
      study.series.map((one) => ({
        series_instance_uid: one.uid,
        study_instance_uid: study.uid,
        modality: one.modality,
        series_number: one.number,
        series_description: one.description,
        body_part_examined: one.bodyPart,
        view_position: one.viewPosition,
        laterality: one.laterality,
        performed_procedure_step_start_date: one.stepDate,
        performed_procedure_step_start_time: one.stepTime,
        request_attributes: requestsOf(one),
        attributes: cleanJson(one.attributes),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The items of RequestAttributesSequence (0040,0275), as a JSON array. */
function requestsOf({ attributes }: SeriesDraft): string | null {
  const requests = attributes[requestAttributes]?.Value
  return requests === undefined ? null : cleanJson(requests)
}
const requestAttributes = jsonKey('RequestAttributesSequence')

export type ReportDraft = {
  reportId: string
  patientId: string
  patientName: string | null
  uploader: string
  uploaderName: string | null
  studyUid: string
  studyType: string | null
  patientAge: number | null
  patientGender: string | null
  symptoms: unknown
  imageMetadata: unknown
  firstImageUrl: string
  contentDigest: Buffer | null
  identityState: 'verified' | 'open'
  priority: 'routine' | 'urgent' | 'stat'
}

export async function insertReport(tx: Tx, draft: ReportDraft): Promise<void> {
  await tx
    .insertInto('medical_reports')
    .values({
      report_id: draft.reportId,
      patient_id: draft.patientId,
      patient_name: draft.patientName,
      radiologist_id: draft.uploader,
      radiologist_name: draft.uploaderName,
      study_instance_uid: draft.studyUid,
      study_type: draft.studyType,
      report_image_url: draft.firstImageUrl,
      image_metadata: cleanJson(draft.imageMetadata),
      patient_age: draft.patientAge,
      patient_gender: draft.patientGender,
      symptoms: draft.symptoms === undefined ? null : cleanJson(draft.symptoms),
      content_digest: draft.contentDigest,
      identity_state: draft.identityState,
      clinical_priority: draft.priority,
    })
    .execute()
}

export type ImageDraft = InstanceDraft & { imageId: string; imageType: 'xray' | 'ct_scan' | 'mri'; place: number }

export const imageUrl = (reportId: string, imageId: string): string => `/api/v1/reports/${reportId}/images/${imageId}`

export async function insertObjects(tx: Tx, images: readonly ImageDraft[]): Promise<void> {
  await tx
    .insertInto('stored_objects')
    .values(
      images.map(({ arrival: { object } }) => ({
        object_id: object.objectId,
        sha256: object.sha256,
        size_bytes: object.sizeBytes,
        key_id: object.keyId,
      })),
    )
    .execute()
}

export async function insertImages(tx: Tx, reportId: string, images: readonly ImageDraft[]): Promise<void> {
  await tx
    .insertInto('report_images')
    .values(images.map((image) => imageRow(reportId, image)))
    .execute()
}

function imageRow(reportId: string, { imageId, imageType, place, arrival }: ImageDraft) {
  const { checked, object } = arrival
  const elements = elementsOf(arrival)
  const dicom = checked.format === 'DICOM' ? checked.inspection : undefined
  const size = checked.format === 'DICOM' ? { width: dicom?.columns, height: dicom?.rows } : checked
  return {
    image_id: imageId,
    report_id: reportId,
    image_url: imageUrl(reportId, imageId),
    image_type: imageType,
    image_format: checked.format,
    width: size.width ?? null,
    height: size.height ?? null,
    file_size: object.sizeBytes,
    dicom_metadata: elements ? cleanJson(summaryOf(elements)) : null,
    display_order: place,
    object_id: object.objectId,
    sha256: object.sha256,
    file_name: cleanText(arrival.name, 255),
    frames: dicom?.frames ?? 1,
    has_pixels: dicom === undefined || dicom.rows !== undefined,
  }
}

export async function insertInstances(tx: Tx, images: readonly ImageDraft[]): Promise<void> {
  await tx.insertInto('dicom_instances').values(images.map(instanceRow)).execute()
}

function instanceRow({ sopInstanceUid, seriesUid, sha256, imageId, arrival }: ImageDraft) {
  const { checked } = arrival
  const known = { sop_instance_uid: sopInstanceUid, series_instance_uid: seriesUid, image_id: imageId, sha256 }
  if (checked.format !== 'DICOM') {
    return { ...known, rows: checked.height, columns: checked.width, number_of_frames: 1, metadata: '{}' }
  }
  const { inspection } = checked
  return {
    ...known,
    sop_class_uid: cleanText(inspection.sopClassUid, 64),
    transfer_syntax_uid: cleanText(inspection.transferSyntaxUid, 64),
    instance_number: cleanInteger(number(inspection.elements, 'InstanceNumber')),
    rows: inspection.rows ?? null,
    columns: inspection.columns ?? null,
    number_of_frames: inspection.frames ?? null,
    ...retrievalColumns(inspection),
  }
}

/** The study's identity is open: it waits on the techs' board, and goes its way all the same. */
export async function quarantine(
  tx: Tx,
  reportId: string,
  patientId: string,
  claim: Claim,
  sopUid: string,
): Promise<void> {
  await sql`insert into public.quarantined_instances (report_id, sop_instance_uid, reason, claimed_identity, provisional_patient_id)
    values (${reportId}, ${sopUid}, 'identity-open', ${cleanJson(claimedIdentity(claim))}::jsonb, ${patientId})`.execute(
    tx,
  )
}
