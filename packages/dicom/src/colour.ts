import { DicomError } from './errors.ts'
import type { DicomFile, Frame } from './file.ts'
import { monochrome } from './grey.ts'
import { lookUp } from './lut.ts'
import { readPalette } from './palette.ts'

export interface RgbImage {
  readonly width: number
  readonly height: number
  /** red, green, blue of each pixel, row-major, 0 to 255 */
  readonly values: Uint8Array
}

/** Writes red, green and blue of one pixel. */
type ToRgb = (a: number, b: number, c: number, out: Uint8ClampedArray, at: number) => void

/** PS3.3 C.7.6.3.1.2. The chroma of YBR_PARTIAL is scaled by 224/255, its luma by 219/255 above 16. */
const conversions: Readonly<Record<string, ToRgb>> = {
  RGB: (r, g, b, out, at) => put(out, at, r, g, b),
  YBR_FULL: fromYbr,
  YBR_FULL_422: fromYbr,
  YBR_PARTIAL_422: fromPartial,
  YBR_PARTIAL_420: fromPartial,
}

function put(out: Uint8ClampedArray, at: number, r: number, g: number, b: number): void {
  out[at] = r
  out[at + 1] = g
  out[at + 2] = b
}

function fromYbr(y: number, cb: number, cr: number, out: Uint8ClampedArray, at: number): void {
  const [u, v] = [cb - 128, cr - 128]
  put(out, at, y + 1.402 * v, y - 0.344136 * u - 0.714136 * v, y + 1.772 * u)
}

function fromPartial(y: number, cb: number, cr: number, out: Uint8ClampedArray, at: number): void {
  const full = (c: number) => ((c - 128) * 255) / 224 + 128
  fromYbr(((y - 16) * 255) / 219, full(cb), full(cr), out, at)
}

/**
 * One frame in colour, 8 bits a channel; grey frames come as three equal channels.
 *
 * @throws DicomError  bad-pixels for a retired colour model, malformed for an unusable palette
 */
export function displayRgb(file: DicomFile, frame: Frame): RgbImage {
  const size = { width: frame.columns, height: frame.rows }
  const kind = frame.photometricInterpretation
  if (kind === 'PALETTE COLOR') return { ...size, values: byPalette(file, frame) }
  if (kind.startsWith('MONOCHROME') || frame.samplesPerPixel === 1) return { ...size, values: greyToRgb(file, frame) }
  const convert = Object.hasOwn(conversions, kind) ? conversions[kind] : undefined
  if (convert === undefined) throw new DicomError('bad-pixels', 'colour model')
  return { ...size, values: convertAll(frame, convert) }
}

function convertAll({ values, samplesPerPixel, bitsStored, rows, columns }: Frame, convert: ToRgb): Uint8Array {
  const out = new Uint8ClampedArray(rows * columns * 3)
  const scale = bitsStored === 8 ? 1 : 255 / (2 ** bitsStored - 1)
  for (let from = 0, to = 0; to < out.length; from += samplesPerPixel, to += 3) {
    const [a, b, c] = [values[from] as number, values[from + 1] as number, values[from + 2] as number]
    convert(a * scale, b * scale, c * scale, out, to)
  }
  return new Uint8Array(out.buffer)
}

function greyToRgb(file: DicomFile, frame: Frame): Uint8Array {
  const { values } = monochrome(file, frame)
  const out = new Uint8Array(values.length * 3)
  for (let i = 0; i < values.length; i++) {
    const level = Math.round((values[i] as number) * 255)
    out[3 * i] = level
    out[3 * i + 1] = level
    out[3 * i + 2] = level
  }
  return out
}

function byPalette(file: DicomFile, frame: Frame): Uint8Array {
  const palette = readPalette(file.dataSet, frame.signed)
  const out = new Uint8Array(frame.values.length * 3)
  palette.forEach((lut, channel) => {
    for (let i = 0; i < frame.values.length; i++) out[3 * i + channel] = lookUp(lut, frame.values[i] as number)
  })
  return out
}
