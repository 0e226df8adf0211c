import {
  age,
  DicomError,
  type DicomFile,
  decodeFrame,
  displayGrey,
  displayRgb,
  type Frame,
  inspect,
  parse,
  text,
  texts,
} from '@firstread/dicom'
import { InferenceError, type InferenceErrorCode } from '../errors.ts'
import type { PreprocessingStep, StudyContext } from '../reading.ts'
import { toGrey } from './luma.ts'
import { MAX_PIXELS, type Picture } from './picture.ts'

/** What a DICOM error means here; everything else is an unreadable file. */
const codes: Partial<Record<DicomError['code'], InferenceErrorCode>> = {
  'too-large': 'too-large',
  'no-pixels': 'no-pixels',
  'unsupported-transfer-syntax': 'unsupported-encoding',
}

/** The detail is the code and never the message, which may quote the file. */
export function translate(cause: unknown): never {
  if (cause instanceof DicomError)
    throw new InferenceError(codes[cause.code] ?? 'unreadable-image', cause.code, { cause })
  throw cause
}

/**
 * The frame that stands for a file of several: the middle one. A run of images begins before and ends after the moment that it was
 * made for; with a single frame it is that frame.
 */
export const representativeFrame = (frames: number) => Math.floor(Math.max(0, frames - 1) / 2)

/** Floating-point pixel data (PS3.3 C.7.6.24) may hold NaN; a picture with holes is not read. */
function refuseHoles({ values }: Frame): void {
  if (!(values instanceof Float32Array || values instanceof Float64Array)) return
  if (!values.every(Number.isFinite)) throw new InferenceError('not-finite')
}

type Elements = DicomFile['elements']

/** What the header says of the intended use. Only words that the rules need leave it. */
export function contextOf(elements: Elements): StudyContext {
  const device = [text(elements, 'Manufacturer'), text(elements, 'ManufacturerModelName')].filter(Boolean).join(' ')
  return {
    modality: text(elements, 'Modality'),
    bodyPart: text(elements, 'BodyPartExamined'),
    viewPosition: text(elements, 'ViewPosition'),
    patientAgeYears: age(elements),
    device: device || undefined,
    patientOrientation: texts(elements, 'PatientOrientation'),
  }
}

type Shown = Pick<Picture, 'width' | 'height' | 'values' | 'white' | 'chroma' | 'steps'>

function colour(file: DicomFile, frame: Frame): Shown {
  const { width, height, values } = displayRgb(file, frame)
  const grey = toGrey(values, 3, 255)
  return {
    width,
    height,
    values: grey.values,
    white: 255,
    chroma: grey.chroma,
    steps: [{ step: 'grey', from: frame.photometricInterpretation }],
  }
}

function grey(file: DicomFile, frame: Frame): Shown {
  const { width, height, values, windowCenter, windowWidth } = displayGrey(file, frame)
  const steps: PreprocessingStep[] = [{ step: 'window', center: windowCenter ?? null, width: windowWidth ?? null }]
  if (frame.photometricInterpretation === 'MONOCHROME1') steps.push({ step: 'invert' })
  return { width, height, values, white: 1, chroma: 0, steps }
}

/** PALETTE COLOR has one sample a pixel and is colour all the same. */
export const isGrey = ({ photometricInterpretation }: Frame) => photometricInterpretation.startsWith('MONOCHROME')

/** The header of a file that has a picture of a size that is decoded here. */
export function checkedHeader(bytes: Uint8Array, totalBytes = bytes.length) {
  const { hasPixelData, rows = 0, columns = 0, frames = 1, transferSyntaxUid } = inspect(bytes, totalBytes)
  if (!hasPixelData) throw new InferenceError('no-pixels')
  if (rows * columns > MAX_PIXELS) throw new InferenceError('too-large', `${columns} × ${rows}`)
  return { frames, transferSyntaxUid }
}

/**
 * Decodes one frame of a DICOM file at full depth, through Modality and VOI transformation, MONOCHROME1 the right way round.
 *
 * @throws InferenceError `unreadable-image`, `no-pixels`, `unsupported-encoding`, `too-large`, `not-finite`
 */
export async function decodeDicom(bytes: Uint8Array): Promise<Picture> {
  try {
    const { transferSyntaxUid: transferSyntax, frames } = checkedHeader(bytes)
    const file = parse(bytes)
    const number = representativeFrame(frames)
    const frame = await decodeFrame(file, number)
    refuseHoles(frame)
    const { steps, ...shown } = isGrey(frame) ? grey(file, frame) : colour(file, frame)
    const decoded = { step: 'decode', format: 'dicom', transferSyntax, bits: frame.bitsStored, frame: number, frames }
    return { ...shown, steps: [decoded, ...steps], context: contextOf(file.elements) }
  } catch (error) {
    return translate(error)
  }
}
