import type { Component, Frame } from './markers.ts'

export type Samples = Uint8Array | Uint16Array

/** The samples of one component. The plane is padded to whole blocks; `width` × `height` of it count. */
export interface Plane {
  readonly samples: Samples
  readonly stride: number
  readonly width: number
  readonly height: number
  readonly h: number
  readonly v: number
}

export const newSamples = (precision: number, length: number): Samples =>
  precision <= 8 ? new Uint8Array(length) : new Uint16Array(length)

export interface Geometry {
  readonly hMax: number
  readonly vMax: number
  /** minimum coded units in a row and in a column, T.81 A.2 */
  readonly mcusAcross: number
  readonly mcusDown: number
}

export function geometryOf({ components, columns, rows }: Frame, unit: number): Geometry {
  const hMax = Math.max(...components.map((c) => c.h))
  const vMax = Math.max(...components.map((c) => c.v))
  return { hMax, vMax, mcusAcross: Math.ceil(columns / (unit * hMax)), mcusDown: Math.ceil(rows / (unit * vMax)) }
}

/** @param unit  side of a data unit: 8 with DCT, 1 in the lossless process */
export function newPlane(frame: Frame, { h, v }: Component, geometry: Geometry, unit: number): Plane {
  const stride = geometry.mcusAcross * h * unit
  const lines = geometry.mcusDown * v * unit
  return {
    samples: newSamples(frame.precision, stride * lines),
    stride,
    width: Math.ceil((frame.columns * h) / geometry.hMax),
    height: Math.ceil((frame.rows * v) / geometry.vMax),
    h,
    v,
  }
}
