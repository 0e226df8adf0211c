import {
  type DicomJson,
  elementsOf,
  explicitLittleEndian,
  type Picture,
  pictureCaptureElements,
  type ResultHeader,
  uidFromDigest,
  write,
} from '@firstread/dicom'
import sharp from 'sharp'
import type { ExportedImage } from './export-queries.ts'
import { type Leaving, once, type Tools } from './leaving.ts'
import type { ExportPlan } from './plan.ts'

/** A wrapped picture is held in memory: 36 megapixels of colour are 108 MB. The original lies beside it, whatever its size. */
const longestSide = 6000

/**
 * A JPEG or PNG as a Secondary Capture, so that it stands in the DICOMDIR with the rest. It is decoded by the process that has
 * no network and no keys; what is decoded here is the picture which that one made.
 *
 * @throws Problem  not-rendered
 */
export async function pictureFile(
  { plan, render, change }: Tools,
  image: ExportedImage,
  number: number,
): Promise<Leaving> {
  const picture = await decode(await render({ ...image, ...plan.report }, { maxSide: longestSide }))
  const whole = pictureCaptureElements(headerOf(plan, image, number), picture, image.image_format === 'JPEG')
  const elements = change ? change.elements(whole) : whole
  const bytes = write(elements, { transferSyntaxUid: explicitLittleEndian, pixelData: picture.pixels })
  return { entry: { elements, transferSyntaxUid: explicitLittleEndian }, bytes: once(bytes) }
}

async function decode(png: Uint8Array): Promise<Picture> {
  const { data, info } = await sharp(png, { limitInputPixels: longestSide ** 2 })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, channels: info.channels === 1 ? 1 : 3, pixels: data }
}

/** The UIDs are those of the index, so that the same picture is the same instance in every export. */
function headerOf({ report }: ExportPlan, image: ExportedImage, number: number): ResultHeader {
  const uid = (what: string, known: string | null) => known ?? uidFromDigest(`${what} ${report.report_id}`)
  return {
    study: studyOf(report),
    studyInstanceUid: uid('study', report.study_instance_uid),
    seriesInstanceUid: uid('series', image.series_instance_uid),
    seriesNumber: 1,
    seriesDescription: 'Uploaded pictures',
    sopInstanceUid: image.sop_instance_uid ?? uidFromDigest(`instance ${image.image_id}`),
    instanceNumber: number,
    madeAt: report.upload_date,
    device: { uid: uidFromDigest('firstread export'), model: 'Export', serialNumber: '1', version: '1' },
  }
}

const studyOf = ({ patient_id, patient_name, upload_date }: ExportPlan['report']): DicomJson =>
  elementsOf({
    PatientName: patient_name?.replace(/[\^=\\]/g, ' ').slice(0, 64) ?? null,
    PatientID: patient_id,
    IssuerOfPatientID: 'FIRSTREAD',
    StudyDate: upload_date.toISOString().slice(0, 10).replaceAll('-', ''),
    StudyTime: upload_date.toISOString().slice(11, 19).replaceAll(':', ''),
    StudyID: '1',
  })
