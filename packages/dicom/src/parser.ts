import { type Charset, charsetOf, decodeText, defaultCharset } from './charset.ts'
import { DataSet, type Element, type Fragment, type Source } from './data-set.ts'
import { implicitVr } from './dictionary.ts'
import { DicomError } from './errors.ts'
import type { Limits } from './limits.ts'
import { ruleOf, type Vr, vrFromCode } from './vr.ts'

const UNDEFINED = 0xffffffff
const ITEM = 0xfffee000
const ITEM_END = 0xfffee00d
const SEQUENCE_END = 0xfffee0dd
const CHARSET = 0x00080005
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

interface Header {
  readonly tag: number
  readonly vr: Vr
  readonly length: number
  /** where the value begins */
  readonly at: number
}

/** The part of the stream a data set may use, and how it ends. */
interface Scope {
  readonly to: number
  readonly depth: number
  /** an item of undefined length ends with its delimiter */
  readonly delimited: boolean
  readonly stopBefore?: (tag: number) => boolean
}

/** Bytes up to `end` are wanted now. A first part says how much of the file it lacks, a whole file is cut off. */
function need(ctx: Context, end: number): void {
  if (end <= ctx.bytes.length) return
  if (end <= ctx.total) throw new DicomError('need-more', undefined, { needed: end })
  throw new DicomError('truncated')
}

function countOne(ctx: Context): void {
  if (++ctx.count > ctx.limits.maxElements) throw new DicomError('too-many-elements')
}

const readTag = (ctx: Context, at: number, le: boolean) =>
  ctx.view.getUint16(at, le) * 0x10000 + ctx.view.getUint16(at + 2, le)

/**
 * Reads the elements of one data set or item (PS3.5 7). Work grows with the bytes read; every element, item and fragment
 * is counted against the limits.
 *
 * @returns the data set and the offset after it
 * @throws DicomError  truncated, need-more, malformed, too-deep, too-many-elements
 */
export function readDataSet(
  ctx: Context,
  from: number,
  encoding: Encoding,
  scope: Scope,
  charset: Charset = defaultCharset,
): { set: DataSet; end: number } {
  const source: Source = { bytes: ctx.bytes, view: ctx.view, littleEndian: encoding.littleEndian }
  const set = new DataSet(source, charset)
  let at = from
  while (at < scope.to) {
    if (endsInPadding(ctx, at, scope)) break
    need(ctx, at + 8)
    const tag = readTag(ctx, at, encoding.littleEndian)
    if (scope.stopBefore?.(tag)) break
    if (tag >>> 16 === 0xfffe) {
      if (tag === ITEM_END && scope.delimited) return { set, end: at + 8 }
      if (tag === ITEM) throw new DicomError('malformed', 'an item stands outside a sequence')
      ctx.warnings.add('stray-delimiter')
      at += 8
      continue
    }
    countOne(ctx)
    const header = readHeader(ctx, at, tag, encoding)
    if (scope.depth === 0 && ctx.stopAtPixels && pixelTags.includes(tag)) {
      add(ctx, set, { tag, vr: header.vr, offset: header.at, length: header.length })
      return { set, end: header.at }
    }
    at = readValue(ctx, set, header, encoding, scope)
  }
  if (scope.delimited) ctx.warnings.add('item-without-end')
  return { set, end: at }
}

/** Zeros or a few stray bytes after the last element are padding: many writers fill up blocks. */
function endsInPadding(ctx: Context, at: number, scope: Scope): boolean {
  if (scope.to - at < 8) {
    ctx.warnings.add('stray-bytes')
    return true
  }
  if (scope.depth > 0 || at + 8 > ctx.bytes.length) return false
  return ctx.view.getUint32(at) === 0 && ctx.view.getUint32(at + 4) === 0
}

function readHeader(ctx: Context, at: number, tag: number, { explicit, littleEndian }: Encoding): Header {
  const { view } = ctx
  if (!explicit) return { tag, vr: implicitVr(tag), length: view.getUint32(at + 4, littleEndian), at: at + 8 }
  const vr = vrFromCode(view.getUint16(at + 4, false))
  if (vr === undefined) return readOddHeader(ctx, at, tag, littleEndian)
  if (!ruleOf(vr).long) return { tag, vr, length: view.getUint16(at + 6, littleEndian), at: at + 8 }
  need(ctx, at + 12)
  return { tag, vr, length: view.getUint32(at + 8, littleEndian), at: at + 12 }
}

