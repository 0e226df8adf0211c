/** Keys of a directory record, PS3.3 F.5: by keyword, what stands there when the object has no value for a Type 1 key. */
export type RecordKeys = Readonly<Record<string, string | number | null>>

export interface RecordType {
  readonly name: string
  readonly keys: RecordKeys
}

const instance = { InstanceNumber: 1 } as const
const content = { ...instance, ContentDate: '19000101', ContentTime: '000000' } as const
const labelled = { ...content, ContentLabel: 'UNLABELED', ContentDescription: null, ContentCreatorName: null } as const
const document = { ...content, ConceptNameCodeSequence: null, ContentSequence: null } as const

const type = (name: string, keys: RecordKeys): RecordType => ({ name, keys })
const image = type('IMAGE', instance)

/** Which kind of record an object gets, by the beginning of its SOP Class UID; what is not here is an image. */
const types: readonly [prefix: string, type: RecordType][] = [
  ['1.2.840.10008.5.1.4.1.1.88.59', type('KEY OBJECT DOC', document)],
  [
    '1.2.840.10008.5.1.4.1.1.88.',
    type('SR DOCUMENT', { ...document, CompletionFlag: 'PARTIAL', VerificationFlag: 'UNVERIFIED' }),
  ],
  [
    '1.2.840.10008.5.1.4.1.1.11.',
    type('PRESENTATION', {
      ...instance,
      ContentLabel: 'UNLABELED',
      ContentDescription: null,
      PresentationCreationDate: '19000101',
      PresentationCreationTime: '000000',
    }),
  ],
  ['1.2.840.10008.5.1.4.1.1.9.', type('WAVEFORM', content)],
  ['1.2.840.10008.5.1.4.1.1.481.2', type('RT DOSE', { ...instance, DoseSummationType: 'PLAN' })],
  [
    '1.2.840.10008.5.1.4.1.1.481.3',
    type('RT STRUCTURE SET', {
      ...instance,
      StructureSetLabel: 'UNLABELED',
      StructureSetDate: null,
      StructureSetTime: null,
    }),
  ],
  [
    '1.2.840.10008.5.1.4.1.1.481.5',
    type('RT PLAN', { ...instance, RTPlanLabel: 'UNLABELED', RTPlanDate: null, RTPlanTime: null }),
  ],
  ['1.2.840.10008.5.1.4.1.1.66.1', type('REGISTRATION', labelled)],
  ['1.2.840.10008.5.1.4.1.1.66.2', type('FIDUCIAL', labelled)],
  ['1.2.840.10008.5.1.4.1.1.66.3', type('REGISTRATION', labelled)],
  ['1.2.840.10008.5.1.4.1.1.66.4', image], // segmentations have pixels
  ['1.2.840.10008.5.1.4.1.1.66.6', image],
  ['1.2.840.10008.5.1.4.1.1.66', type('RAW DATA', content)],
  ['1.2.840.10008.5.1.4.1.1.67', type('VALUE MAP', labelled)],
  [
    '1.2.840.10008.5.1.4.1.1.104.',
    type('ENCAP DOC', {
      ...instance,
      ContentDate: null,
      ContentTime: null,
      DocumentTitle: null,
      ConceptNameCodeSequence: null,
      MIMETypeOfEncapsulatedDocument: 'application/octet-stream',
    }),
  ],
]

export const recordTypeOf = (sopClassUid: string): RecordType =>
  types.find(([prefix]) => sopClassUid.startsWith(prefix))?.[1] ?? image

/** The levels above the instances, PS3.3 F.5.1 to F.5.3. */
export const levels = {
  patient: type('PATIENT', { PatientName: null, PatientID: 'UNKNOWN' }),
  study: type('STUDY', {
    StudyDate: '19000101',
    StudyTime: '000000',
    StudyDescription: null,
    StudyInstanceUID: null,
    StudyID: '1',
    AccessionNumber: null,
  }),
  series: type('SERIES', { Modality: 'OT', SeriesInstanceUID: null, SeriesNumber: 1, SeriesDescription: null }),
} as const
