import { DicomError } from '../errors.ts'
import { BitReader } from './bits.ts'
import type { HuffmanTable } from './huffman.ts'
import { inverseDct } from './idct.ts'
import { type Frame, type Scan, type State, zigzag } from './markers.ts'
import type { Geometry, Plane } from './planes.ts'

/** One component of a scan with everything its blocks need. */
interface Channel {
  readonly plane: Plane
  readonly dc: HuffmanTable
  readonly ac: HuffmanTable
  readonly quantization: Int32Array
  predicted: number
}

const block = new Int32Array(64)

/** Decodes a scan of the sequential DCT process (T.81 F.2) into the planes. @returns where the scan ended */
export function decodeSequential(
  bytes: Uint8Array,
  frame: Frame,
  scan: Scan,
  state: State,
  planes: readonly Plane[],
  geometry: Geometry,
): number {
  const channels = scan.components.map(({ index, component, dc, ac }) =>
    channel(state, planes[index], component.quantization, dc, ac),
  )
  const bits = new BitReader(bytes, scan.at)
  const only = channels.length === 1 ? channels[0] : undefined
  const across = only === undefined ? geometry.mcusAcross : Math.ceil(only.plane.width / 8)
  const down = only === undefined ? geometry.mcusDown : Math.ceil(only.plane.height / 8)
  const interval = state.restartInterval || Number.POSITIVE_INFINITY
  for (let mcu = 0, left = interval; mcu < across * down; mcu++, left--) {
    if (left === 0) {
      if (!bits.restart()) throw new DicomError('bad-pixels', 'JPEG: a restart marker is missing')
      for (const c of channels) c.predicted = 0
      left = interval
    }
    const x = mcu % across
    const y = Math.floor(mcu / across)
    if (only !== undefined) decodeBlock(bits, only, x, y, frame.precision)
    else for (const c of channels) decodeUnit(bits, c, x, y, frame.precision)
  }
  return bits.at
}

function channel(state: State, plane: Plane | undefined, quantization: number, dc: number, ac: number): Channel {
  const tables = { dc: state.dc[dc], ac: state.ac[ac], quantization: state.quantization[quantization] }
  if (plane === undefined || tables.dc === undefined || tables.ac === undefined || tables.quantization === undefined) {
    throw new DicomError('bad-pixels', 'JPEG: a table is missing')
  }
  return { plane, dc: tables.dc, ac: tables.ac, quantization: tables.quantization, predicted: 0 }
}

/** The blocks of one component in one interleaved unit, T.81 A.2.3. */
function decodeUnit(bits: BitReader, c: Channel, x: number, y: number, precision: number): void {
  const { h, v } = c.plane
  for (let j = 0; j < v; j++) {
    for (let i = 0; i < h; i++) decodeBlock(bits, c, x * h + i, y * v + j, precision)
  }
}

function decodeBlock(bits: BitReader, c: Channel, x: number, y: number, precision: number): void {
  block.fill(0)
  c.predicted = (c.predicted + bits.difference(c.dc.decode(bits) & 15)) | 0
  block[0] = Math.imul(c.predicted, c.quantization[0] as number)
  for (let k = 1; k < 64; k++) {
    const symbol = c.ac.decode(bits)
    const size = symbol & 15
    if (size === 0) {
      if (symbol !== 0xf0) break // end of block
      k += 15 // sixteen zeros
      continue
    }
    k += symbol >> 4
    if (k > 63) break
    const place = zigzag[k] as number
    block[place] = Math.imul(bits.difference(size), c.quantization[place] as number)
  }
  inverseDct(block, precision, c.plane.samples, y * 8 * c.plane.stride + x * 8, c.plane.stride)
}
