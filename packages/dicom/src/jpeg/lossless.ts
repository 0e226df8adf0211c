import { DicomError } from '../errors.ts'
import { BitReader } from './bits.ts'
import type { HuffmanTable } from './huffman.ts'
import type { Frame, Scan, State } from './markers.ts'
import type { Plane } from './planes.ts'

/** T.81 Table H.1: a is the sample on the left, b above, c above on the left. */
const predictors: Readonly<Record<number, (a: number, b: number, c: number) => number>> = {
  1: (a) => a,
  2: (_a, b) => b,
  3: (_a, _b, c) => c,
  4: (a, b, c) => a + b - c,
  5: (a, b, c) => a + ((b - c) >> 1),
  6: (a, b, c) => b + ((a - c) >> 1),
  7: (a, b) => (a + b) >> 1,
}

interface Channel {
  readonly plane: Plane
  readonly table: HuffmanTable
}

/** Decodes a scan of the lossless process (T.81 Annex H) into the planes. @returns where the scan ended */
export function decodeLossless(
  bytes: Uint8Array,
  frame: Frame,
  scan: Scan,
  state: State,
  planes: readonly Plane[],
): number {
  const predict = predictors[scan.selection]
  if (predict === undefined) throw new DicomError('bad-pixels', 'JPEG: unknown predictor')
  const channels = scan.components.map(({ index, component, dc }): Channel => {
    const [plane, table] = [planes[index], state.dc[dc]]
    if (plane === undefined || table === undefined) throw new DicomError('bad-pixels', 'JPEG: a table is missing')
    if (component.h !== 1 || component.v !== 1) throw new DicomError('bad-pixels', 'JPEG: subsampled lossless image')
    return { plane, table }
  })
  const bits = new BitReader(bytes, scan.at)
  const linesPerInterval = intervalLines(state.restartInterval, frame.columns)
  const first = 1 << (frame.precision - scan.pointTransform - 1)
  for (let y = 0; y < frame.rows; y++) {
    const begins = y % linesPerInterval === 0
    if (begins && y > 0 && !bits.restart()) throw new DicomError('bad-pixels', 'JPEG: a restart marker is missing')
    // T.81 H.1.2.1: the first line of an interval is predicted from the left only
    if (begins) decodeFirstLine(bits, channels, y, frame.columns, first)
    else if (scan.selection === 1) decodeLineFromLeft(bits, channels, y, frame.columns)
    else decodeLine(bits, channels, y, frame.columns, predict)
  }
  if (scan.pointTransform > 0)
    for (const { plane } of channels)
      plane.samples.forEach((s, i) => {
        plane.samples[i] = s << scan.pointTransform
      })
  return bits.at
}

/** T.81 H.1.1: an interval is a whole number of lines. */
function intervalLines(interval: number, columns: number): number {
  if (interval === 0) return Number.POSITIVE_INFINITY
  if (interval % columns !== 0) throw new DicomError('bad-pixels', 'JPEG: a restart within a line')
  return interval / columns
}

/** T.81 H.1.2.2: category 16 is 32768 and carries no bits. */
function difference(bits: BitReader, table: HuffmanTable): number {
  const size = table.decode(bits)
  if (size > 16) throw new DicomError('bad-pixels', 'JPEG: no such category')
  return size === 16 ? 32768 : bits.difference(size)
}

function decodeFirstLine(
  bits: BitReader,
  channels: readonly Channel[],
  y: number,
  columns: number,
  first: number,
): void {
  for (let x = 0; x < columns; x++) {
    for (const { plane, table } of channels) {
      const at = y * plane.stride + x
      const predicted = x === 0 ? first : (plane.samples[at - 1] as number)
      plane.samples[at] = (predicted + difference(bits, table)) & 0xffff
    }
  }
}

/** Predictor 1, by far the most used one (transfer syntax .70), without looking at the line above. */
function decodeLineFromLeft(bits: BitReader, channels: readonly Channel[], y: number, columns: number): void {
  for (let x = 0; x < columns; x++) {
    for (const { plane, table } of channels) {
      const at = y * plane.stride + x
      const predicted = plane.samples[x === 0 ? at - plane.stride : at - 1] as number
      plane.samples[at] = (predicted + difference(bits, table)) & 0xffff
    }
  }
}

function decodeLine(
  bits: BitReader,
  channels: readonly Channel[],
  y: number,
  columns: number,
  predict: (a: number, b: number, c: number) => number,
): void {
  for (let x = 0; x < columns; x++) {
    for (const { plane, table } of channels) {
      const at = y * plane.stride + x
      const b = plane.samples[at - plane.stride] as number
      const predicted =
        x === 0 ? b : predict(plane.samples[at - 1] as number, b, plane.samples[at - plane.stride - 1] as number)
      plane.samples[at] = (predicted + difference(bits, table)) & 0xffff
    }
  }
}
