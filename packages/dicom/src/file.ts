import { decodeCoded } from './codecs.ts'
import { type DataSet, type Element, numberReaders } from './data-set.ts'
import { encapsulatedFrame } from './encapsulated.ts'
import { DicomError } from './errors.ts'
import { type ImageLayout, imageLayout, pixelElement, valuesInFrame } from './image.ts'
import { type DicomJson, toJson } from './json.ts'
import { type Limits, withDefaults } from './limits.ts'
import { type ByteOrder, nativeBytes, nativeFrame } from './native.ts'
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
  const { layout, element } = pixelsOf(file, frame)
  const { dataSet, limits } = file
  if (layout.kind !== 'integer') return newFrame(layout, frame, floatValues(dataSet, element, layout, frame))
  if (element.fragments === undefined) return newFrame(layout, frame, nativeValues(file, element, layout, frame))
  const coded = encapsulatedFrame(dataSet, element, frame, layout.frames)
  const { words, photometricInterpretation } = await decodeCoded(file.syntax.coding, coded, layout, limits)
  return newFrame({ ...layout, photometricInterpretation }, frame, storedValues(words, layout))
}

/**
 * The bytes of one frame as they stand in the file: the code stream when encapsulated, else the native bytes. Frames of
 * 1 bit that begin within a byte have no bytes of their own.
 *
 * @param frame  0-based
 * @throws DicomError  no-pixels, no-such-frame, truncated, bad-pixels
 */
export function frameBytes(file: DicomFile, frame = 0): Uint8Array {
  const { layout, element } = pixelsOf(file, frame)
  if (element.fragments !== undefined) return encapsulatedFrame(file.dataSet, element, frame, layout.frames)
  return nativeBytes(file.dataSet.bytesOf(element), layout, frame)
}

/** The layout and the element of an image that has this frame. */
export function pixelsOf(
  { image: layout, dataSet }: Pick<DicomFile, 'image' | 'dataSet'>,
  frame: number,
): { layout: ImageLayout; element: Element } {
  const element = pixelElement(dataSet)?.element
  if (layout === undefined || element === undefined) throw new DicomError('no-pixels')
  if (!Number.isInteger(frame) || frame < 0 || frame >= layout.frames) throw new DicomError('no-such-frame')
  return { layout, element }
}

export function newFrame(layout: ImageLayout, index: number, values: PixelArray): Frame {
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

function nativeValues(
  { dataSet, encoding }: DicomFile,
  element: Element,
  layout: ImageLayout,
  frame: number,
): PixelArray {
  const order = byteOrder(encoding.littleEndian, element, layout)
  return storedValues(nativeFrame(dataSet.bytesOf(element), layout, frame, order), layout)
}

export function byteOrder(littleEndian: boolean, { vr }: Element, { bitsAllocated }: ImageLayout): ByteOrder {
  return { littleEndian, swappedPairs: !littleEndian && vr === 'OW' && bitsAllocated <= 8 }
}

/** Float Pixel Data and Double Float Pixel Data, PS3.3 C.7.6.24 and C.7.6.25. */
function floatValues(set: DataSet, element: Element, layout: ImageLayout, frame: number): Float32Array | Float64Array {
  const n = valuesInFrame(layout)
  const size = layout.kind === 'float' ? 4 : 8
  if (element.length < (frame + 1) * n * size) throw new DicomError('truncated', 'pixel data')
  const { view, littleEndian } = set.source
  const at = element.offset + frame * n * size
  const values = size === 4 ? new Float32Array(n) : new Float64Array(n)
  const read = numberReaders[size === 4 ? 'FL' : 'FD']
  for (let i = 0; i < n; i++) values[i] = read(view, at + i * size, littleEndian)
  return values
}
