import { DicomError } from '../errors.ts'
import { nextMarker } from './bits.ts'
import { HuffmanTable } from './huffman.ts'

export interface Component {
  readonly id: number
  /** sampling factors, T.81 A.1.1 */
  readonly h: number
  readonly v: number
  readonly quantization: number
}

export interface Frame {
  readonly process: 'sequential' | 'lossless'
  readonly precision: number
  readonly rows: number
  readonly columns: number
  readonly components: readonly Component[]
}

export interface ScanComponent {
  readonly index: number
  readonly component: Component
  readonly dc: number
  readonly ac: number
}

export interface Scan {
  readonly components: readonly ScanComponent[]
  /** Ss: predictor of the lossless process */
  readonly selection: number
  /** Al: point transform of the lossless process */
  readonly pointTransform: number
  /** where the entropy-coded data begin */
  readonly at: number
}

/** What the segments read so far have set up. */
export interface State {
  frame: Frame | undefined
  readonly quantization: Int32Array[]
  readonly dc: HuffmanTable[]
  readonly ac: HuffmanTable[]
  restartInterval: number
  /** APP14 says which transform was used: 0 none, 1 YCbCr (T.872 6.5.3) */
  adobeTransform: number | undefined
  hasJfif: boolean
}

const bad = (what: string) => new DicomError('bad-pixels', `JPEG: ${what}`)

/** T.81 Table B.1: SOF markers by process. */
const processes: Readonly<Record<number, Frame['process']>> = { 192: 'sequential', 193: 'sequential', 195: 'lossless' }

/**
 * Walks through the segments of a JPEG stream (T.81 Annex B) and hands every scan over as it comes.
 *
 * @param onScan  decodes a scan and returns where it ended
 */
export function readSegments(bytes: Uint8Array, onScan: (scan: Scan, state: State) => number): State {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) throw bad('no start of image')
  const state: State = {
    frame: undefined,
    quantization: [],
    dc: [],
    ac: [],
    restartInterval: 0,
    adobeTransform: undefined,
    hasJfif: false,
  }
  let at = 2
  while (at < bytes.length) {
    at = nextMarker(bytes, at)
    const marker = bytes[at + 1]
    if (marker === undefined || marker === 0xd9) break
    at += 2
    if (marker >= 0xd0 && marker <= 0xd8) continue
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
    if (length < 2 || at + length > bytes.length) throw bad('a segment is cut off')
    const body = bytes.subarray(at + 2, at + length)
    at += length
    if (marker === 0xda) at = onScan(readScan(body, state, at), state)
    else readSegment(marker, body, state)
  }
  return state
}

function readSegment(marker: number, body: Uint8Array, state: State): void {
  const read = segmentReaders[marker]
  const isFrame = read === undefined && marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8
  read?.(body, state)
  if (!isFrame) return
  const process = processes[marker]
  if (process === undefined) throw bad('this process is not used in DICOM')
  readFrame(body, state, process)
}

const segmentReaders: Readonly<Record<number, (body: Uint8Array, state: State) => void>> = {
  196: readHuffman,
  204: () => {
    throw bad('arithmetic coding')
  },
  219: readQuantization,
  221: (body, state) => {
    state.restartInterval = ((body[0] ?? 0) << 8) | (body[1] ?? 0)
  },
  224: (body, state) => {
    if (startsWith(body, 'JFIF')) state.hasJfif = true
  },
  238: (body, state) => {
    if (startsWith(body, 'Adobe')) state.adobeTransform = body[11]
  },
}

const startsWith = (body: Uint8Array, text: string) => [...text].every((c, i) => body[i] === c.charCodeAt(0))

function readFrame(body: Uint8Array, state: State, process: Frame['process']): void {
  const [precision = 0, r1 = 0, r0 = 0, c1 = 0, c0 = 0, count = 0] = body
  if (state.frame !== undefined) throw bad('two frames')
  if (count < 1 || count > 4 || body.length < 6 + 3 * count) throw bad('frame header')
  const sound = process === 'sequential' ? precision === 8 || precision === 12 : precision >= 2 && precision <= 16
  if (!sound) throw bad('precision')
  const components = Array.from({ length: count }, (_, i) => componentAt(body, 6 + 3 * i))
  state.frame = { process, precision, rows: (r1 << 8) | r0, columns: (c1 << 8) | c0, components }
}

function componentAt(body: Uint8Array, at: number): Component {
  const [id = 0, sampling = 0, quantization = 0] = body.subarray(at, at + 3)
  const h = sampling >> 4
  const v = sampling & 15
  if (h < 1 || h > 4 || v < 1 || v > 4) throw bad('sampling factors')
  return { id, h, v, quantization }
}

function readScan(body: Uint8Array, { frame }: State, at: number): Scan {
  const count = body[0] ?? 0
  if (frame === undefined || count < 1 || count > frame.components.length || body.length < 4 + 2 * count)
    throw bad('scan header')
  const components = Array.from({ length: count }, (_, i) => {
    const index = frame.components.findIndex((c) => c.id === body[1 + 2 * i])
    const component = frame.components[index]
    if (component === undefined) throw bad('scan header')
    const tables = body[2 + 2 * i] ?? 0
    return { index, component, dc: tables >> 4, ac: tables & 15 }
  })
  const [selection = 0, , approximation = 0] = body.subarray(1 + 2 * count)
  return { components, selection, pointTransform: approximation & 15, at }
}

function readHuffman(body: Uint8Array, state: State): void {
  for (let at = 0; at < body.length; ) {
    const place = body[at] ?? 0
    const counts = body.subarray(at + 1, at + 17)
    const total = counts.reduce((sum, n) => sum + n, 0)
    if ((place & 15) > 3 || place > 0x1f || total > 256 || at + 17 + total > body.length) throw bad('Huffman table')
    const table = new HuffmanTable(counts, body.slice(at + 17, at + 17 + total))
    const tables = place >> 4 === 0 ? state.dc : state.ac
    tables[place & 15] = table
    at += 17 + total
  }
}

/** Order of the coefficients in the stream, T.81 Figure A.6: index in the stream to row × 8 + column. */
export const zigzag = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
])

function readQuantization(body: Uint8Array, state: State): void {
  for (let at = 0; at < body.length; ) {
    const place = body[at++] ?? 0
    const wide = place >> 4 !== 0
    if ((place & 15) > 3 || at + (wide ? 128 : 64) > body.length) throw bad('quantization table')
    const table = new Int32Array(64)
    for (let i = 0; i < 64; i++) {
      table[zigzag[i] ?? 0] = wide ? ((body[at] ?? 0) << 8) | (body[at + 1] ?? 0) : (body[at] ?? 0)
      at += wide ? 2 : 1
    }
    state.quantization[place & 15] = table
  }
}
