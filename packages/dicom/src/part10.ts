import type { DataSet } from './data-set.ts'
import { DicomError } from './errors.ts'
import { inflate } from './inflate.ts'
import type { Limits } from './limits.ts'
import { type Context, type Encoding, needMore, newContext } from './parse-context.ts'
import { readDataSet } from './parser.ts'
import { bareDataSet, isHostilePreamble, prefixOffset } from './preamble.ts'
import { settleSignedChoices } from './signed-choice.ts'
import { explicitLittleEndian, implicitLittleEndian, type TransferSyntax, transferSyntax } from './transfer-syntax.ts'

/** A file taken apart (PS3.10 7): meta information, data set, and how the data set is encoded. */
export interface Opened {
  readonly meta: DataSet
  readonly dataSet: DataSet
  readonly transferSyntaxUid: string
  readonly syntax: TransferSyntax
  /** the encoding really met: some writers declare another one than they use */
  readonly encoding: Encoding
  readonly warnings: string[]
}

export interface OpenOptions {
  readonly limits: Limits
  /** length of the whole file, `bytes` may be its first part */
  readonly total: number
  readonly stopAtPixels: boolean
}

/** So much decides what kind of file it is and how it is encoded: preamble, prefix and the first elements. */
const LEAST_HEAD = 8192

/**
 * Opens a DICOM file, or a bare data set without preamble and meta information.
 *
 * @throws DicomError  not-dicom, hostile-preamble and whatever `readDataSet` and `inflate` throw
 */
export function open(bytes: Uint8Array, options: OpenOptions): Opened {
  refuseHostile(bytes)
  if (bytes.length < Math.min(LEAST_HEAD, options.total)) throw needMore(bytes.length, LEAST_HEAD, options.total)
  const ctx = newContext(bytes, options.total, options.limits, options.stopAtPixels)
  const { meta, end } = readMeta(ctx, startOf(ctx))
  const declared = meta.string('TransferSyntaxUID')
  const encoding = encodingAt(ctx, end, declared)
  const transferSyntaxUid = declared ?? uidFor(encoding)
  const syntax = transferSyntax(transferSyntaxUid)
  const opened = { meta, transferSyntaxUid, syntax, encoding }
  if (syntax.deflated) return { ...opened, ...readDeflated(ctx, deflatedStart(meta, end), options) }
  const { set } = readDataSet(ctx, end, encoding, { to: ctx.total, depth: 0, delimited: false })
  if (set.elements.size === 0) throw emptyError(bytes.length, options.total)
  settleSignedChoices(set) // in explicit VR too: an element written as UN gets its VR from the dictionary
  return { ...opened, dataSet: set, warnings: [...ctx.warnings] }
}

const emptyError = (have: number, total: number): DicomError =>
  total > have ? needMore(have, have + 8, total) : new DicomError('not-dicom')

function refuseHostile(bytes: Uint8Array): void {
  const preamble = bytes.subarray(0, 128)
  if (prefixOffset(bytes) === 128 && isHostilePreamble(preamble)) throw new DicomError('hostile-preamble')
}

/** Where the first element stands. A file without prefix must begin like a data set. */
function startOf(ctx: Context): number {
  const prefix = prefixOffset(ctx.bytes)
  if (prefix !== undefined) return prefix + 4
  if (bareDataSet(ctx.bytes) === undefined) throw new DicomError('not-dicom')
  ctx.warnings.add('no-preamble')
  return 0
}

/** File meta information, PS3.10 7.1: explicit little endian, group 0002. It ends where another group begins: lengths lie. */
function readMeta(ctx: Context, from: number): { meta: DataSet; end: number } {
  const bare = bareDataSet(ctx.bytes.subarray(from, from + 4096))
  const explicit = bare?.littleEndian === true ? bare.explicit : true
  const stopBefore = (tag: number) => tag >>> 16 !== 2
  const { set, end } = readDataSet(
    ctx,
    from,
    { explicit, littleEndian: true },
    { to: ctx.total, depth: 0, delimited: false, stopBefore },
  )
  if (set.elements.size === 0) ctx.warnings.add('no-meta')
  return { meta: set, end }
}

/** What the first element looks like goes before what the meta information says. */
function encodingAt(ctx: Context, at: number, declared: string | undefined): Encoding {
  const seen = bareDataSet(ctx.bytes.subarray(at, at + 4096))
  if (declared === undefined) {
    ctx.warnings.add('no-transfer-syntax')
    return seen ?? { explicit: false, littleEndian: true } // PS3.5 10.1: the default transfer syntax
  }
  const { explicit, littleEndian, deflated } = transferSyntax(declared)
  if (deflated || seen === undefined) return { explicit, littleEndian }
  if (seen.explicit !== explicit || seen.littleEndian !== littleEndian) ctx.warnings.add('encoding-not-as-declared')
  return seen
}

function uidFor({ explicit, littleEndian }: Encoding): string {
  if (!littleEndian) return '1.2.840.10008.1.2.2'
  return explicit ? explicitLittleEndian : implicitLittleEndian
}

/** A deflated stream may begin with the bytes 02 00, so here the group length decides where it is given. */
function deflatedStart(meta: DataSet, end: number): number {
  const groupLength = meta.element(0x00020000)
  const length = meta.number(0x00020000)
  return groupLength === undefined || length === undefined ? end : Math.min(end, groupLength.offset + 4 + length)
}

/** A header lies within the first part of the stream: that much is inflated first when only a header is wanted. */
const FIRST_PART = 256 * 1024

function readDeflated(ctx: Context, at: number, options: OpenOptions): { dataSet: DataSet; warnings: string[] } {
  const rest = ctx.bytes.subarray(at)
  const partial = options.total > ctx.bytes.length
  if (!options.stopAtPixels || rest.length <= FIRST_PART) return readInflated(ctx, rest, options, partial)
  try {
    return readInflated(ctx, rest.subarray(0, FIRST_PART), options, true)
  } catch (e) {
    if (!(e instanceof DicomError && e.code === 'need-more')) throw e
    return readInflated(ctx, rest, options, partial)
  }
}

function readInflated(ctx: Context, deflated: Uint8Array, options: OpenOptions, partial: boolean) {
  const bytes = inflate(deflated, options.limits, partial)
  const total = partial ? Number.MAX_SAFE_INTEGER : bytes.length
  const inner = { ...newContext(bytes, total, options.limits, options.stopAtPixels), warnings: ctx.warnings }
  try {
    const encoding = { explicit: true, littleEndian: true }
    const { set } = readDataSet(inner, 0, encoding, { to: total, depth: 0, delimited: false })
    settleSignedChoices(set)
    return { dataSet: set, warnings: [...ctx.warnings] }
  } catch (e) {
    if (!(e instanceof DicomError && e.code === 'need-more')) throw e
    // How many deflated bytes hold the missing inflated ones is not known: ask for twice as many.
    throw needMore(ctx.bytes.length, 0, options.total)
  }
}
