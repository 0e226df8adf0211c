import type { DataSet } from './data-set.ts'
import { DicomError } from './errors.ts'
import type { Limits } from './limits.ts'
import { pixelTags } from './parse-context.ts'

/** How the pixels of an image are laid out: the Image Pixel module, PS3.3 C.7.6.3. */
export interface ImageLayout {
  readonly rows: number
  readonly columns: number
  readonly frames: number
  readonly samplesPerPixel: 1 | 3 | 4
  readonly photometricInterpretation: string
  readonly bitsAllocated: number
  readonly bitsStored: number
  /** most significant bit of a stored value, 0-based */
  readonly highBit: number
  readonly signed: boolean
  /** 1: all red, then all green, then all blue */
  readonly planar: boolean
  readonly kind: 'integer' | 'float' | 'double'
}

const [INTEGER, FLOAT, DOUBLE] = pixelTags as [number, number, number]

/** The element that holds the pixels and its kind. */
export function pixelElement(set: DataSet) {
  for (const [tag, kind] of [
    [INTEGER, 'integer'],
    [FLOAT, 'float'],
    [DOUBLE, 'double'],
  ] as const) {
    const element = set.elements.get(tag)
    if (element !== undefined) return { element, kind }
  }
  return undefined
}

/**
 * The layout of an image, checked against the limits before anything is allocated.
 *
 * @returns undefined when the data set is no image (no pixels, or no rows and columns)
 * @throws DicomError  too-large, or malformed when the numbers contradict each other
 */
export function imageLayout(set: DataSet, limits: Limits): ImageLayout | undefined {
  const pixels = pixelElement(set)
  const rows = set.number('Rows')
  const columns = set.number('Columns')
  if (pixels === undefined || !rows || !columns) return undefined
  const layout = {
    rows,
    columns,
    ...samplesOf(set),
    ...bitsOf(set, pixels.kind),
    frames: framesOf(set),
    kind: pixels.kind,
  }
  checkSize(layout, limits)
  return layout
}

function samplesOf(set: DataSet) {
  const samples = set.number('SamplesPerPixel') ?? 1
  if (samples !== 1 && samples !== 3 && samples !== 4) throw new DicomError('malformed', 'SamplesPerPixel')
  const photometricInterpretation = set.string('PhotometricInterpretation') ?? (samples === 1 ? 'MONOCHROME2' : 'RGB')
  return {
    samplesPerPixel: samples as 1 | 3 | 4,
    photometricInterpretation,
    planar: samples > 1 && set.number('PlanarConfiguration') === 1,
  }
}

function bitsOf(set: DataSet, kind: ImageLayout['kind']) {
  if (kind !== 'integer') {
    const bits = kind === 'float' ? 32 : 64
    return { bitsAllocated: bits, bitsStored: bits, highBit: bits - 1, signed: true }
  }
  const bitsAllocated = set.number('BitsAllocated') ?? 16
  const bitsStored = set.number('BitsStored') || bitsAllocated
  const highBit = set.number('HighBit') ?? bitsStored - 1
  const known = bitsAllocated === 1 || bitsAllocated === 12 || [8, 16, 24, 32].includes(bitsAllocated)
  if (!known || bitsStored > bitsAllocated) throw new DicomError('malformed', 'BitsAllocated or BitsStored')
  const sound = highBit < bitsAllocated && highBit >= bitsStored - 1
  return {
    bitsAllocated,
    bitsStored,
    highBit: sound ? highBit : bitsStored - 1,
    signed: set.number('PixelRepresentation') === 1,
  }
}

function framesOf(set: DataSet): number {
  const frames = set.number('NumberOfFrames') ?? 1
  if (!Number.isInteger(frames) || frames < 0) throw new DicomError('malformed', 'NumberOfFrames')
  return Math.max(1, frames)
}

export const wordBytes = (bits: number): number => (bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8)

/** Values in one frame of an image. */
export const valuesInFrame = ({ rows, columns, samplesPerPixel }: ImageLayout): number =>
  rows * columns * samplesPerPixel

/** Bytes of one frame once it is decoded. */
export const decodedBytes = (layout: ImageLayout): number => valuesInFrame(layout) * wordBytes(layout.bitsAllocated)

/** Sides and frames go first, so the product stays exact in a double. What is decoded at once is a frame, not the image. */
function checkSize(layout: ImageLayout, limits: Limits): void {
  const { rows, columns, frames } = layout
  if (rows > limits.maxSide || columns > limits.maxSide) throw new DicomError('too-large', 'rows or columns')
  if (frames > limits.maxFrames) throw new DicomError('too-large', 'frames')
  refuseTogether(layout, 1, limits)
}

/** @throws DicomError  too-large, when so many frames must not be in memory at once: 20,000² × 4 × 8 bytes × 4,096 < 2^53 */
export function refuseTogether(layout: ImageLayout, frames: number, { maxDecodedBytes }: Limits): void {
  if (decodedBytes(layout) * frames > maxDecodedBytes) throw new DicomError('too-large', 'decoded pixels')
}
