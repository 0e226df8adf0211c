import { readBehindPixels } from './behind-pixels.ts'
import type { DataSet, Element } from './data-set.ts'
import { tagHex } from './dictionary.ts'
import { type ImageLayout, imageLayout, pixelElement } from './image.ts'
import { type BulkValue, type DicomJson, toJson } from './json.ts'
import { type Limits, withDefaults } from './limits.ts'
import { type Encoding, pixelTags, UNDEFINED_LENGTH } from './parse-context.ts'
import { type Opened, open } from './part10.ts'
import { PixelItems } from './pixel-items.ts'

/** What the header of a file says. Absent values are `undefined`; `rows` to `pixelRepresentation` belong to images. */
export interface Inspection {
  readonly transferSyntaxUid: string
  readonly sopClassUid: string | undefined
  readonly sopInstanceUid: string | undefined
  readonly studyInstanceUid: string | undefined
  readonly seriesInstanceUid: string | undefined
  /** the data set without its pixels, PS3.18 F.2, without values above 1 KiB */
  readonly elements: DicomJson
  /** the values that were left out of `elements`, without the pixels */
  readonly bulk: readonly BulkValue[]
  /** SpecificCharacterSet as received: `elements` are Unicode and say ISO_IR 192 */
  readonly specificCharacterSet: readonly string[]
  readonly hasPixelData: boolean
  readonly rows: number | undefined
  readonly columns: number | undefined
  readonly frames: number | undefined
  readonly samplesPerPixel: number | undefined
  readonly photometricInterpretation: string | undefined
  readonly bitsAllocated: number | undefined
  readonly bitsStored: number | undefined
  /** 0: unsigned, 1: two's complement */
  readonly pixelRepresentation: 0 | 1 | undefined
  /** where the pixel values (or the first item of encapsulated ones) begin in the file; undefined when deflated or absent */
  readonly pixelDataOffset: number | undefined
  /** bytes; undefined when encapsulated, deflated or absent */
  readonly pixelDataLength: number | undefined
  /** `7FE00010`, or `7FE00008` and `7FE00009` for floating-point pixels; undefined when absent */
  readonly pixelDataTag: string | undefined
  readonly pixelDataVr: string | undefined
  /**
   * where elements may stand that are not in `elements`: behind native pixels, or `unknown` when the end of other ones was not
   * seen; undefined when there is nothing, or it was read
   */
  readonly behindPixels: number | 'unknown' | undefined
  /** the encoding really met */
  readonly encoding: Encoding
  /** oddities that were forgiven, as stable words: `no-preamble`, `unknown-vr`, … */
  readonly warnings: string[]
}

/**
 * Reads a header up to (not including) the pixel values, and what stands behind them when the whole file is here. Work is
 * linear in the header and nothing is decoded.
 *
 * @param head        the first part of a file; 64 KiB hold most headers
 * @param totalBytes  length of the whole file
 * @throws DicomError  `need-more` with `needed` when `head` ends inside the header; not-dicom, hostile-preamble,
 *                     truncated, malformed, too-deep, too-many-elements, too-large
 */
export function inspect(head: Uint8Array, totalBytes: number, limits?: Partial<Limits>): Inspection {
  const bounds = withDefaults(limits)
  const total = Math.max(totalBytes, head.length)
  const opened = open(head, { limits: bounds, total, stopAtPixels: true })
  const { meta, dataSet, transferSyntaxUid, syntax, encoding, warnings } = opened
  const bulk: BulkValue[] = []
  const elements = withoutPixels(toJson(dataSet, bounds.bulkBytes, bulk))
  const pixels = pixelElement(dataSet)?.element
  const inFile = pixels !== undefined && !syntax.deflated
  const found: Inspection = {
    transferSyntaxUid,
    ...identity(dataSet, meta),
    elements,
    bulk: bulk.filter(({ path }) => !pixelKeys.has(path)),
    specificCharacterSet: dataSet.charset.terms,
    hasPixelData: pixels !== undefined,
    ...layoutFields(imageLayout(dataSet, bounds)),
    pixelDataOffset: inFile ? pixels.offset : undefined,
    pixelDataLength: inFile && pixels.length !== UNDEFINED_LENGTH ? pixels.length : undefined,
    pixelDataTag: pixels && tagHex(pixels.tag),
    pixelDataVr: pixels?.vr,
    behindPixels: pixels && behind(pixels, syntax.deflated, total),
    encoding,
    warnings,
  }
  return head.length === total ? withBehind(found, opened, bounds) : found
}

/** Where native pixels end is known from their length alone. */
function behind({ offset, length }: Element, isDeflated: boolean, total: number): number | 'unknown' | undefined {
  if (isDeflated || length === UNDEFINED_LENGTH) return 'unknown'
  return offset + length + 8 <= total ? offset + length : undefined
}

/** Everything is here, so all of it is read at once. */
function withBehind(found: Inspection, { dataSet }: Opened, limits: Limits): Inspection {
  const pixels = pixelElement(dataSet)?.element
  if (pixels === undefined || found.behindPixels === undefined) return found
  const { bytes } = dataSet.source // inflated, where the file is deflated
  const at = endOf(pixels, bytes)
  if (at === undefined || at >= bytes.length) return { ...found, behindPixels: undefined }
  return withElements(found, readBehindPixels(found, { bytes: bytes.subarray(at), at, total: bytes.length }, limits))
}

function endOf({ offset, length }: Element, bytes: Uint8Array): number | undefined {
  if (length !== UNDEFINED_LENGTH) return offset + length
  const items = new PixelItems(offset)
  items.push(bytes)
  return items.end
}

/** A header with what was read behind the pixels; of two elements of the same tag the first counts. */
export function withElements(found: Inspection, { elements, bulk }: Pick<Inspection, 'elements' | 'bulk'>): Inspection {
  return {
    ...found,
    elements: { ...elements, ...found.elements },
    bulk: [...found.bulk, ...bulk],
    behindPixels: undefined,
  }
}

export function identity(dataSet: DataSet, meta: DataSet) {
  return {
    sopClassUid: dataSet.string('SOPClassUID') ?? meta.string('MediaStorageSOPClassUID'),
    sopInstanceUid: dataSet.string('SOPInstanceUID') ?? meta.string('MediaStorageSOPInstanceUID'),
    studyInstanceUid: dataSet.string('StudyInstanceUID'),
    seriesInstanceUid: dataSet.string('SeriesInstanceUID'),
  }
}

const pixelKeys = new Set(pixelTags.map(tagHex))

function withoutPixels(elements: DicomJson): DicomJson {
  for (const key of pixelKeys) delete elements[key]
  return elements
}

function layoutFields(layout: ImageLayout | undefined) {
  return {
    rows: layout?.rows,
    columns: layout?.columns,
    frames: layout?.frames,
    samplesPerPixel: layout?.samplesPerPixel,
    photometricInterpretation: layout?.photometricInterpretation,
    bitsAllocated: layout?.bitsAllocated,
    bitsStored: layout?.bitsStored,
    pixelRepresentation: layout === undefined ? undefined : layout.signed ? 1 : 0,
  } as const
}
