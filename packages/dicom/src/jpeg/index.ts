import { DicomError } from '../errors.ts'
import { decodeLossless } from './lossless.ts'
import { type Frame, readSegments } from './markers.ts'
import { type Geometry, geometryOf, newPlane, newSamples, type Plane, type Samples } from './planes.ts'
import { decodeSequential } from './sequential.ts'
import { upsample } from './upsample.ts'

export interface JpegImage {
  readonly rows: number
  readonly columns: number
  readonly components: number
  /** bits of a sample */
  readonly precision: number
  /** colour by pixel, as coded: no colour transformation is undone */
  readonly samples: Samples
  /** APP14 of Adobe: 0 no colour transformation, 1 YCbCr */
  readonly adobeTransform: number | undefined
  /** JFIF means YCbCr when there are three components */
  readonly hasJfif: boolean
}

/**
 * Decodes a JPEG stream (ITU-T T.81): baseline, extended with 8 or 12 bits, and lossless, Huffman coded, which are all
 * the processes that DICOM still uses. Written here because no library at hand decodes 12 bits, or leaves colour alone.
 *
 * @param expected  rows, columns and components of the data set; another size is refused before memory is taken
 * @throws DicomError  bad-pixels
 */
export function decodeJpeg(
  bytes: Uint8Array,
  expected: { rows: number; columns: number; components: number },
): JpegImage {
  let picture: Picture | undefined
  const state = readSegments(bytes, (scan, s) => {
    if (s.frame === undefined) throw new DicomError('bad-pixels', 'JPEG: no frame header')
    picture ??= newPicture(checked(s.frame, expected))
    for (const { index } of scan.components) picture.seen.add(index)
    return s.frame.process === 'lossless'
      ? decodeLossless(bytes, s.frame, scan, s, picture.planes)
      : decodeSequential(bytes, s.frame, scan, s, picture.planes, picture.geometry)
  })
  if (picture === undefined || picture.seen.size < expected.components)
    throw new DicomError('bad-pixels', 'JPEG: a scan is missing')
  const { rows, columns, precision } = picture.frame
  return {
    rows,
    columns,
    precision,
    components: expected.components,
    samples: interleave(picture),
    adobeTransform: state.adobeTransform,
    hasJfif: state.hasJfif,
  }
}

interface Picture {
  readonly frame: Frame
  readonly geometry: Geometry
  readonly planes: readonly Plane[]
  readonly seen: Set<number>
}

function checked(frame: Frame, expected: { rows: number; columns: number; components: number }): Frame {
  const same =
    frame.rows === expected.rows &&
    frame.columns === expected.columns &&
    frame.components.length === expected.components
  if (!same) throw new DicomError('bad-pixels', 'JPEG: not the size that the data set says')
  return frame
}

function newPicture(frame: Frame): Picture {
  const unit = frame.process === 'lossless' ? 1 : 8
  const geometry = geometryOf(frame, unit)
  return { frame, geometry, planes: frame.components.map((c) => newPlane(frame, c, geometry, unit)), seen: new Set() }
}

function interleave({ frame, geometry, planes }: Picture): Samples {
  const { rows, columns, precision } = frame
  const full = planes.map((plane) => upsample(plane, columns, rows, geometry, precision))
  const [only] = full
  if (only !== undefined && full.length === 1) return only
  const out = newSamples(precision, rows * columns * full.length)
  full.forEach((samples, c) => {
    for (let i = 0, at = c; i < samples.length; i++, at += full.length) out[at] = samples[i] as number
  })
  return out
}
