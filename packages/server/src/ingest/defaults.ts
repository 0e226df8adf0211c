import type { UploadFields } from '@firstread/contract'
import { text } from '@firstread/dicom'
import { cleanText } from './clean.ts'
import { elementsOf, type InstanceDraft, type StudyDraft } from './study.ts'

/** The seed has three image types; every other modality counts as a plain picture. */
const byModality: Record<string, 'ct_scan' | 'mri'> = { CT: 'ct_scan', MR: 'mri' }
/** PS3.3 C.7.3.1.1.1, as far as a worklist should read well. */
const words: Record<string, string> = {
  CR: 'X-ray',
  DX: 'X-ray',
  RG: 'X-ray',
  CT: 'CT',
  MR: 'MRI',
  MG: 'Mammography',
  US: 'Ultrasound',
  NM: 'Nuclear medicine',
  PT: 'PET',
  XA: 'Angiography',
  RF: 'Fluoroscopy',
}

export function imageTypeOf({ arrival }: InstanceDraft, { imageType }: UploadFields): 'xray' | 'ct_scan' | 'mri' {
  return imageType ?? byModality[text(elementsOf(arrival) ?? {}, 'Modality') ?? ''] ?? 'xray'
}

/** What the uploader said, else the study's own description, else words for modality and body part. */
export function studyTypeOf(study: StudyDraft, { studyType, imageType }: UploadFields): string {
  const given = studyType ?? study.description?.slice(0, 100)
  if (given) return given
  const modality = study.series.find((one) => one.modality)?.modality
  const bodyPart = study.series.find((one) => one.bodyPart)?.bodyPart
  const name = modality
    ? (words[modality] ?? modality)
    : { xray: 'X-ray', ct_scan: 'CT', mri: 'MRI' }[imageType ?? 'xray']
  return bodyPart ? `${name} ${bodyPart.toLowerCase()}`.slice(0, 100) : name
}

/** JSON as it is, words as a list of one. */
export function symptomsOf({ symptoms }: UploadFields): unknown {
  if (symptoms === undefined || symptoms === '') return undefined
  if (!/^[[{]/.test(symptoms)) return [symptoms]
  try {
    return JSON.parse(symptoms)
  } catch {
    return [symptoms] // words that happen to begin with a bracket
  }
}

/** The seed's `image_metadata`: what is worth knowing of a study before its images are opened. */
export function imageMetadataOf(study: StudyDraft): Record<string, unknown> {
  const [series] = study.series
  const elements = study.instances.map(({ arrival }) => elementsOf(arrival)).find((one) => one !== undefined)
  const device = elements && [text(elements, 'Manufacturer'), text(elements, 'ManufacturerModelName')]
  return {
    modalities: study.modalities,
    ...(series?.bodyPart ? { bodyPart: series.bodyPart } : {}),
    ...(series?.viewPosition ? { viewPosition: series.viewPosition } : {}),
    ...(device?.some(Boolean) ? { device: cleanText(device.filter(Boolean).join(' '), 128) } : {}),
  }
}
