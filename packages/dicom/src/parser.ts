import { type Charset, defaultCharset } from './charset.ts'
import { DataSet, type Element, type Source } from './data-set.ts'
import { implicitVr } from './dictionary.ts'
import { DicomError } from './errors.ts'
import {
  addElement,
  type Context,
  countOne,
  type Encoding,
  type Header,
  ITEM,
  ITEM_END,
  need,
  pixelTags,
  readTag,
  SEQUENCE_END,
  UNDEFINED_LENGTH,
} from './parse-context.ts'
import { readFragments } from './parse-fragments.ts'
import { readHeader } from './parse-header.ts'
import { ruleOf, type Vr, vrFromCode } from './vr.ts'

/** The part of the stream a data set may use, and how it ends. */
export interface Scope {
  readonly to: number
  readonly depth: number
  /** an item of undefined length ends with its delimiter */
  readonly delimited: boolean
  readonly stopBefore?: (tag: number) => boolean
}

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
      if (header.length !== UNDEFINED_LENGTH && header.at + header.length > ctx.total)
        ctx.warnings.add('pixel-data-cut-off')
      addElement(ctx, set, { tag, vr: header.vr, offset: header.at, length: header.length })
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

/** Reads the value behind a header. @returns the offset after it */
export function readValue(ctx: Context, set: DataSet, header: Header, encoding: Encoding, scope: Scope): number {
  const { tag, vr, length, at } = header
  if (length === UNDEFINED_LENGTH) {
    const encapsulated = pixelTags.includes(tag) && vr !== 'SQ'
    return encapsulated ? readFragments(ctx, set, header, encoding) : readSequence(ctx, set, header, encoding, scope)
  }
  const end = at + length
  if (end > scope.to) return readCutValue(ctx, set, header, scope)
  if (length <= ctx.limits.bulkBytes) need(ctx, end)
  if (vr === 'SQ') return readSequence(ctx, set, header, encoding, scope)
  if (vr === 'UN' && !encoding.explicit) return readValueOrPrivateSequence(ctx, set, header, encoding, scope)
  if (vr === 'UN') return readUnknown(ctx, set, header, scope)
  addElement(ctx, set, { tag, vr, offset: at, length })
  return end
}

/** A value reaches over the end. Pixels are kept as far as they go, all else is refused. */
function readCutValue(ctx: Context, set: DataSet, { tag, vr, at }: Header, scope: Scope): number {
  if (scope.depth > 0 || !pixelTags.includes(tag))
    throw new DicomError(scope.to < ctx.total ? 'malformed' : 'truncated')
  ctx.warnings.add('pixel-data-cut-off')
  addElement(ctx, set, { tag, vr, offset: at, length: scope.to - at })
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
  addElement(ctx, set, fits ? { ...plain, vr } : plain)
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
  addElement(ctx, set, plain)
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
    addElement(ctx, set, plain)
    return header.at + header.length
  }
}

function readSequence(ctx: Context, set: DataSet, header: Header, parent: Encoding, scope: Scope): number {
  if (scope.depth >= ctx.limits.maxDepth) throw new DicomError('too-deep')
  const { tag, at, length, vr } = header
  const to = length === UNDEFINED_LENGTH ? scope.to : at + length
  const encoding = vr === 'UN' && length === UNDEFINED_LENGTH ? unknownEncoding(ctx, at, parent) : parent
  const items: DataSet[] = []
  const end = readItems(
    ctx,
    { at, to, delimited: length === UNDEFINED_LENGTH },
    encoding,
    scope.depth + 1,
    set.charset,
    items,
  )
  addElement(ctx, set, { tag, vr: 'SQ', offset: at, length: end - at, items })
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
    const open = length === UNDEFINED_LENGTH
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
