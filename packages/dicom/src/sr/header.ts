import { attribute } from '../dictionary.ts'
import { type ElementValues, elementsOf } from '../elements.ts'
import type { DicomJson, JsonElement } from '../json.ts'
import { jsonKey } from '../text.ts'
import { followsItsVr } from '../value-rules.ts'

/** An object that Firstread adds to a study: which study, which series, which device, when. */
export interface ResultHeader {
  /** a header of the study, whose patient and study attributes are taken over; `{}` where there is none */
  readonly study: DicomJson
  readonly studyInstanceUid: string
  readonly seriesInstanceUid: string
  readonly seriesNumber: number
  readonly seriesDescription: string
  readonly sopInstanceUid: string
  readonly instanceNumber: number
  readonly madeAt: Date
  readonly device: Device
}

export interface Device {
  readonly uid: string
  readonly model: string
  readonly serialNumber: string
  readonly version: string
}

export const manufacturer = 'Firstread'

/** Taken over from the study's own header, PS3.3 C.7.1.1 and C.7.2.1. */
const copied = [
  'PatientName',
  'PatientID',
  'IssuerOfPatientID',
  'PatientBirthDate',
  'PatientSex',
  'PatientAge',
  'StudyDate',
  'StudyTime',
  'StudyID',
  'StudyDescription',
  'AccessionNumber',
  'ReferringPhysicianName',
]
/** Type 2: present, empty where unknown. */
const always = ['PatientName', 'PatientID', 'PatientBirthDate', 'PatientSex']
const alwaysOfStudy = ['StudyDate', 'StudyTime', 'StudyID', 'AccessionNumber', 'ReferringPhysicianName']

/** Patient, study, series, equipment and SOP common modules of an object in a study. */
export function headerElements(header: ResultHeader, own: ElementValues): DicomJson {
  const { device, madeAt } = header
  const [date, time] = [daOf(madeAt), tmOf(madeAt)]
  return {
    ...patientAndStudy(header.study),
    ...elementsOf({
      SpecificCharacterSet: 'ISO_IR 192',
      StudyInstanceUID: header.studyInstanceUid,
      SeriesInstanceUID: header.seriesInstanceUid,
      SeriesNumber: header.seriesNumber,
      SeriesDescription: header.seriesDescription,
      SeriesDate: date,
      SeriesTime: time,
      ContentDate: date,
      ContentTime: time,
      InstanceCreationDate: date,
      InstanceCreationTime: time,
      SOPInstanceUID: header.sopInstanceUid,
      InstanceNumber: header.instanceNumber,
      Manufacturer: manufacturer,
      ManufacturerModelName: device.model.slice(0, 64),
      DeviceSerialNumber: device.serialNumber.slice(0, 64),
      DeviceUID: device.uid,
      SoftwareVersions: device.version.slice(0, 64),
      ...own,
    }),
  }
}

function patientAndStudy(study: DicomJson): DicomJson {
  const empty = [...always, ...alwaysOfStudy].map((keyword): [string, JsonElement] => [
    jsonKey(keyword),
    { vr: attribute(keyword).vr },
  ])
  const found = copied.flatMap((keyword): [string, JsonElement][] => {
    const element = study[jsonKey(keyword)]
    // Some writers give these another VR, or values that their VR does not allow; such are not passed on.
    return element?.vr === attribute(keyword).vr && followsItsVr(element) ? [[jsonKey(keyword), element]] : []
  })
  return Object.fromEntries([...empty, ...found])
}

const two = (n: number) => String(n).padStart(2, '0')

/** DA and TM say no zone: as everything else of a study they are in the time of the place. */
const daOf = (at: Date) => `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`
const tmOf = (at: Date) => `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`
