import { createHash } from 'node:crypto'
import { Problem } from '@firstread/contract'
import { type DicomJson, date, fold, isUsableUid, number, text, texts, uidFromDigest } from '@firstread/dicom'
import { type Arrival, digestOf } from './arrival.ts'
import { cleanDay, cleanInteger, cleanText } from './clean.ts'
import { seriesLevel, studyLevel, writtenName } from './levels.ts'

export type SeriesDraft = {
  uid: string
  modality: string | null
  number: number | null
  description: string | null
  bodyPart: string | null
  viewPosition: string | null
  laterality: string | null
  stepDate: string | null
  stepTime: string | null
  /** The series level of the header. */
  attributes: DicomJson
}
export type InstanceDraft = { sopInstanceUid: string; seriesUid: string; sha256: Buffer; arrival: Arrival }

/** The patient as the header says it; it identifies nobody. */
export type PatientDraft = {
  name: string | null
  id: string | null
  issuer: string | null
  birthDate: string | null
  sex: string | null
}

/** What the files of an upload say together. Texts are as received, cut to their columns. */
export type StudyDraft = {
  uid: string
  /** Of uploader, patient and content: the same upload again has the same. Undefined from the network. */
  digest: Buffer | undefined
  date: string | null
  time: string | null
  id: string | null
  accessionNumber: string | null
  description: string | null
  referringPhysician: string | null
  patient: PatientDraft
  modalities: string[]
  /** Patient and study level of the first header. */
  attributes: DicomJson
  series: SeriesDraft[]
  instances: InstanceDraft[]
}

export const elementsOf = ({ checked }: Arrival): DicomJson | undefined =>
  checked.format === 'DICOM' ? checked.inspection.elements : undefined

/**
 * The study that the files make up. Files without UIDs (JPEG, PNG, DICOMDIR, some old DICOM) join the study of the others,
 * and get UIDs under 2.25 that follow from their content, so that the same upload again is the same study.
 *
 * @param owner  whose content it is: uploader and patient
 * @throws Problem  several-studies; instance-conflict when one SOP Instance UID comes with two contents
 */
export function draftStudy(arrivals: readonly Arrival[], owner: string): StudyDraft {
  const digest = contentDigest(arrivals, owner)
  const uid = namedStudy(arrivals) ?? uidFromDigest(`study ${digest.toString('hex')}`)
  const instances = foldRepeats(arrivals.map((arrival) => draftInstance(arrival, uid, owner)))
  return { ...studyOf(uid, instances), digest }
}

/** What the headers of a study's instances say of it: the first one with a header counts. */
export function studyOf(uid: string, instances: InstanceDraft[]): StudyDraft {
  const first = instances.map(({ arrival }) => elementsOf(arrival)).find((elements) => elements !== undefined) ?? {}
  const series = new Map<string, SeriesDraft>()
  for (const { seriesUid, arrival } of instances) {
    if (!series.has(seriesUid)) series.set(seriesUid, draftSeries(seriesUid, elementsOf(arrival)))
  }
  return {
    uid,
    digest: undefined,
    date: cleanDay(date(first, 'StudyDate')),
    time: cleanText(text(first, 'StudyTime'), 16),
    id: cleanText(text(first, 'StudyID'), 64),
    accessionNumber: cleanText(text(first, 'AccessionNumber'), 64),
    description: cleanText(text(first, 'StudyDescription'), 255),
    referringPhysician: cleanText(text(first, 'ReferringPhysicianName'), 255),
    patient: draftPatient(first),
    attributes: studyLevel(first),
    modalities: [...new Set([...series.values()].flatMap(({ modality }) => modality ?? []))].sort(),
    series: [...series.values()],
    instances,
  }
}

export const draftPatient = (elements: DicomJson): PatientDraft => ({
  name: writtenName(elements, 'PatientName'),
  id: cleanText(text(elements, 'PatientID'), 64),
  issuer: cleanText(text(elements, 'IssuerOfPatientID'), 64),
  birthDate: cleanDay(date(elements, 'PatientBirthDate')),
  sex: cleanText(text(elements, 'PatientSex'), 16),
})

