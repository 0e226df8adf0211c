import type { ElementValues } from '../elements.ts'

/** A coded concept, PS3.3 8: value, scheme, meaning. */
export interface Code {
  readonly value: string
  readonly scheme: string
  readonly meaning: string
}

export const code = (value: string, scheme: string, meaning: string): Code => ({ value, scheme, meaning })

/** Concepts that no public scheme has; the document names the scheme (PS3.3 C.12.1, Coding Scheme Identification Sequence). */
export const ownScheme = '99FIRSTREAD'
const dcm = (value: string, meaning: string) => code(value, 'DCM', meaning)
const sct = (value: string, meaning: string) => code(value, 'SCT', meaning)
export const own = (value: string, meaning: string): Code => code(value, ownScheme, meaning)

/** A code as an item of a code sequence. A value above 16 characters goes as LongCodeValue (PS3.3 8.1); a meaning has 64. */
export const codeItem = ({ value, scheme, meaning }: Code): ElementValues => ({
  ...(value.length > 16 ? { LongCodeValue: value } : { CodeValue: value }),
  CodingSchemeDesignator: scheme,
  CodeMeaning: meaning.slice(0, 64),
})

/** Names of content items, PS3.16 Annex D and the templates 1500, 1501, 1600, 1004, 4019. */
export const concepts = {
  measurementReport: dcm('126000', 'Imaging Measurement Report'),
  language: dcm('121049', 'Language of Content Item and Descendants'),
  procedureReported: dcm('121058', 'Procedure reported'),
  observerType: dcm('121005', 'Observer Type'),
  observerUid: dcm('121012', 'Device Observer UID'),
  observerName: dcm('121013', 'Device Observer Name'),
  observerManufacturer: dcm('121014', 'Device Observer Manufacturer'),
  observerModel: dcm('121015', 'Device Observer Model Name'),
  observerSerial: dcm('121016', 'Device Observer Serial Number'),
  imageLibrary: dcm('111028', 'Image Library'),
  imageLibraryGroup: dcm('126200', 'Image Library Group'),
  modality: dcm('121139', 'Modality'),
  targetRegion: dcm('123014', 'Target Region'),
  pixelRows: dcm('110910', 'Pixel Data Rows'),
  pixelColumns: dcm('110911', 'Pixel Data Columns'),
  imagingMeasurements: dcm('126010', 'Imaging Measurements'),
  qualitativeEvaluations: code('C0034375', 'UMLS', 'Qualitative Evaluations'),
  measurementGroup: dcm('125007', 'Measurement Group'),
  trackingIdentifier: dcm('112039', 'Tracking Identifier'),
  trackingUid: dcm('112040', 'Tracking Unique Identifier'),
  finding: dcm('121071', 'Finding'),
  findingSite: sct('363698007', 'Finding Site'),
  laterality: sct('272741003', 'Laterality'),
  severity: sct('246112005', 'Severity'),
  certainty: dcm('111012', 'Certainty of Finding'),
  imageQuality: dcm('111101', 'Image Quality'),
  source: sct('260753009', 'Source'),
  algorithmName: dcm('111001', 'Algorithm Name'),
  algorithmVersion: dcm('111003', 'Algorithm Version'),
  algorithmParameters: dcm('111002', 'Algorithm Parameters'),
  algorithmManufacturer: dcm('122405', 'Algorithm Manufacturer'),
  algorithmFamily: dcm('111000', 'Algorithm Family'),
  comment: dcm('121106', 'Comment'),
  recommendation: dcm('121075', 'Recommendation'),
  outcome: own('OUTCOME', 'Outcome of the reading by the algorithm'),
  reason: own('REASON', 'Why the algorithm did not read the study'),
  risk: own('RISK', 'Risk category'),
  pattern: own('PATTERN', 'Radiographic pattern'),
  intendedUse: own('INTENDED-USE', 'Intended use of the algorithm'),
  lowProbability: own('P-LOW', 'Calibrated probability of low risk'),
  mediumProbability: own('P-MEDIUM', 'Calibrated probability of medium risk'),
  highProbability: own('P-HIGH', 'Calibrated probability of high risk'),
} as const

/** Values of content items. Levels of risk are those of CID 3118. */
export const values = {
  english: code('en-US', 'RFC5646', 'English (United States)'),
  device: dcm('121007', 'Device'),
  artificialIntelligence: dcm('123110', 'Artificial Intelligence'),
  chest: sct('816094009', 'Chest'),
  lung: sct('39607008', 'Lung'),
  pneumonia: sct('233604007', 'Pneumonia'),
  abnormalOpacity: dcm('112033', 'Abnormal opacity'),
} as const

export const risks = {
  low: sct('75976002', 'Low risk'),
  medium: sct('25594002', 'Moderate risk'),
  high: sct('15508007', 'High risk'),
} as const

export const severities = {
  mild: sct('255604002', 'Mild'),
  moderate: sct('6736007', 'Moderate'),
  severe: sct('24484000', 'Severe'),
} as const

export const outcomes = {
  read: own('READ', 'Read'),
  abstained: own('ABSTAINED', 'Abstained: not sure enough to commit itself'),
  out_of_scope: own('OUT-OF-SCOPE', 'Out of scope: not a study for this algorithm'),
} as const

/** UCUM, PS3.16 CID 82. */
export const units = {
  none: code('1', 'UCUM', 'no units'),
  percent: code('%', 'UCUM', 'percent'),
  pixels: code('{pixels}', 'UCUM', 'pixels'),
} as const
