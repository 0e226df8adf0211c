import type { DicomFile, Frame } from './file.ts'
import { type ModalityTransform, modalityTransform, modalityValues } from './modality.ts'
import { voiLutMap, voiLutOf, type Window, type WindowShape, windowMap, windowsOf } from './voi.ts'

export interface DisplayOptions {
  /** another window than the data set's, in modality values; both are needed */
  readonly windowCenter?: number
  readonly windowWidth?: number
  readonly windowShape?: WindowShape
}

export interface GreyImage {
  readonly width: number
  readonly height: number
  /** 0 (black) … 1 (white), row-major */
  readonly values: Float32Array
  /** the window that was applied; absent with a VOI LUT or colour */
  readonly windowCenter?: number
  readonly windowWidth?: number
}

/** A MONOCHROME frame as it is meant to be seen: `displayGrey` says how. */
export function monochrome(file: DicomFile, frame: Frame, options: DisplayOptions = {}): GreyImage {
  const values = modalityValues(file, frame)
  const voi = chooseVoi(file, frame, values, options)
  const invert = frame.photometricInterpretation === 'MONOCHROME1'
  for (let i = 0; i < values.length; i++) {
    const y = voi.map(values[i] as number)
    values[i] = invert ? 1 - y : y
  }
  const window = voi.window && { windowCenter: voi.window.center, windowWidth: voi.window.width }
  return { width: frame.columns, height: frame.rows, values, ...window }
}

interface Voi {
  readonly map: (value: number) => number
  readonly window?: Window
}

function chooseVoi(file: DicomFile, frame: Frame, values: Float32Array, options: DisplayOptions): Voi {
  const { windowCenter: center, windowWidth: width, windowShape: shape = 'LINEAR' } = options
  if (center !== undefined && width !== undefined) return byWindow({ center, width, shape })
  const lut = voiLutOf(file.dataSet, frame)
  if (lut !== undefined) return { map: voiLutMap(lut) }
  const window = windowsOf(file.dataSet, frame)[0]
  return byWindow(window ?? wholeRange(file, frame, values))
}

/** Whether the levels depend on which values occur: nothing says what is to be shown, and the range of the pixels decides. */
export function dependsOnValues(
  { dataSet }: Pick<DicomFile, 'dataSet'>,
  frame: Pick<Frame, 'index' | 'signed' | 'bitsAllocated'>,
  { windowCenter, windowWidth }: DisplayOptions,
): boolean {
  if (windowCenter !== undefined && windowWidth !== undefined) return false
  if (voiLutOf(dataSet, frame) !== undefined || windowsOf(dataSet, frame).length > 0) return false
  return !spansStoredRange(frame, modalityTransform(dataSet, frame))
}

const spansStoredRange = ({ bitsAllocated }: Pick<Frame, 'bitsAllocated'>, transform: ModalityTransform) =>
  bitsAllocated <= 8 && 'slope' in transform

const byWindow = (window: Window): Voi => ({ map: windowMap(window), window })

/** A window that takes `from` to black and `to` to white; all is black where the two are the same. */
const spanning = (from: number, to: number): Window => {
  const width = to - from || 1
  return { center: from + width / 2, width, shape: 'LINEAR_EXACT' }
}

function wholeRange(file: DicomFile, frame: Frame, values: Float32Array): Window {
  const transform = modalityTransform(file.dataSet, frame)
  if ('slope' in transform && spansStoredRange(frame, transform)) {
    const least = frame.signed ? -(2 ** (frame.bitsStored - 1)) : 0
    const ends = [least, least + 2 ** frame.bitsStored - 1].map((v) => v * transform.slope + transform.intercept)
    return spanning(Math.min(...ends), Math.max(...ends))
  }
  const isPadding = paddingOf(file, frame)
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (!Number.isFinite(value) || isPadding(frame.values[i] as number)) continue
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return least <= greatest ? spanning(least, greatest) : spanning(0, 1)
}

/** Pixel Padding Value and Range Limit, PS3.3 C.7.5.1.1.2: stored values outside the image. */
function paddingOf({ dataSet }: DicomFile, frame: Frame): (stored: number) => boolean {
  const wrap = (v: number) => (frame.signed && v > 0x7fff && frame.bitsAllocated <= 16 ? v - 0x10000 : v)
  const value = dataSet.number('PixelPaddingValue')
  if (value === undefined) return () => false
  const limit = dataSet.number('PixelPaddingRangeLimit') ?? value
  const [low, high] = [Math.min(wrap(value), wrap(limit)), Math.max(wrap(value), wrap(limit))]
  return (stored) => stored >= low && stored <= high
}
