import { deflateRawSync } from 'node:zlib'
import { DicomError } from './errors.ts'
import type { DicomJson, JsonElement } from './json.ts'
import type { Encoding } from './parse-context.ts'
import { number, text } from './text.ts'
import { transferSyntax } from './transfer-syntax.ts'
import { uidFromDigest } from './uid.ts'
import { ruleOf, type Vr, vrRules } from './vr.ts'
import { turned, valueBytes } from './write-values.ts'

export interface WriteOptions {
  readonly transferSyntaxUid: string
  /** native pixels as one array of little endian words, encapsulated ones as one array a frame */
  readonly pixelData?: Uint8Array | readonly Uint8Array[]
}

/** Names the program that wrote a file (PS3.10 7.1), the same for every installation. */
export const implementationClassUid = uidFromDigest('Firstread')
export const implementationVersionName = 'FIRSTREAD'

export const UNDEFINED = 0xffffffff

/**
 * Writes a DICOM file (PS3.10 7): a zero preamble, file meta information, and the data set. Text goes out in UTF-8, so
 * SpecificCharacterSet should say ISO_IR 192 where text is not plain ASCII. Elements of group 0002 are made anew.
 *
 * @throws DicomError  malformed when SOPClassUID or SOPInstanceUID is missing, or a VR is none
 */
export function write(elements: DicomJson, { transferSyntaxUid, pixelData }: WriteOptions): Uint8Array {
  const syntax = transferSyntax(transferSyntaxUid)
  const body = dataSetBytes(elements, syntax, pixelData)
  // A plain array: `slice` of a Buffer would share memory with what it was cut from.
  return new Uint8Array(
    Buffer.concat([fileHead(metaOf(elements, transferSyntaxUid)), syntax.deflated ? evenDeflated(body) : body]),
  )
}

/** What file meta information says of the data set behind it (PS3.10 7.1). */
export interface FileMeta {
  readonly sopClassUid: string
  readonly sopInstanceUid: string
  readonly transferSyntaxUid: string
  /** who sent it, when it came over the network */
  readonly sourceAeTitle?: string | undefined
}

/** What stands before the data set in a file: a zero preamble, the prefix, file meta information. */
export const fileHead = (meta: FileMeta): Uint8Array =>
  Buffer.concat([new Uint8Array(128), Buffer.from('DICM'), metaBytes(meta)])

/** The data set alone, as it travels over the network. */
export function dataSetBytes(
  elements: DicomJson,
  encoding: Encoding,
  pixelData?: WriteOptions['pixelData'],
): Uint8Array {
  const written = Object.entries(elements)
    .filter(([key]) => !key.startsWith('0002') && !(pixelData !== undefined && key === '7FE00010'))
    .map(([key, element]) => ({
      tag: Number.parseInt(key, 16),
      write: () => elementBytes(Number.parseInt(key, 16), element, encoding),
    }))
  if (pixelData !== undefined) written.push({ tag: 0x7fe00010, write: () => pixelBytes(elements, encoding, pixelData) })
  return Buffer.concat(written.sort((a, b) => a.tag - b.tag).map((e) => e.write()))
}

/** PS3.5 A.5: an odd deflated stream is followed by a single NUL. */
export function evenDeflated(body: Uint8Array): Uint8Array {
  const deflated = deflateRawSync(body)
  return deflated.length % 2 === 0 ? deflated : Buffer.concat([deflated, Uint8Array.of(0)])
}

export function metaOf(elements: DicomJson, transferSyntaxUid: string): FileMeta {
  const sopClassUid = text(elements, 'SOPClassUID')
  const sopInstanceUid = text(elements, 'SOPInstanceUID')
  if (sopClassUid === undefined || sopInstanceUid === undefined)
    throw new DicomError('malformed', 'a file needs its SOP UIDs')
  return { sopClassUid, sopInstanceUid, transferSyntaxUid }
}

