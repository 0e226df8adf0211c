import { displayRgb } from './colour.ts'
import type { DicomFile, Frame } from './file.ts'
import { type DisplayOptions, type GreyImage, monochrome } from './grey.ts'

/**
 * One frame as it is meant to be seen in grey (PS3.4 N.2): modality transformation, VOI transformation, MONOCHROME1
 * inverted. The caller's window goes first, then a VOI LUT, then the first window of the data set. Without any: 8-bit
 * images show their full stored range, others from least to greatest modality value, padding left out.
 * Colour images come as luminance (ITU-R BT.601).
 *
 * @throws DicomError  malformed when a table or palette cannot be used
 */
export function displayGrey(file: DicomFile, frame: Frame, options: DisplayOptions = {}): GreyImage {
  if (frame.photometricInterpretation.startsWith('MONOCHROME')) return monochrome(file, frame, options)
  return { width: frame.columns, height: frame.rows, values: luminance(displayRgb(file, frame).values) }
}

function luminance(rgb: Uint8Array): Float32Array {
  const out = new Float32Array(rgb.length / 3)
  for (let i = 0, at = 0; i < out.length; i++, at += 3) {
    const [r, g, b] = [rgb[at] as number, rgb[at + 1] as number, rgb[at + 2] as number]
    out[i] = (0.299 * r + 0.587 * g + 0.114 * b) / 255
  }
  return out
}