/**
 * The VR is none that we know. Three habits are seen: a VR of the future (two letters, 32-bit length: PS3.5 6.2), blanks
 * or zeros with a 16-bit length, and elements written without VR. The one whose value ends at a later tag is taken.
 */
function readOddHeader(ctx: Context, at: number, tag: number, littleEndian: boolean): Header {
  const { view } = ctx
  ctx.warnings.add('unknown-vr')
  const vr = implicitVr(tag)
  const short = { tag, vr, length: view.getUint16(at + 6, littleEndian), at: at + 8 }
  const none = { tag, vr, length: view.getUint32(at + 4, littleEndian), at: at + 8 }
  const mayBeLong = view.getUint16(at + 6) === 0 && at + 12 <= ctx.bytes.length // two reserved zeros
  const long = mayBeLong ? [{ tag, vr: 'UN' as Vr, length: view.getUint32(at + 8, littleEndian), at: at + 12 }] : []
  return [...long, short, none].find((c) => endsBeforeLaterTag(ctx, c, littleEndian)) ?? short
}

function endsBeforeLaterTag(ctx: Context, { tag, length, at }: Header, littleEndian: boolean): boolean {
  const next = at + length
  if (next === ctx.total) return true
  if (next + 4 > ctx.bytes.length) return false
  const following = readTag(ctx, next, littleEndian)
  return following > tag && (following >>> 16 <= 0x7fe0 || following >>> 16 === 0xfffe)
}

function readValue(ctx: Context, set: DataSet, header: Header, encoding: Encoding, scope: Scope): number {
  const { tag, vr, length, at } = header
  if (length === UNDEFINED) {
    const encapsulated = pixelTags.includes(tag) && vr !== 'SQ'
    return encapsulated ? readFragments(ctx, set, header, encoding) : readSequence(ctx, set, header, encoding, scope)
  }
  const end = at + length
  if (end > scope.to) return readCutValue(ctx, set, header, scope)
  if (length <= ctx.limits.bulkBytes) need(ctx, end)
  if (vr === 'SQ') return readSequence(ctx, set, header, encoding, scope)
  if (vr === 'UN' && !encoding.explicit) return readValueOrPrivateSequence(ctx, set, header, encoding, scope)
  if (vr === 'UN') return readUnknown(ctx, set, header, scope)
  add(ctx, set, { tag, vr, offset: at, length })
  return end
}

/** A value reaches over the end. Pixels are kept as far as they go, all else is refused. */
function readCutValue(ctx: Context, set: DataSet, { tag, vr, at }: Header, scope: Scope): number {
  if (scope.depth > 0 || !pixelTags.includes(tag))
    throw new DicomError(scope.to < ctx.total ? 'malformed' : 'truncated')
  ctx.warnings.add('pixel-data-cut-off')
  add(ctx, set, { tag, vr, offset: at, length: scope.to - at })
  return scope.to
}

/** UN in explicit VR whose tag we know: the value is in implicit little endian (PS3.5 6.2.2, note 2). */
function readUnknown(ctx: Context, set: DataSet, header: Header, scope: Scope): number {
  const vr = implicitVr(header.tag)
  const end = header.at + header.length
  const plain = { tag: header.tag, vr: 'UN' as Vr, offset: header.at, length: header.length }
  if (vr === 'SQ' || (vr === 'UN' && beginsWithItem(ctx, header.at, header.length))) {
    return trySequence(ctx, set, header, { explicit: false, littleEndian: true }, scope, plain)
  }
  const fits = set.source.littleEndian && header.length % ruleOf(vr).size === 0
  add(ctx, set, fits ? { ...plain, vr } : plain)
  return end
}

/** A private value in implicit VR that begins with an item is a sequence nearly always. */
function readValueOrPrivateSequence(
  ctx: Context,
  set: DataSet,
  header: Header,
  encoding: Encoding,
  scope: Scope,
): number {
  const plain = { tag: header.tag, vr: 'UN' as Vr, offset: header.at, length: header.length }
  if (beginsWithItem(ctx, header.at, header.length)) return trySequence(ctx, set, header, encoding, scope, plain)
  add(ctx, set, plain)
  return header.at + header.length
}

const beginsWithItem = (ctx: Context, at: number, length: number) =>
  length >= 8 && at + 8 <= ctx.bytes.length && ctx.view.getUint32(at) === 0xfeff00e0

