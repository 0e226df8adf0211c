import { DicomError } from '../errors.ts'
import type { DicomJson, JsonElement, JsonValue } from '../json.ts'
import { number } from '../text.ts'
import { explicitLittleEndian, implicitLittleEndian } from '../transfer-syntax.ts'
import type { Vr } from '../vr.ts'
import { dataSetBytes, fileHead, headerBytes, itemHeader, metaOf, UNDEFINED } from '../write.ts'
import { describeFrame } from './describe-frame.ts'

/** A value, or one frame, that lies elsewhere. */
export interface ReceivedPiece {
  readonly length: number
  /** its beginning: of code streams enough to tell what they are */
  readonly head: Uint8Array
}

/** Bulk data as it came apart from its data set (PS3.18 8.6). */
export interface ReceivedBulk<P extends ReceivedPiece = ReceivedPiece> {
  /** of code streams; undefined for values in little endian */
  readonly transferSyntaxUid: string | undefined
  /** one for a value, one for each frame of coded pixels */
  readonly pieces: readonly (Uint8Array | P)[]
}

const pixelData = '7FE00010'
const encoding = { explicit: true, littleEndian: true }

/**
 * The file that metadata and bulk data make together (PS3.18 10.5.1.4), in pieces in their order: explicit little endian, or
 * encapsulated as the pixels came. Texts are UTF-8, so SpecificCharacterSet says ISO_IR 192. What coded pixels say of themselves is
 * filled in where the metadata leave it out (PS3.18 Table 10.5.2-1). The same parts make the same bytes. A value within a
 * sequence has to be here whole.
 *
 * @param bulkOf  what came under the address of a BulkDataURI
 * @throws DicomError  malformed: no SOP UIDs, or bulk data that did not come; too-large: a value within a sequence that is not
 *                     here; bad-pixels: code streams that say nothing
 */
export function compose<P extends ReceivedPiece>(
  model: DicomJson,
  bulkOf: (uri: string) => ReceivedBulk<P> | undefined,
): (Uint8Array | P)[] {
  const find = (element: JsonElement) => found(element, bulkOf)
  const { [pixelData]: pixels, ...rest } = model
  const apart = Object.entries(rest).filter(([, { BulkDataURI }]) => BulkDataURI !== undefined)
  const values = apart.map(([key, element]) => valueParts(key, element, plain(find(element))))
  const header = headerOf(rest, find)
  if (pixels === undefined) return file(header, explicitLittleEndian, values)
  const { transferSyntaxUid: coding, pieces }: ReceivedBulk<P> =
    pixels.InlineBinary === undefined ? find(pixels) : inline(pixels)
  if (coding === undefined || littleEndian.has(coding)) {
    const bits = number(header, 'BitsAllocated') ?? 16
    const vr = bits <= 8 ? 'OB' : 'OW' // PS3.5 8.1.2 and A.2
    return file(header, explicitLittleEndian, [...values, valueParts(pixelData, { vr }, pieces)])
  }
  if (!isEncapsulated(coding)) throw new DicomError('malformed', 'pixels in no form of bulk data')
  const heads = pieces.map((piece) => (piece instanceof Uint8Array ? piece : piece.head))
  const described = { ...describeFrame(heads, coding, header), ...header }
  return file(described, coding, [...values, { tag: 0x7fe00010, parts: encapsulated(pieces) }])
}

/** Implicit and explicit little endian differ in their headers only. */
const littleEndian = new Set([implicitLittleEndian, explicitLittleEndian])
/** Big endian and deflated are encodings of whole data sets. */
const isEncapsulated = (uid: string): boolean => !['1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99'].includes(uid)

/** An element whose value is not part of the header. */
type Apart<P> = { tag: number; parts: (Uint8Array | P)[] }

const inline = ({ InlineBinary = '' }: JsonElement): ReceivedBulk<never> => ({
  transferSyntaxUid: undefined,
  pieces: [Buffer.from(InlineBinary, 'base64')],
})