function metaBytes({ sopClassUid, sopInstanceUid, transferSyntaxUid, sourceAeTitle }: FileMeta): Uint8Array {
  const encoding = { explicit: true, littleEndian: true }
  const source: [number, JsonElement][] =
    sourceAeTitle === undefined ? [] : [[0x00020016, { vr: 'AE', Value: [sourceAeTitle] }]]
  const entries: [number, JsonElement][] = [
    [0x00020001, { vr: 'OB', InlineBinary: 'AAE=' }], // version 00 01
    [0x00020002, { vr: 'UI', Value: [sopClassUid] }],
    [0x00020003, { vr: 'UI', Value: [sopInstanceUid] }],
    [0x00020010, { vr: 'UI', Value: [transferSyntaxUid] }],
    [0x00020012, { vr: 'UI', Value: [implementationClassUid] }],
    [0x00020013, { vr: 'SH', Value: [implementationVersionName] }],
    ...source,
  ]
  const group = Buffer.concat(entries.map(([tag, element]) => elementBytes(tag, element, encoding)))
  return Buffer.concat([elementBytes(0x00020000, { vr: 'UL', Value: [group.length] }, encoding), group])
}

export function elementBytes(tag: number, element: JsonElement, encoding: Encoding): Uint8Array {
  if (!Object.hasOwn(vrRules, element.vr)) throw new DicomError('malformed', 'no such VR')
  const vr = element.vr as Vr
  const value = vr === 'SQ' ? sequenceBytes(element, encoding) : valueBytes(vr, element, encoding.littleEndian)
  return Buffer.concat([headerBytes(tag, vr, value.length, encoding), value])
}

export function headerBytes(tag: number, vr: Vr, length: number, { explicit, littleEndian }: Encoding): Uint8Array {
  const tooLong = !ruleOf(vr).long && length > 0xffff
  const written = tooLong ? 'UN' : vr // PS3.5 6.2.2: what does not fit 16 bits goes as UN
  const long = explicit && ruleOf(written).long
  const bytes = new Uint8Array(long ? 12 : 8)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, tag >>> 16, littleEndian)
  view.setUint16(2, tag & 0xffff, littleEndian)
  if (explicit) bytes.set(Buffer.from(written, 'latin1'), 4)
  if (explicit && !long) view.setUint16(6, length, littleEndian)
  else view.setUint32(long ? 8 : 4, length, littleEndian)
  return bytes
}

/** An item or a delimiter: they have no VR (PS3.5 7.5). */
export function itemHeader(element: number, length: number, littleEndian: boolean): Uint8Array {
  return headerBytes(0xfffe0000 + element, 'UN', length, { explicit: false, littleEndian })
}

function sequenceBytes({ Value: items = [] }: JsonElement, encoding: Encoding): Uint8Array {
  const parts = items.flatMap((item) => {
    const body = dataSetBytes(item as DicomJson, encoding)
    return [itemHeader(0xe000, body.length, encoding.littleEndian), body]
  })
  return Buffer.concat(parts)
}

function pixelBytes(
  elements: DicomJson,
  encoding: Encoding,
  pixelData: Uint8Array | readonly Uint8Array[],
): Uint8Array {
  if (!(pixelData instanceof Uint8Array)) return encapsulated(pixelData, encoding)
  const bits = number(elements, 'BitsAllocated') ?? 16
  const vr = encoding.explicit && bits <= 8 ? 'OB' : 'OW' // PS3.5 8.1.2 and A.2
  const even = Buffer.concat([pixelData, new Uint8Array(pixelData.length % 2)])
  const words = turned(even, bits <= 8 ? 1 : bits <= 16 ? 2 : 4, encoding.littleEndian)
  return Buffer.concat([headerBytes(0x7fe00010, vr, words.length, encoding), words])
}

/** PS3.5 A.4: a basic offset table, then one fragment a frame. */
function encapsulated(frames: readonly Uint8Array[], encoding: Encoding): Uint8Array {
  const even = frames.map((frame) => Buffer.concat([frame, new Uint8Array(frame.length % 2)]))
  const table = Buffer.alloc(frames.length * 4)
  let offset = 0
  even.forEach((frame, i) => {
    table.writeUInt32LE(offset, i * 4)
    offset += 8 + frame.length
  })
  const items = [table, ...even].flatMap((item) => [itemHeader(0xe000, item.length, true), item])
  return Buffer.concat([headerBytes(0x7fe00010, 'OB', UNDEFINED, encoding), ...items, itemHeader(0xe0dd, 0, true)])
}
