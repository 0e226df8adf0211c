import { charsetOf } from './charset.ts'
import { DataSet, type Source } from './data-set.ts'
import { DicomError } from './errors.ts'
import type { Inspection } from './inspect.ts'
import { type BulkValue, type DicomJson, toJson } from './json.ts'
import { type Limits, withDefaults } from './limits.ts'
import { addElement, type Context, countOne, type Encoding, type Header, newContext, readTag } from './parse-context.ts'
import { readHeader } from './parse-header.ts'
import { readValue } from './parser.ts'
import { settleSignedChoices } from './signed-choice.ts'

/** What a window behind the pixels holds. */
export interface BehindPixels {
  readonly elements: DicomJson
  /** the values that were left out of `elements`, by their place in the file */
  readonly bulk: BulkValue[]
  /** where the next window has to begin: at an element that is not whole in this one; undefined at the end */
  readonly next: number | undefined
  /** of the last element that was read */
  readonly lastTag: number
  /** elements and items so far, those of earlier windows with them */
  readonly count: number
}

/** A part of a file. */
export interface FileWindow {
  readonly bytes: Uint8Array
  /** of the first byte within the file */
  readonly at: number
  /** length of the whole file, or of the inflated data set of a deflated one */
  readonly total: number
  /** the tag of the last element before it */
  readonly lastTag?: number
  /** elements and items that were read before it: all windows together are bounded */
  readonly count?: number
  /** no larger window will come: a sequence that goes beyond it is a value like any other */
  readonly isLargest?: boolean
}

/** Tag, VR and length of an element, and the item that a private value may begin with. */
const LEAST = 20
const PIXELS = 0x7fe00010

/**
 * Reads elements behind the pixels (digital signatures, private groups above 7FE0), window by window, so that a long value
 * between them is never in memory. Who writes anything but elements in ascending order there has written something else:
 * it is kept in the file and is no part of the data set.
 *
 * @throws DicomError  too-deep, too-many-elements
 */
export function readBehindPixels(
  { encoding, specificCharacterSet }: Pick<Inspection, 'encoding' | 'specificCharacterSet'>,
  window: FileWindow,
  limits?: Partial<Limits>,
): BehindPixels {
  const bounds = withDefaults(limits)
  const ctx = newContext(window.bytes, window.total - window.at, bounds, false)
  ctx.count = window.count ?? 0
  const source: Source = { bytes: ctx.bytes, view: ctx.view, littleEndian: encoding.littleEndian }
  const set = new DataSet(source, charsetOf(specificCharacterSet))
  const end = walk(ctx, set, encoding, window)
  settleSignedChoices(set)
  const bulk: BulkValue[] = []
  const elements = toJson(set, bounds.bulkBytes, bulk)
  return {
    elements,
    bulk: bulk.map((value) => ({ ...value, offset: value.offset + window.at })),
    next: end === undefined ? undefined : end + window.at,
    lastTag: [...set.elements.keys()].at(-1) ?? window.lastTag ?? PIXELS,
    count: ctx.count,
  }
}

/** @returns where an element begins that is not whole in the window; undefined where nothing more is to be read */
function walk(ctx: Context, set: DataSet, encoding: Encoding, window: FileWindow): number | undefined {
  let last = window.lastTag ?? PIXELS
  for (let at = 0; ; ) {
    if (at + 8 > ctx.total) return undefined
    if (at + Math.min(LEAST, ctx.total - at) > ctx.bytes.length) return at
    const tag = readTag(ctx, at, encoding.littleEndian)
    if (tag <= last || tag >>> 16 === 0xfffe) return undefined
    const end = attempt(ctx, set, encoding, { at, tag, isLargest: at === 0 && window.isLargest === true })
    if (end === 'more') return at
    if (end === undefined) return undefined
    last = tag
    at = end
  }
}

type Place = { at: number; tag: number; isLargest: boolean }

function attempt(ctx: Context, set: DataSet, encoding: Encoding, { at, tag, isLargest }: Place) {
  try {
    countOne(ctx)
    const header = readHeader(ctx, at, tag, encoding)
    return inOne(ctx, set, header, isLargest, () =>
      readValue(ctx, set, header, encoding, { to: ctx.total, depth: 0, delimited: false }),
    )
  } catch (error) {
    if (!(error instanceof DicomError)) throw error
    if (error.code === 'need-more') return 'more'
    if (error.code === 'too-deep' || error.code === 'too-many-elements') throw error
    return undefined
  }
}

/** What is too long to be taken apart is a value whose bytes can be had, if it says where it ends. */
function inOne(ctx: Context, set: DataSet, { tag, vr, at, length }: Header, isLargest: boolean, read: () => number) {
  try {
    return read()
  } catch (error) {
    if (!isLargest || !(error instanceof DicomError) || error.code !== 'need-more') throw error
    if (at + length > ctx.total) return undefined
    addElement(ctx, set, { tag, vr: vr === 'SQ' ? 'UN' : vr, offset: at, length })
    return at + length
  }
}
