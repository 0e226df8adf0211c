import { decodeCoded } from './codecs.ts'
import { type DataSet, numberReaders } from './data-set.ts'
import { encapsulatedFrame } from './encapsulated.ts'
import { DicomError } from './errors.ts'
import { type ImageLayout, imageLayout, pixelElement, valuesInFrame } from './image.ts'
import { type DicomJson, toJson } from './json.ts'
import { type Limits, withDefaults } from './limits.ts'
import { nativeFrame } from './native.ts'
import { type Opened, open } from './part10.ts'
import { type PixelArray, storedValues } from './pixel-values.ts'

/** A whole DICOM file in memory. */
export interface DicomFile extends Opened {
  /** the data set as DICOM JSON model (PS3.18 F.2), without pixels and values above 1 KiB */
  readonly elements: DicomJson
  /** undefined when the data set has no image */
  readonly image: ImageLayout | undefined
  readonly limits: Limits
}

/** One decoded frame: stored values, PS3.3 C.7.6.3. */
export interface Frame {
  /** 0-based */
  readonly index: number
  readonly rows: number
  readonly columns: number
  readonly samplesPerPixel: 1 | 3 | 4
  readonly bitsAllocated: number
  readonly bitsStored: number
  /** 0-based; stored values have been moved down to bit 0 */
  readonly highBit: number
  readonly signed: boolean
  /** what the values are now: subsampled chroma is at full size (YBR_FULL), JPEG 2000 colours are RGB */
  readonly photometricInterpretation: string
  /** row-major, colour by pixel */
  readonly values: PixelArray
}

/**
 * Reads a whole file.
 *
 * @throws DicomError  not-dicom, hostile-preamble, truncated, malformed, too-deep, too-many-elements, too-large
 */
export function parse(bytes: Uint8Array, limits?: Partial<Limits>): DicomFile {
  const bounds = withDefaults(limits)
  const opened = open(bytes, { limits: bounds, total: bytes.length, stopAtPixels: false })
  const image = imageLayout(opened.dataSet, bounds)
  let json: DicomJson | undefined
  return {
    ...opened,
    image,
    limits: bounds,
    get elements() {
      json ??= toJson(opened.dataSet, bounds.bulkBytes)
      return json
    },
  }
}

/**
 * Decodes one frame to its stored values.
 *
 * @param frame  0-based
 * @throws DicomError  no-pixels, no-such-frame, unsupported-transfer-syntax, bad-pixels, truncated, too-large
 */
export async function decodeFrame(file: DicomFile, frame = 0): Promise<Frame> {
  const { image: layout, dataSet, limits } = file
  if (layout === undefined) throw new DicomError('no-pixels')
  if (!Number.isInteger(frame) || frame < 0 || frame >= layout.frames) throw new DicomError('no-such-frame')
  const element = pixelElement(dataSet)?.element
  if (element === undefined) throw new DicomError('no-pixels')
  if (layout.kind !== 'integer') return newFrame(layout, frame, floatValues(dataSet, layout, frame))
  if (element.fragments === undefined) return newFrame(layout, frame, nativeValues(file, layout, frame))
  const coded = encapsulatedFrame(dataSet, element, frame, layout.frames)
  const { words, photometricInterpretation } = await decodeCoded(file.syntax.coding, coded, layout, limits)
  return newFrame({ ...layout, photometricInterpretation }, frame, storedValues(words, layout))
}

function newFrame(layout: ImageLayout, index: number, values: PixelArray): Frame {
  const { rows, columns, samplesPerPixel, bitsAllocated, bitsStored, highBit, signed, photometricInterpretation } =
    layout
  return {
    index,
    rows,
    columns,
    samplesPerPixel,
    bitsAllocated,
    bitsStored,
    highBit,
    signed,
    photometricInterpretation,
    values,
  }
}

function nativeValues({ dataSet, encoding }: DicomFile, layout: ImageLayout, frame: number): PixelArray {
  const element = pixelElement(dataSet)?.element
  if (element === undefined) throw new DicomError('no-pixels')
  const swappedPairs = !encoding.littleEndian && element.vr === 'OW' && layout.bitsAllocated <= 8
  const order = { littleEndian: encoding.littleEndian, swappedPairs }
  return storedValues(nativeFrame(dataSet.bytesOf(element), layout, frame, order), layout)
}

/** Float Pixel Data and Double Float Pixel Data, PS3.3 C.7.6.24 and C.7.6.25. */
function floatValues(set: DataSet, layout: ImageLayout, frame: number): Float32Array | Float64Array {
  const element = pixelElement(set)?.element
  const n = valuesInFrame(layout)
  const size = layout.kind === 'float' ? 4 : 8
  if (element === undefined || element.length < (frame + 1) * n * size) throw new DicomError('truncated', 'pixel data')
  const { view, littleEndian } = set.source
  const at = element.offset + frame * n * size
  const values = size === 4 ? new Float32Array(n) : new Float64Array(n)
  const read = numberReaders[size === 4 ? 'FL' : 'FD']
  for (let i = 0; i < n; i++) values[i] = read(view, at + i * size, littleEndian)
  return values
}