function found<P extends ReceivedPiece>(
  { BulkDataURI }: JsonElement,
  bulkOf: (uri: string) => ReceivedBulk<P> | undefined,
): ReceivedBulk<P> {
  const bulk = BulkDataURI === undefined ? undefined : bulkOf(BulkDataURI)
  if (bulk === undefined || bulk.pieces.length === 0) throw new DicomError('malformed', 'bulk data that did not come')
  return bulk
}

function plain<P extends ReceivedPiece>({ transferSyntaxUid, pieces }: ReceivedBulk<P>): readonly (Uint8Array | P)[] {
  if (transferSyntaxUid !== undefined && !littleEndian.has(transferSyntaxUid))
    throw new DicomError('malformed', 'a code stream that is no pixel data')
  return pieces
}

type Find = (element: JsonElement) => ReceivedBulk

function headerOf(rest: DicomJson, find: Find): DicomJson {
  const here = Object.entries(rest).filter(([, { BulkDataURI }]) => BulkDataURI === undefined)
  const filled = here.map(([key, element]) => [key, withValues(element, find)])
  return { ...Object.fromEntries(filled), '00080005': { vr: 'CS', Value: ['ISO_IR 192'] } }
}

/** Every BulkDataURI of its items replaced by what came for it. */
function withValues(element: JsonElement, find: Find): JsonElement {
  const { vr, Value: items, BulkDataURI } = element
  if (vr === 'SQ' && items) return { vr, Value: items.map((item): JsonValue => inItem(item as DicomJson, find)) }
  if (BulkDataURI === undefined) return element
  const pieces = plain(find(element))
  const here = pieces.filter((piece) => piece instanceof Uint8Array)
  if (here.length < pieces.length) throw new DicomError('too-large', 'a value within a sequence')
  return { vr, InlineBinary: Buffer.concat(here).toString('base64') }
}

const inItem = (item: DicomJson, find: Find): DicomJson =>
  Object.fromEntries(Object.entries(item).map(([key, element]) => [key, withValues(element, find)]))

/** Meta information, and the data set in ascending order. */
function file<P>(header: DicomJson, transferSyntaxUid: string, apart: readonly Apart<P>[]): (Uint8Array | P)[] {
  const parts: (Uint8Array | P)[] = [fileHead(metaOf(header, transferSyntaxUid))]
  let rest = Object.entries(header)
  for (const { tag, parts: own } of apart.toSorted((a, b) => a.tag - b.tag)) {
    const isBefore = ([key]: [string, JsonElement]) => Number.parseInt(key, 16) < tag
    parts.push(dataSetBytes(Object.fromEntries(rest.filter(isBefore)), encoding), ...own)
    rest = rest.filter((entry) => !isBefore(entry))
  }
  parts.push(dataSetBytes(Object.fromEntries(rest), encoding))
  return parts.filter((part) => !(part instanceof Uint8Array) || part.length > 0)
}

const sizeOf = (pieces: readonly { length: number }[]): number => pieces.reduce((sum, { length }) => sum + length, 0)
const pad = (length: number): Uint8Array => new Uint8Array(length % 2)

function valueParts<P>(
  key: string,
  { vr }: JsonElement,
  pieces: readonly (Uint8Array | (P & { length: number }))[],
): Apart<P> {
  const length = sizeOf(pieces)
  const tag = Number.parseInt(key, 16)
  const header = headerBytes(tag, vr as Vr, length + (length % 2), encoding)
  return { tag, parts: [header, ...pieces, pad(length)] }
}

/** PS3.5 A.4: a basic offset table, then one fragment a frame. */
function encapsulated<P>(frames: readonly (Uint8Array | (P & { length: number }))[]): (Uint8Array | P)[] {
  const table = Buffer.alloc(frames.length * 4)
  let offset = 0
  const items = frames.flatMap((frame, i): (Uint8Array | P)[] => {
    table.writeUInt32LE(offset, i * 4)
    const even = frame.length + (frame.length % 2)
    offset += 8 + even
    return [itemHeader(0xe000, even, true), frame, pad(frame.length)]
  })
  const opening = [headerBytes(0x7fe00010, 'OB', UNDEFINED, encoding), itemHeader(0xe000, table.length, true), table]
  return [...opening, ...items, itemHeader(0xe0dd, 0, true)]
}
