import { type DicomJson, jsonKey } from '@firstread/dicom'
import { cleanText } from './clean.ts'

// Which attributes say something of the study, which of the series; all others belong to the instance. What QIDO-RS and
// C-FIND return of a level is cut out of the header once, when it arrives.

/** Patient, General Study, Patient Study, clinical trial: PS3.3 C.7.1.1, C.7.1.3, C.7.2.1 to C.7.2.3. */
const studyKeywords = [
  'SpecificCharacterSet',
  ...['PatientName', 'PatientID', 'IssuerOfPatientID', 'TypeOfPatientID', 'IssuerOfPatientIDQualifiersSequence'],
  ...['SourcePatientGroupIdentificationSequence', 'GroupOfPatientsIdentificationSequence', 'OtherPatientIDsSequence'],
  ...['OtherPatientIDs', 'OtherPatientNames', 'PatientBirthDate', 'PatientBirthTime', 'PatientSex', 'EthnicGroup'],
  ...[
    'PatientBirthDateInAlternativeCalendar',
    'PatientAlternativeCalendar',
    'QualityControlSubject',
    'PatientComments',
  ],
  ...['PatientSpeciesDescription', 'PatientSpeciesCodeSequence', 'PatientBreedDescription', 'PatientBreedCodeSequence'],
  ...['ResponsiblePerson', 'ResponsiblePersonRole', 'ResponsibleOrganization', 'PatientIdentityRemoved'],
  ...['DeidentificationMethod', 'DeidentificationMethodCodeSequence', 'ReferencedPatientSequence', 'PatientAddress'],
  ...['PatientTelephoneNumbers', 'PatientMotherBirthName', 'ClinicalTrialSponsorName', 'ClinicalTrialProtocolID'],
  ...['ClinicalTrialProtocolName', 'ClinicalTrialSiteID', 'ClinicalTrialSiteName', 'ClinicalTrialSubjectID'],
  ...['ClinicalTrialSubjectReadingID', 'ClinicalTrialTimePointID', 'ClinicalTrialTimePointDescription'],
  ...['StudyInstanceUID', 'StudyDate', 'StudyTime', 'StudyID', 'AccessionNumber', 'IssuerOfAccessionNumberSequence'],
  ...['ReferringPhysicianName', 'ReferringPhysicianIdentificationSequence', 'ConsultingPhysicianName'],
  ...['StudyDescription', 'ProcedureCodeSequence', 'PhysiciansOfRecord', 'PhysiciansOfRecordIdentificationSequence'],
  ...['NameOfPhysiciansReadingStudy', 'PhysiciansReadingStudyIdentificationSequence', 'ReferencedStudySequence'],
  ...['RequestingService', 'ReasonForPerformedProcedureCodeSequence', 'TimezoneOffsetFromUTC', 'StudyComments'],
  ...['AdmittingDiagnosesDescription', 'AdmittingDiagnosesCodeSequence', 'PatientAge', 'PatientSize', 'PatientWeight'],
  ...['PatientBodyMassIndex', 'MedicalAlerts', 'Allergies', 'SmokingStatus', 'PregnancyStatus', 'LastMenstrualDate'],
  ...['PatientState', 'Occupation', 'AdditionalPatientHistory', 'AdmissionID', 'IssuerOfAdmissionIDSequence'],
  ...['ServiceEpisodeID', 'ServiceEpisodeDescription', 'PatientSexNeutered', 'InstitutionalDepartmentName'],
]

/** General Series, Clinical Trial Series, General Equipment: PS3.3 C.7.3.1, C.7.3.2, C.7.5.1. */
const seriesKeywords = [
  'SpecificCharacterSet',
  ...['SeriesInstanceUID', 'Modality', 'SeriesNumber', 'SeriesDate', 'SeriesTime', 'SeriesDescription', 'Laterality'],
  ...['SeriesDescriptionCodeSequence', 'ProtocolName', 'BodyPartExamined', 'PatientPosition', 'ViewPosition'],
  ...[
    'PerformingPhysicianName',
    'PerformingPhysicianIdentificationSequence',
    'OperatorsName',
    'AnatomicalOrientationType',
  ],
  ...['OperatorIdentificationSequence', 'ReferencedPerformedProcedureStepSequence', 'RelatedSeriesSequence'],
  ...['SmallestPixelValueInSeries', 'LargestPixelValueInSeries', 'RequestAttributesSequence', 'PresentationIntentType'],
  ...['PerformedProcedureStepID', 'PerformedProcedureStepStartDate', 'PerformedProcedureStepStartTime'],
  ...['PerformedProcedureStepEndDate', 'PerformedProcedureStepEndTime', 'PerformedProcedureStepDescription'],
  ...['PerformedProtocolCodeSequence', 'CommentsOnThePerformedProcedureStep', 'ClinicalTrialCoordinatingCenterName'],
  ...['ClinicalTrialSeriesID', 'ClinicalTrialSeriesDescription', 'FrameOfReferenceUID', 'PositionReferenceIndicator'],
  ...['Manufacturer', 'InstitutionName', 'InstitutionAddress', 'StationName', 'InstitutionalDepartmentName'],
  ...['ManufacturerModelName', 'DeviceSerialNumber', 'SoftwareVersions', 'GantryID', 'SpatialResolution'],
  ...['DateOfLastCalibration', 'TimeOfLastCalibration', 'TimezoneOffsetFromUTC'],
]

const studyKeys = new Set(studyKeywords.map(jsonKey))
const seriesKeys = new Set(seriesKeywords.map(jsonKey))

export const studyLevel = (elements: DicomJson): DicomJson => cut(elements, studyKeys)
export const seriesLevel = (elements: DicomJson): DicomJson => cut(elements, seriesKeys)

function cut(elements: DicomJson, keys: ReadonlySet<string>): DicomJson {
  const level: DicomJson = {}
  for (const key in elements) {
    const element = elements[key]
    if (element !== undefined && keys.has(key)) level[key] = element
  }
  return level
}

/** A name as received: its groups joined by `=` (PS3.5 6.2.1), empty ones kept in their places. */
export function writtenName(elements: DicomJson, keyword: string): string | null {
  const value = elements[jsonKey(keyword)]?.Value?.[0]
  if (typeof value !== 'object' || value === null) return null
  const { Alphabetic = '', Ideographic = '', Phonetic = '' } = value as Record<string, string | undefined>
  return cleanText([Alphabetic, Ideographic, Phonetic].join('=').replace(/=+$/, ''), 1024)
}
