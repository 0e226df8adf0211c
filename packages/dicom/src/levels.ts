import type { DicomFile, Frame } from './file.ts'
import { byteOrder, newFrame, pixelsOf } from './file.ts'
import { type DisplayOptions, monochrome } from './grey.ts'
import { UNDEFINED_LENGTH } from './parse-context.ts'
import { storedValues, type Words } from './pixel-values.ts'

export interface GreyLevels {
  readonly width: number
  readonly height: number
  /** 0 (black) to 255 (white), row-major */
  readonly levels: Uint8Array
}

const PLACES = 65_536

/**
 * A MONOCHROME frame as it is meant to be seen, in 256 levels: `displayGrey`, rounded. Each value that occurs is shown once
 * and looked up from then on, which takes a tenth of the time for a film.
 */
export function displayLevels(file: DicomFile, frame: Frame, options: DisplayOptions = {}): GreyLevels {
  const { columns: width, rows: height, values } = frame
  if (values.BYTES_PER_ELEMENT > 2) return { width, height, levels: rounded(monochrome(file, frame, options).values) }
  const words = wordsOf(values)
  const table = tableOf(words, (distinct) => {
    const shown = values.constructor as new (buffer: ArrayBufferLike) => typeof values
    return monochrome(file, { ...frame, values: new shown(distinct.buffer) }, options).values
  })
  return { width, height, levels: mapped(words, table) }
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
  const { layout, element } = pixelsOf(file, index)
  const { rows, columns, bitsAllocated, samplesPerPixel, kind } = layout
  const length = rows * columns
  const isPlain = kind === 'integer' && samplesPerPixel === 1 && layout.photometricInterpretation.startsWith('MONO')
  const isNative =
    element.length !== UNDEFINED_LENGTH && element.fragments === undefined && file.syntax.coding === 'native'
  const { littleEndian, swappedPairs } = byteOrder(file.encoding.littleEndian, element, layout)
  const isDirect = isPlain && isNative && littleEndian && !swappedPairs && (bitsAllocated === 8 || bitsAllocated === 16)
  if (!isDirect || bytes.length < (length * bitsAllocated) / 8) return undefined
  const words = bitsAllocated === 8 ? bytes.subarray(0, length) : sixteen(bytes, length)
  const table = tableOf(words, (distinct) => {
    const frame = newFrame(layout, index, storedValues(distinct, layout))
    return monochrome(file, frame, options).values
  })
  return { width: columns, height: rows, levels: mapped(words, table) }
}

function sixteen(bytes: Uint8Array, length: number): Uint16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes.subarray(0, length * 2))
  return new Uint16Array(aligned.buffer, aligned.byteOffset, length)
}

/** The bits of a value as an index. */
function wordsOf(values: Frame['values']): Words {
  const { buffer, byteOffset, length, BYTES_PER_ELEMENT } = values
  return BYTES_PER_ELEMENT === 1
    ? new Uint8Array(buffer, byteOffset, length)
    : new Uint16Array(buffer, byteOffset, length)
}

/** The level of each word that occurs; `show` gives 0 … 1 for a list of distinct words. */
function tableOf(words: Words, show: (distinct: Words) => Float32Array): Uint8Array {
  const occurs = new Uint8Array(PLACES)
  for (let i = 0; i < words.length; i++) occurs[words[i] as number] = 1
  const distinct: number[] = []
  for (let word = 0; word < PLACES; word++) if (occurs[word] === 1) distinct.push(word)
  const levels = rounded(show(words instanceof Uint8Array ? Uint8Array.from(distinct) : Uint16Array.from(distinct)))
  const table = new Uint8Array(PLACES)
  distinct.forEach((word, i) => {
    table[word] = levels[i] as number
  })
  return table
}

function mapped(words: Words, table: Uint8Array): Uint8Array {
  const levels = new Uint8Array(words.length)
  for (let i = 0; i < levels.length; i++) levels[i] = table[words[i] as number] as number
  return levels
}

function rounded(values: Float32Array): Uint8Array {
  const levels = new Uint8Array(values.length)
  for (let i = 0; i < levels.length; i++) levels[i] = (values[i] as number) * 255 + 0.5
  return levels
}