/** What queries compare: see `fold`. */
export const folded = (value: string | null): string | null => (value === null ? null : fold(value))

/**
 * The study that the files name; undefined when none does.
 *
 * @throws Problem  several-studies
 */
export function namedStudy(arrivals: readonly Arrival[]): string | undefined {
  const named = new Set(arrivals.map((one) => uidOf(one, 'studyInstanceUid')).filter((uid) => uid !== undefined))
  if (named.size > 1) throw new Problem('several-studies', `The files name ${named.size} studies`)
  return [...named][0]
}

function contentDigest(arrivals: readonly Arrival[], owner: string): Buffer {
  const digests = [...new Set(arrivals.map(digestOf))].sort()
  return createHash('sha256')
    .update([owner, ...digests].join('\n'))
    .digest()
}

export function uidOf({ checked }: Arrival, level: 'studyInstanceUid' | 'seriesInstanceUid' | 'sopInstanceUid') {
  const uid = checked.format === 'DICOM' ? checked.inspection[level] : undefined
  return isUsableUid(uid) ? uid : undefined
}

function draftInstance(arrival: Arrival, studyUid: string, owner: string): InstanceDraft {
  const modality = text(elementsOf(arrival) ?? {}, 'Modality') ?? ''
  return {
    sopInstanceUid:
      uidOf(arrival, 'sopInstanceUid') ?? uidFromDigest(`instance ${studyUid} ${owner} ${digestOf(arrival)}`),
    seriesUid: uidOf(arrival, 'seriesInstanceUid') ?? uidFromDigest(`series ${studyUid} ${owner} ${modality}`),
    sha256: arrival.object.sha256,
    arrival,
  }
}

/** The same file twice in one upload is one instance. */
function foldRepeats(instances: InstanceDraft[]): InstanceDraft[] {
  const byUid = new Map<string, InstanceDraft>()
  for (const one of instances) {
    const known = byUid.get(one.sopInstanceUid)
    if (known && !known.sha256.equals(one.sha256)) {
      const detail = 'Two files of this upload have the same SOP Instance UID and different content'
      throw new Problem('instance-conflict', detail, {
        errors: [known, one].map(({ arrival }) => ({ item: arrival.item, code: 'instance-conflict', detail })),
      })
    }
    if (!known) byUid.set(one.sopInstanceUid, one)
  }
  return [...byUid.values()]
}

function draftSeries(uid: string, elements: DicomJson = {}): SeriesDraft {
  return {
    uid,
    modality: cleanText(text(elements, 'Modality'), 16),
    number: cleanInteger(number(elements, 'SeriesNumber')),
    description: cleanText(text(elements, 'SeriesDescription'), 255),
    bodyPart: cleanText(text(elements, 'BodyPartExamined'), 64),
    viewPosition: cleanText(text(elements, 'ViewPosition'), 16),
    laterality: cleanText(text(elements, 'Laterality') ?? text(elements, 'ImageLaterality'), 16),
    stepDate: cleanDay(date(elements, 'PerformedProcedureStepStartDate')),
    stepTime: cleanText(text(elements, 'PerformedProcedureStepStartTime'), 16),
    attributes: seriesLevel(elements),
  }
}

/** Summary of a header for `report_images.dicom_metadata`; the whole of it stands in the DICOM index. */
export function summaryOf(elements: DicomJson): Record<string, unknown> {
  const keywords = [
    'Modality',
    'BodyPartExamined',
    'ViewPosition',
    'PhotometricInterpretation',
    'Manufacturer',
    'ManufacturerModelName',
  ] as const
  const found = keywords.flatMap((keyword) => {
    const value = cleanText(text(elements, keyword), 64)
    return value === null ? [] : [[keyword, value]]
  })
  const orientation = texts(elements, 'PatientOrientation')
  const bits = number(elements, 'BitsAllocated')
  return {
    ...Object.fromEntries(found),
    ...(isBits(bits) ? { BitsAllocated: bits } : {}),
    ...(orientation.length > 0 ? { PatientOrientation: orientation } : {}),
  }
}

const isBits = (value: number | undefined) => Number.isInteger(value) && Number(value) > 0 && Number(value) <= 64
