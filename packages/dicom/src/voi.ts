import type { DataSet } from './data-set.ts'
import type { Frame } from './file.ts'
import { groupOf } from './functional-groups.ts'
import { type Lut, lookUp, readLut } from './lut.ts'

export interface Window {
  /** in the unit of the modality values */
  readonly center: number
  readonly width: number
  readonly shape: WindowShape
}

/** Maps a modality value to 0 (black) … 1 (white). */
type Map = (value: number) => number

const clamp = (y: number) => (y < 0 ? 0 : y > 1 ? 1 : y)

/** VOI LUT functions, PS3.3 C.11.2.1.2 and C.11.2.1.3. */
const shapes = {
  // y = ((x - (c - 0.5)) / (w - 1) + 0.5) between the two limits; with w = 1 it is a step at c - 0.5
  LINEAR: (c: number, w: number): Map =>
    w <= 1 ? (x) => (x <= c - 0.5 ? 0 : 1) : (x) => clamp((x - (c - 0.5)) / (w - 1) + 0.5),
  LINEAR_EXACT:
    (c: number, w: number): Map =>
    (x) =>
      clamp((x - c) / w + 0.5),
  SIGMOID:
    (c: number, w: number): Map =>
    (x) =>
      1 / (1 + Math.exp((-4 * (x - c)) / w)),
} as const

export type WindowShape = keyof typeof shapes

export const windowMap = ({ center, width, shape }: Window): Map => shapes[shape](center, width)

export function voiLutMap(lut: Lut): Map {
  const max = 2 ** lut.bits - 1
  return (value) => clamp(lookUp(lut, value) / max)
}

/**
 * The windows of a frame in the order of the data set (PS3.3 C.11.2.1.2); those with an impossible width are left out.
 */
export function windowsOf(set: DataSet, frame: Pick<Frame, 'index'>): Window[] {
  const group = groupOf(set, frame.index, 'FrameVOILUTSequence')
  const widths = group.numbers('WindowWidth')
  const named = group.string('VOILUTFunction') ?? 'LINEAR'
  const shape: WindowShape = Object.hasOwn(shapes, named) ? (named as WindowShape) : 'LINEAR'
  return group.numbers('WindowCenter').flatMap((center, i) => {
    const width = widths[i]
    const possible = width !== undefined && (shape === 'LINEAR' ? width >= 1 : width > 0)
    return possible ? [{ center, width, shape }] : []
  })
}

/** The first VOI LUT of a data set, PS3.3 C.11.2.1.1. */
export function voiLutOf(set: DataSet, frame: Pick<Frame, 'signed'>): Lut | undefined {
  const item = set.items('VOILUTSequence')[0]
  return item && readLut(item, 'LUTDescriptor', 'LUTData', frame.signed)
}
