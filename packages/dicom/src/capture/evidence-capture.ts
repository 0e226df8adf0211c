import { type ElementValues, elementsOf } from '../elements.ts'
import type { DicomJson } from '../json.ts'
import { code, codeItem } from '../sr/codes.ts'
import type { InstanceReference } from '../sr/content.ts'
import { headerElements, type ResultHeader } from '../sr/header.ts'
import { jsonKey } from '../text.ts'
import { explicitLittleEndian } from '../transfer-syntax.ts'
import { write } from '../write.ts'
import { burnIn, type Evidence, type RgbPicture } from './burn-in.ts'

export const secondaryCapture = '1.2.840.10008.5.1.4.1.1.7'

export interface EvidenceCapture {
  readonly evidence: Evidence
  /** burned in below the film, one paragraph each */
  readonly words: readonly string[]
  /** how the picture came about: DerivationDescription */
  readonly derivation: string
  /** what it must not be used for: ImageComments */
  readonly comments: string
  /** the film; undefined when it was no DICOM */
  readonly source: InstanceReference | undefined
}

/**
 * The film in grey with an algorithm's evidence burned in, as a Secondary Capture (PS3.3 A.8.1): RGB, explicit little endian.
 *
 * @param header  `study` is the header of the very film, whose orientation and history of lossy compression hold here too
 */
export function evidenceCapture(header: ResultHeader, capture: EvidenceCapture): Uint8Array {
  const picture = burnIn(capture.evidence, capture.words)
  return write(captureElements(header, capture, picture), {
    transferSyntaxUid: explicitLittleEndian,
    pixelData: picture.pixels,
  })
}

function captureElements(header: ResultHeader, capture: EvidenceCapture, picture: RgbPicture): DicomJson {
  const made = headerElements(header, {
    SOPClassUID: secondaryCapture,
    Modality: 'OT',
    ConversionType: 'WSD',
    ImageType: ['DERIVED', 'SECONDARY'],
    PatientOrientation: null,
    BurnedInAnnotation: 'YES',
    ImageComments: capture.comments.slice(0, 1024),
    DerivationDescription: capture.derivation.slice(0, 1024),
    DerivationCodeSequence: derivations,
    ...(capture.source === undefined ? {} : { SourceImageSequence: [sourceItem(capture.source)] }),
    SamplesPerPixel: 3,
    PhotometricInterpretation: 'RGB',
    PlanarConfiguration: 0,
    Rows: picture.height,
    Columns: picture.width,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
  })
  return { ...made, ...lateralityOf(header.study), ...kept(header.study) }
}

/** What is true of the film stays true of a picture made of it, PS3.3 C.7.6.1. */
const inherited = [
  'PatientOrientation',
  'BodyPartExamined',
  'LossyImageCompression',
  'LossyImageCompressionRatio',
  'LossyImageCompressionMethod',
]

const kept = (study: DicomJson): DicomJson =>
  Object.fromEntries(
    inherited.flatMap((keyword) => {
      const element = study[jsonKey(keyword)]
      return element?.Value === undefined ? [] : [[jsonKey(keyword), element]]
    }),
  )

/** Type 2C: present, at least empty, unless the body part is known to come without a side (PS3.3 C.7.3.1). */
const lateralityOf = (study: DicomJson): DicomJson =>
  study[jsonKey('BodyPartExamined')]?.Value === undefined ? elementsOf({ Laterality: null }) : {}

const derivations = [
  codeItem(code('113085', 'DCM', 'Spatial resampling')),
  codeItem(code('130402', 'DCM', 'Class activation')),
]

const sourceItem = ({ sopClassUid, sopInstanceUid }: InstanceReference): ElementValues => ({
  ReferencedSOPClassUID: sopClassUid,
  ReferencedSOPInstanceUID: sopInstanceUid,
  PurposeOfReferenceCodeSequence: [codeItem(code('121322', 'DCM', 'Source image for image processing operation'))],
})
