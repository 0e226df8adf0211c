import { elementsOf } from '../elements.ts'
import { DicomError } from '../errors.ts'
import { parse } from '../file.ts'
import { pixelElement } from '../image.ts'
import { identity, inspect } from '../inspect.ts'
import type { DicomJson } from '../json.ts'
import type { Encoding } from '../parse-context.ts'
import { text } from '../text.ts'
import { explicitLittleEndian, implicitLittleEndian, transferSyntax } from '../transfer-syntax.ts'
import { dataSetBytes, fileHead } from '../write.ts'

/** A file with a changed header: what stands before the pixel values, and where those are taken from. */
export interface Rewritten {
  /** the data set as it now is, without pixels */
  readonly elements: DicomJson
  /** a zero preamble, file meta information, and the data set up to the pixel values */
  readonly head: Uint8Array
  readonly transferSyntaxUid: string
  readonly pixels: PixelSource
}

/**
 * `range`: native values, bytes of the original file. `items`: encapsulated values, from there to the sequence delimiter.
 * `bytes`: the original had to be unpacked.
 */
export type PixelSource =
  | { readonly kind: 'none' }
  | { readonly kind: 'range'; readonly offset: number; readonly length: number }
  | { readonly kind: 'items'; readonly offset: number }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }

/** Values that the JSON model leaves out for their size have to be carried over, too. */
const whole = { bulkBytes: Number.MAX_SAFE_INTEGER }

/**
 * A file with another header. The pixel values stay as they are, and what stands behind them goes.
 *
 * @param head   the first part of the file, up to the pixel values
 * @param total  length of the whole file
 * @param sopInstanceUid  for a file that does not name itself
 * @throws DicomError  malformed when class or instance are unknown; need-more when `head` ends inside the header, or the whole file is needed, because it is deflated or
 *                     not encoded as it says; and whatever `inspect` throws
 */
export function rewrite(
  head: Uint8Array,
  total: number,
  change: (elements: DicomJson) => DicomJson,
  sopInstanceUid?: string,
): Rewritten {
  const found = inspect(head, total, whole)
  const isOdd = transferSyntax(found.transferSyntaxUid).deflated || found.warnings.includes('encoding-not-as-declared')
  if (isOdd) return rewriteWhole(head, total, change, sopInstanceUid)
  const { transferSyntaxUid, pixelDataTag, pixelDataVr, pixelDataOffset: offset, pixelDataLength: length } = found
  const encoding = transferSyntax(transferSyntaxUid)
  const elements = change(identified(inFront(found.elements), found, sopInstanceUid))
  const start = [headOf(elements, transferSyntaxUid), dataSetBytes(elements, encoding)]
  if (pixelDataTag === undefined || offset === undefined)
    return { elements, head: Buffer.concat(start), transferSyntaxUid, pixels: { kind: 'none' } }
  const opening = pixelHeader(Number.parseInt(pixelDataTag, 16), pixelDataVr ?? 'OW', length, encoding)
  return {
    elements,
    head: Buffer.concat([...start, opening]),
    transferSyntaxUid,
    pixels: length === undefined ? { kind: 'items', offset } : { kind: 'range', offset, length },
  }
}

/** Without what stands behind the pixels. */
const inFront = (elements: DicomJson): DicomJson =>
  Object.fromEntries(Object.entries(elements).filter(([key]) => key < '7FE00010'))

/** A deflated file, or one whose encoding is not what it says, is unpacked and written as it really is. */
function rewriteWhole(
  bytes: Uint8Array,
  total: number,
  change: (elements: DicomJson) => DicomJson,
  sopInstanceUid: string | undefined,
): Rewritten {
  if (bytes.length < total) throw new DicomError('need-more', 'all of it', { needed: total })
  const file = parse(bytes, whole)
  const { encoding, dataSet } = file
  const found = pixelElement(dataSet)?.element
  if (found?.fragments !== undefined) throw new DicomError('unsupported-transfer-syntax', 'encapsulated otherwise')
  const transferSyntaxUid = nativeUid(encoding)
  const elements = change(identified(withoutPixels(file.elements), identity(dataSet, file.meta), sopInstanceUid))
  const start = [headOf(elements, transferSyntaxUid), dataSetBytes(elements, encoding)]
  if (found === undefined) return { elements, head: Buffer.concat(start), transferSyntaxUid, pixels: { kind: 'none' } }
  const opening = pixelHeader(found.tag, found.vr, found.length, encoding)
  return {
    elements,
    head: Buffer.concat([...start, opening]),
    transferSyntaxUid,
    pixels: { kind: 'bytes', bytes: dataSet.bytesOf(found) },
  }
}

type Ids = { sopClassUid: string | undefined; sopInstanceUid: string | undefined }

/** Old files name themselves in the meta information alone; that is made anew. */
function identified(elements: DicomJson, ids: Ids, other: string | undefined) {
  const SOPInstanceUID = ids.sopInstanceUid ?? other
  return { ...elementsOf({ SOPClassUID: ids.sopClassUid, SOPInstanceUID }), ...elements }
}

const pixelKeys = new Set(['7FE00008', '7FE00009', '7FE00010'])
const withoutPixels = (elements: DicomJson): DicomJson =>
  Object.fromEntries(Object.entries(elements).filter(([key]) => !pixelKeys.has(key)))

function nativeUid({ explicit, littleEndian }: Encoding): string {
  if (!littleEndian) return '1.2.840.10008.1.2.2'
  return explicit ? explicitLittleEndian : implicitLittleEndian
}

function headOf(elements: DicomJson, transferSyntaxUid: string): Uint8Array {
  const [sopClassUid, sopInstanceUid] = [text(elements, 'SOPClassUID'), text(elements, 'SOPInstanceUID')]
  if (!sopClassUid || !sopInstanceUid) throw new DicomError('malformed', 'a file needs its SOP UIDs')
  return fileHead({ sopClassUid, sopInstanceUid, transferSyntaxUid })
}

/** Tag, VR and length of the pixel element (PS3.5 7.1); all its VRs have a 32-bit length. */
function pixelHeader(tag: number, vr: string, length = 0xffffffff, { explicit, littleEndian }: Encoding): Uint8Array {
  const bytes = Buffer.alloc(explicit ? 12 : 8)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  view.setUint16(0, tag >>> 16, littleEndian)
  view.setUint16(2, tag & 0xffff, littleEndian)
  if (explicit) bytes.write(vr, 4, 'latin1')
  view.setUint32(explicit ? 8 : 4, length, littleEndian)
  return bytes
}
