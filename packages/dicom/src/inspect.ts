import type { DataSet } from './data-set.ts'
import { tagHex } from './dictionary.ts'
import { type ImageLayout, imageLayout, pixelElement } from './image.ts'
import { type BulkValue, type DicomJson, toJson } from './json.ts'
import { type Limits, withDefaults } from './limits.ts'
import { open } from './part10.ts'

/** What the header of a file says. Absent values are `undefined`; `rows` to `pixelRepresentation` belong to images. */
export interface Inspection {
  readonly transferSyntaxUid: string
  readonly sopClassUid: string | undefined
  readonly sopInstanceUid: string | undefined
  readonly studyInstanceUid: string | undefined
  readonly seriesInstanceUid: string | undefined
  /** the data set in front of the pixels, PS3.18 F.2, without values above 1 KiB */
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
  /** oddities that were forgiven, as stable words: `no-preamble`, `unknown-vr`, … */
  readonly warnings: string[]
}

/**
 * Reads a header up to (not including) the pixel values. Work is linear in the header and nothing is decoded.
 *
 * @param head        the first part of a file; 64 KiB hold most headers
 * @param totalBytes  length of the whole file
 * @throws DicomError  `need-more` with `needed` when `head` ends inside the header; not-dicom, hostile-preamble,
 *                     truncated, malformed, too-deep, too-many-elements, too-large
 */
export function inspect(head: Uint8Array, totalBytes: number, limits?: Partial<Limits>): Inspection {
  const bounds = withDefaults(limits)
  const total = Math.max(totalBytes, head.length)
  const { meta, dataSet, transferSyntaxUid, syntax, warnings } = open(head, {
    limits: bounds,
    total,
    stopAtPixels: true,
  })
  const bulk: BulkValue[] = []
  const elements = withoutPixels(toJson(dataSet, bounds.bulkBytes, bulk))
  const pixels = pixelElement(dataSet)?.element
  const inFile = pixels !== undefined && !syntax.deflated
  return {
    transferSyntaxUid,
    ...identity(dataSet, meta),
    elements,
    bulk: bulk.filter((b) => !b.path.startsWith('7FE0')),
    specificCharacterSet: dataSet.charset.terms,
    hasPixelData: pixels !== undefined,
    ...layoutFields(imageLayout(dataSet, bounds)),
    pixelDataOffset: inFile ? pixels.offset : undefined,
    pixelDataLength: inFile && pixels.length !== 0xffffffff ? pixels.length : undefined,
    pixelDataTag: pixels && tagHex(pixels.tag),
    pixelDataVr: pixels?.vr,
    warnings,
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

function withoutPixels(elements: DicomJson): DicomJson {
  for (const tag of ['7FE00008', '7FE00009', '7FE00010']) delete elements[tag]
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
