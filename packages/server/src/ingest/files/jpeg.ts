import { Problem } from '@firstread/contract'
import type { RasterSize } from './png.ts'
import { checkSize } from './size.ts'
import { type Check, pass, scan, take } from './wish.ts'

/** Marker codes, ITU-T T.81, table B.1. */
const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const isRestart = (code: number) => code >= 0xd0 && code <= 0xd7
/** Start of frame: C0 to CF without the tables DHT (C4), JPG (C8) and DAC (CC) that lie between. */
const isFrame = (code: number) => code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc
/** Baseline, extended with Huffman codes, progressive: what every viewer decodes. */
const decodable = new Set([0xc0, 0xc1, 0xc2])

const broken = (detail: string) => new Problem('broken-file', detail)

/**
 * A JPEG from SOI to EOI: every segment and the length of every scan. Damage inside the coded pixels is found when they
 * are decoded; a file that was cut off is found here.
 *
 * @throws Problem  broken-file, unsupported-file, file-limits
 */
export function* checkJpeg(): Check<RasterSize> {
  const start = yield* take(2)
  if (start[0] !== 0xff || start[1] !== SOI) throw broken('The JPEG has no beginning')
  let size: RasterSize | undefined
  let hasPixels = false
  let code = yield* nextMarker()
  while (code !== EOI) {
    if (isFrame(code)) size = yield* readFrame(code)
    else if (code !== SOS) yield* skipSegment()
    const isScan = code === SOS
    if (isScan && size === undefined) throw broken('Pixels come before their frame header')
    hasPixels ||= isScan
    code = isScan ? yield* skipScan() : yield* nextMarker()
  }
  if (size === undefined || !hasPixels) throw broken('The JPEG has no pixels')
  return size
}

function* readFrame(code: number): Check<RasterSize> {
  if (!decodable.has(code)) throw new Problem('unsupported-file', 'This kind of JPEG is not read outside DICOM')
  const head = yield* take(8)
  const length = head.readUInt16BE(0)
  const [height, width, samples] = [head.readUInt16BE(3), head.readUInt16BE(5), head.readUInt8(7)]
  if (head.readUInt8(2) !== 8) throw new Problem('unsupported-file', 'Only 8 bits are read in a JPEG outside DICOM')
  if (length !== 8 + 3 * samples || samples < 1 || samples > 4) throw broken('The frame header makes no sense')
  checkSize(width, height, samples)
  yield* pass(length - 8)
  return { width, height }
}

function* skipSegment(): Check<void> {
  const length = (yield* take(2)).readUInt16BE(0)
  if (length < 2) throw broken('A segment makes no sense')
  yield* pass(length - 2)
}

function* nextMarker(): Check<number> {
  if ((yield* take(1))[0] !== 0xff) throw broken('A marker is missing')
  const code = yield* afterFill()
  if (code === 0 || code === SOI || isRestart(code)) throw broken('A marker stands in the wrong place')
  return code
}

/** T.81 B.1.1.2: any number of fill bytes FF may precede a marker's code. */
function* afterFill(): Check<number> {
  let code = 0xff
  while (code === 0xff) code = (yield* take(1))[0] ?? 0
  return code
}

/** In a scan FF 00 is a pixel byte and FF D0 to FF D7 are restarts; the next other code ends it. */
function* skipScan(): Check<number> {
  yield* skipSegment()
  for (;;) {
    yield* scan((part) => part.indexOf(0xff) + 1 || -1)
    const code = yield* afterFill()
    if (code !== 0 && !isRestart(code)) return code
  }
}
