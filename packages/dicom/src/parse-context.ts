import { charsetOf, decodeText, defaultCharset } from './charset.ts'
import type { DataSet, Element } from './data-set.ts'
import { DicomError } from './errors.ts'
import type { Limits } from './limits.ts'
import type { Vr } from './vr.ts'

export const UNDEFINED_LENGTH = 0xffffffff
export const ITEM = 0xfffee000
export const ITEM_END = 0xfffee00d
export const SEQUENCE_END = 0xfffee0dd
const CHARSET = 0x00080005

/** PixelData, FloatPixelData and DoubleFloatPixelData. */
export const pixelTags: readonly number[] = [0x7fe00010, 0x7fe00008, 0x7fe00009]

export interface Encoding {
  readonly explicit: boolean
  readonly littleEndian: boolean
}

/** What one parse shares over all its depths. */
export interface Context {
  readonly bytes: Uint8Array
  readonly view: DataView
  /** length of the whole stream, of which `bytes` may be the first part only */
  readonly total: number
  readonly limits: Limits
  readonly warnings: Set<string>
  /** stop in front of the pixel values of the top level */
  readonly stopAtPixels: boolean
  count: number
}

export function newContext(bytes: Uint8Array, total: number, limits: Limits, stopAtPixels: boolean): Context {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { bytes, view, total, limits, warnings: new Set(), stopAtPixels, count: 0 }
}

/** What stands in front of a value. */
export interface Header {
  readonly tag: number
  readonly vr: Vr
  readonly length: number
  /** where the value begins */
  readonly at: number
}

/** At least twice as much is asked for each time, so that a long header is not read a thousand times over. */
export const needMore = (have: number, end: number, total: number): DicomError =>
  new DicomError('need-more', undefined, { needed: Math.min(total, Math.max(end, 2 * have)) })

/** Bytes up to `end` are wanted now. A first part says how much of the file it lacks, a whole file is cut off. */
export function need(ctx: Context, end: number): void {
  if (end <= ctx.bytes.length) return
  if (end > ctx.total) throw new DicomError('truncated')
  throw needMore(ctx.bytes.length, end, ctx.total)
}

export function countOne(ctx: Context): void {
  if (++ctx.count > ctx.limits.maxElements) throw new DicomError('too-many-elements')
}

export const readTag = (ctx: Context, at: number, le: boolean) =>
  ctx.view.getUint16(at, le) * 0x10000 + ctx.view.getUint16(at + 2, le)

/** First come, first kept: a second element of the same tag must not change what was read before. */
export function addElement(ctx: Context, set: DataSet, element: Element): void {
  if (set.elements.has(element.tag)) {
    ctx.warnings.add('duplicate-element')
    return
  }
  set.elements.set(element.tag, element)
  if (element.tag === CHARSET && element.offset + element.length <= ctx.bytes.length) {
    set.charset = charsetOf(decodeText(set.bytesOf(element), defaultCharset, 'CS', true))
  }
}
