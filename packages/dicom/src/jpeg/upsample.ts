import type { Geometry, Plane, Samples } from './planes.ts'
import { newSamples } from './planes.ts'

/**
 * Brings a component to full size. Halved components are interpolated with weights 3/4 and 1/4 and the roundings of the
 * Independent JPEG Group ("fancy upsampling"), other ratios are repeated.
 */
export function upsample(
  plane: Plane,
  columns: number,
  rows: number,
  { hMax, vMax }: Geometry,
  precision: number,
): Samples {
  const across = hMax / plane.h
  const down = vMax / plane.v
  const out = newSamples(precision, columns * rows)
  const smooth = across === 2 && (down === 1 || down === 2) && plane.width > 2
  if (smooth && down === 1) halfWidth(plane, out, columns, rows)
  else if (smooth) halfBoth(plane, out, columns, rows)
  else repeat(plane, out, columns, rows, across, down)
  return out
}

function repeat(
  { samples, stride }: Plane,
  out: Samples,
  columns: number,
  rows: number,
  across: number,
  down: number,
): void {
  for (let y = 0; y < rows; y++) {
    const line = Math.floor(y / down) * stride
    for (let x = 0; x < columns; x++) out[y * columns + x] = samples[line + Math.floor(x / across)] as number
  }
}

function halfWidth({ samples, stride, width }: Plane, out: Samples, columns: number, rows: number): void {
  for (let y = 0; y < rows; y++) {
    const line = samples.subarray(y * stride, y * stride + width)
    for (let x = 0; x < columns; x++) {
      const i = x >> 1
      const near = line[i] as number
      const far = line[x & 1 ? i + 1 : i - 1]
      out[y * columns + x] = far === undefined ? near : (3 * near + far + (x & 1 ? 2 : 1)) >> 2
    }
  }
}

function halfBoth({ samples, stride, width, height }: Plane, out: Samples, columns: number, rows: number): void {
  const sums = new Int32Array(width)
  for (let y = 0; y < rows; y++) {
    const j = y >> 1
    const near = j * stride
    const far = Math.min(height - 1, Math.max(0, y & 1 ? j + 1 : j - 1)) * stride
    for (let i = 0; i < width; i++) sums[i] = 3 * (samples[near + i] as number) + (samples[far + i] as number)
    for (let x = 0; x < columns; x++) {
      const i = x >> 1
      const here = sums[i] as number
      const beside = sums[x & 1 ? i + 1 : i - 1] ?? here
      out[y * columns + x] = (3 * here + beside + (x & 1 ? 7 : 8)) >> 4
    }
  }
}
