import type { DicomFile, Frame } from './file.ts'
import { byteOrder, newFrame, pixelsOf } from './file.ts'
import { type DisplayOptions, dependsOnValues, monochrome } from './grey.ts'
import type { ImageLayout } from './image.ts'
import { frameLength, type GreyLevels, LevelStream } from './level-stream.ts'
import { allWords, lookUpAll, occurring, rounded, sixteen, tableOf } from './level-table.ts'
import { UNDEFINED_LENGTH } from './parse-context.ts'
import { storedValues, type Words } from './pixel-values.ts'

/**
 * A MONOCHROME frame as it is meant to be seen, in 256 levels: `displayGrey`, rounded. Each value that occurs is shown once
 * and looked up from then on, which takes a tenth of the time for a film.
 */
export function displayLevels(file: DicomFile, frame: Frame, options: DisplayOptions = {}): GreyLevels {
  const { columns: width, rows: height, values } = frame
  if (values.BYTES_PER_ELEMENT > 2) return { width, height, levels: rounded(monochrome(file, frame, options).values) }
  const words = wordsOf(values)
  const table = tableOf(occurring(words), (distinct) => {
    const shown = values.constructor as new (buffer: ArrayBufferLike) => typeof values
    return monochrome(file, { ...frame, values: new shown(distinct.buffer) }, options).values
  })
  const levels = new Uint8Array(words.length)
  lookUpAll(words, table, levels, 0)
  return { width, height, levels }
}

/**
 * The same straight from native little endian bytes of 8 or 16 bits, without unpacking them first.
 *
 * @param bytes  begin with the frame; 16-bit values at an even address are not copied
 * @returns undefined where the pixels are of another kind
 */
export function nativeLevels(
  file: DicomFile,
  index: number,
  bytes: Uint8Array,
  options: DisplayOptions = {},
): GreyLevels | undefined {
  const layout = plainLayout(file, index)
  if (layout === undefined || bytes.length < frameLength(layout)) return undefined
  const stream =
    openLevels(file, index, options) ?? new LevelStream(layout, tableOfFrame(file, index, layout, options, bytes))
  stream.take(bytes)
  return stream
}

/**
 * For native bytes that come piece by piece.
 *
 * @returns undefined where the pixels are of another kind, and where all of them have to be seen before one can be shown
 */
export function openLevels(file: DicomFile, index: number, options: DisplayOptions = {}): LevelStream | undefined {
  const layout = plainLayout(file, index)
  if (layout === undefined || dependsOnValues(file, { ...layout, index }, options)) return undefined
  return new LevelStream(layout, tableOfFrame(file, index, layout, options))
}

/** Grey pixels as they lie in native little endian files, a byte or two each; undefined for all others. */
function plainLayout(file: DicomFile, index: number): ImageLayout | undefined {
  const { layout, element } = pixelsOf(file, index)
  const { bitsAllocated, samplesPerPixel, kind } = layout
  const isPlain = kind === 'integer' && samplesPerPixel === 1 && layout.photometricInterpretation.startsWith('MONO')
  const isNative =
    element.length !== UNDEFINED_LENGTH && element.fragments === undefined && file.syntax.coding === 'native'
  const { littleEndian, swappedPairs } = byteOrder(file.encoding.littleEndian, element, layout)
  const isDirect = isPlain && isNative && littleEndian && !swappedPairs && (bitsAllocated === 8 || bitsAllocated === 16)
  return isDirect ? layout : undefined
}

/** @param bytes  the frame, where the levels depend on the values that occur; without it each value that can occur is shown */
function tableOfFrame(
  file: DicomFile,
  index: number,
  layout: ImageLayout,
  options: DisplayOptions,
  bytes?: Uint8Array,
): Uint8Array {
  const words = bytes && wordsIn(bytes, layout)
  return tableOf(words ? occurring(words) : allWords(layout), (distinct) => {
    const frame = newFrame(layout, index, storedValues(distinct, layout))
    return monochrome(file, frame, options).values
  })
}

const wordsIn = (bytes: Uint8Array, layout: ImageLayout): Words =>
  layout.bitsAllocated === 8 ? bytes.subarray(0, frameLength(layout)) : sixteen(bytes, frameLength(layout) / 2)

/** The bits of a value as an index. */
function wordsOf(values: Frame['values']): Words {
  const { buffer, byteOffset, length, BYTES_PER_ELEMENT } = values
  return BYTES_PER_ELEMENT === 1
    ? new Uint8Array(buffer, byteOffset, length)
    : new Uint16Array(buffer, byteOffset, length)
}
