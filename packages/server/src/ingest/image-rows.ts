import { randomUUID } from 'node:crypto'
import type { UploadFields } from '@firstread/contract'
import { number } from '@firstread/dicom'
import { cleanInteger, cleanText } from './clean.ts'
import { imageTypeOf } from './defaults.ts'
import type { Place } from './place.ts'
import { retrievalColumns } from './retrieval.ts'
import { elementsOf, type InstanceDraft, summaryOf } from './study.ts'

const imageUrl = (reportId: string, imageId: string): string => `/api/v1/reports/${reportId}/images/${imageId}`

export type ImageRow = ReturnType<typeof imageRow>

/** What stored_objects, report_images and dicom_instances keep of each new instance, for app.intake_store. */
export const imageRows = (
  { fresh, fields }: { fresh: readonly InstanceDraft[]; fields: UploadFields },
  { reportId, nextPlace }: Place,
) => fresh.map((one, i) => imageRow(one, fields, reportId, nextPlace + i))

function imageRow(one: InstanceDraft, fields: UploadFields, reportId: string, place: number) {
  const { object, name } = one.arrival
  const imageId = randomUUID()
  return {
    image_id: imageId,
    report_id: reportId,
    image_url: imageUrl(reportId, imageId),
    image_type: imageTypeOf(one, fields),
    display_order: place,
    object_id: object.objectId,
    key_id: object.keyId,
    sha256: object.sha256.toString('hex'),
    file_size: object.sizeBytes,
    file_name: cleanText(name, 255),
    sop_instance_uid: one.sopInstanceUid,
    series_instance_uid: one.seriesUid,
    ...contentOf(one),
  }
}

/** What the file itself says of its picture. */
function contentOf({ arrival }: InstanceDraft) {
  const { checked } = arrival
  if (checked.format !== 'DICOM') {
    const { format, width, height } = checked
    const size = { width, height, rows: height, columns: width }
    return { image_format: format, ...size, frames: 1, number_of_frames: 1, has_pixels: true, metadata: {} }
  }
  const { inspection } = checked
  const { rows, columns, frames } = inspection
  const elements = elementsOf(arrival) ?? {}
  return {
    image_format: checked.format,
    ...{ width: columns, height: rows, rows, columns },
    frames: frames ?? 1,
    number_of_frames: frames,
    has_pixels: rows !== undefined,
    dicom_metadata: summaryOf(elements),
    sop_class_uid: cleanText(inspection.sopClassUid, 64),
    transfer_syntax_uid: cleanText(inspection.transferSyntaxUid, 64),
    instance_number: cleanInteger(number(elements, 'InstanceNumber')),
    ...retrievalColumns(inspection),
  }
}
