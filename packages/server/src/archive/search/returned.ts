import { jsonKey } from '@firstread/dicom'

/**
 * What an answer holds without being asked: PS3.18 Tables 10.6.3-3 to 10.6.3-5. The UIDs of the levels above come along at
 * each level, since nobody can retrieve without them; SpecificCharacterSet, InstanceAvailability, counts and RetrieveURL
 * are made when answering.
 */
export const returned = {
  study: [
    ...['StudyDate', 'StudyTime', 'AccessionNumber', 'ReferringPhysicianName', 'TimezoneOffsetFromUTC', 'PatientName'],
    ...['PatientID', 'PatientBirthDate', 'PatientSex', 'StudyInstanceUID', 'StudyID'],
  ],
  series: [
    ...['Modality', 'TimezoneOffsetFromUTC', 'SeriesDescription', 'SeriesInstanceUID', 'SeriesNumber'],
    ...['PerformedProcedureStepStartDate', 'PerformedProcedureStepStartTime', 'RequestAttributesSequence'],
  ],
  instance: [
    ...['SOPClassUID', 'SOPInstanceUID', 'InstanceNumber', 'Rows', 'Columns', 'BitsAllocated', 'NumberOfFrames'],
  ],
} as const

/** Made by us rather than received. */
export const computed = {
  study: [
    ...['SpecificCharacterSet', 'InstanceAvailability', 'ModalitiesInStudy', 'SOPClassesInStudy', 'RetrieveURL'],
    ...['NumberOfStudyRelatedSeries', 'NumberOfStudyRelatedInstances'],
  ],
  series: ['RetrieveURL', 'NumberOfSeriesRelatedInstances'],
  instance: ['RetrieveURL', 'InstanceAvailability', 'AvailableTransferSyntaxUID'],
} as const

/** Type 2 of the tables: shown empty when not known. All others are left out then. */
export const shownEmpty: Record<'study' | 'series' | 'instance', readonly (readonly [key: string, vr: string])[]> = {
  study: [
    [jsonKey('StudyDate'), 'DA'],
    [jsonKey('StudyTime'), 'TM'],
    [jsonKey('AccessionNumber'), 'SH'],
    [jsonKey('ReferringPhysicianName'), 'PN'],
    [jsonKey('PatientName'), 'PN'],
    [jsonKey('PatientID'), 'LO'],
    [jsonKey('PatientBirthDate'), 'DA'],
    [jsonKey('PatientSex'), 'CS'],
    [jsonKey('StudyID'), 'SH'],
  ],
  series: [
    [jsonKey('Modality'), 'CS'],
    [jsonKey('SeriesNumber'), 'IS'],
  ],
  instance: [
    [jsonKey('SOPClassUID'), 'UI'],
    [jsonKey('InstanceNumber'), 'IS'],
  ],
}