/** Reads a value as a sequence; when it is none, it stays the bytes it was. Broken limits are never forgiven. */
function trySequence(
  ctx: Context,
  set: DataSet,
  header: Header,
  encoding: Encoding,
  scope: Scope,
  plain: Element,
): number {
  try {
    return readSequence(ctx, set, header, encoding, scope)
  } catch (e) {
    if (!(e instanceof DicomError) || (e.code !== 'malformed' && e.code !== 'truncated')) throw e
    ctx.warnings.add('unreadable-sequence')
    add(ctx, set, plain)
    return header.at + header.length
  }
}

function readSequence(ctx: Context, set: DataSet, header: Header, parent: Encoding, scope: Scope): number {
  if (scope.depth >= ctx.limits.maxDepth) throw new DicomError('too-deep')
  const { tag, at, length, vr } = header
  const to = length === UNDEFINED ? scope.to : at + length
  const encoding = vr === 'UN' && length === UNDEFINED ? unknownEncoding(ctx, at, parent) : parent
  const items: DataSet[] = []
  const end = readItems(ctx, { at, to, delimited: length === UNDEFINED }, encoding, scope.depth + 1, set.charset, items)
  add(ctx, set, { tag, vr: 'SQ', offset: at, length: end - at, items })
  return end
}

/** UN of undefined length is implicit little endian (PS3.5 6.2.2, note 2); some writers forget that: the first VR tells. */
function unknownEncoding(ctx: Context, at: number, parent: Encoding): Encoding {
  const explicit =
    parent.explicit && at + 16 <= ctx.bytes.length && vrFromCode(ctx.view.getUint16(at + 12)) !== undefined
  return explicit ? parent : { explicit: false, littleEndian: true }
}

function readItems(
  ctx: Context,
  { at, to, delimited }: { at: number; to: number; delimited: boolean },
  encoding: Encoding,
  depth: number,
  charset: Charset,
  items: DataSet[],
): number {
  while (at < to) {
    if (to - at < 8) break
    need(ctx, at + 8)
    const tag = readTag(ctx, at, encoding.littleEndian)
    const length = ctx.view.getUint32(at + 4, encoding.littleEndian)
    if (tag === SEQUENCE_END) return delimited ? at + 8 : to
    if (tag !== ITEM) throw new DicomError('malformed', 'a sequence holds something other than items')
    countOne(ctx)
    const open = length === UNDEFINED
    const itemEnd = open ? to : at + 8 + length
    if (itemEnd > to) throw new DicomError(to < ctx.total ? 'malformed' : 'truncated')
    const { set, end } = readDataSet(ctx, at + 8, encoding, { to: itemEnd, depth, delimited: open }, charset)
    items.push(set)
    at = open ? end : itemEnd
  }
  if (delimited) {
    if (at >= ctx.total) throw new DicomError('truncated')
    ctx.warnings.add('sequence-without-end')
  }
  return to
}

/** Encapsulated pixel data, PS3.5 A.4: items are fragments. A missing delimiter or a last fragment cut off is forgiven. */
function readFragments(ctx: Context, set: DataSet, { tag, vr, at }: Header, { littleEndian }: Encoding): number {
  const fragments: Fragment[] = []
  const start = at
  for (;;) {
    if (at + 8 > ctx.total) {
      ctx.warnings.add('pixel-data-without-end')
      break
    }
    need(ctx, at + 8)
    const itemTag = readTag(ctx, at, littleEndian)
    const length = ctx.view.getUint32(at + 4, littleEndian)
    at += 8
    if (itemTag === SEQUENCE_END) break
    if (itemTag !== ITEM || length === UNDEFINED) throw new DicomError('malformed', 'a fragment is not an item')
    countOne(ctx)
    const kept = Math.min(length, ctx.total - at)
    if (kept < length) ctx.warnings.add('pixel-data-cut-off')
    fragments.push({ offset: at, length: kept })
    at += kept
  }
  add(ctx, set, { tag, vr, offset: start, length: at - start, fragments })
  return at
}

/** First come, first kept: a second element of the same tag must not change what was read before. */
function add(ctx: Context, set: DataSet, element: Element): void {
  if (set.elements.has(element.tag)) {
    ctx.warnings.add('duplicate-element')
    return
  }
  set.elements.set(element.tag, element)
  if (element.tag === CHARSET && element.offset + element.length <= ctx.bytes.length) {
    set.charset = charsetOf(decodeText(set.bytesOf(element), defaultCharset, 'CS', true))
  }
}
