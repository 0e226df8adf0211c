import { DicomError } from '../errors.ts'
import type { DicomJson, JsonElement, JsonValue } from '../json.ts'
import { explicitLittleEndian } from '../transfer-syntax.ts'
import { write } from '../write.ts'
import { describeFrame } from './describe-frame.ts'

/** Bulk data as it came apart from its data set (PS3.18 8.6). */
export interface ReceivedBulk {
  /** of code streams; undefined for values in little endian */
  readonly transferSyntaxUid: string | undefined
  /** one for a value, one for each frame of coded pixels */
  readonly pieces: readonly Uint8Array[]
}

const pixelData = '7FE00010'

/**
 * The file that metadata and bulk data make together (PS3.18 10.5.1.4): explicit little endian, or encapsulated as the pixels
 * came. Texts are UTF-8, so SpecificCharacterSet says ISO_IR 192. What coded pixels say of themselves is filled in where the
 * metadata leave it out (PS3.18 Table 10.5.2-1). The same parts make the same bytes.
 *
 * @param bulkOf  what came under the address of a BulkDataURI
 * @throws DicomError  malformed: no SOP UIDs, or bulk data that did not come; bad-pixels: code streams that say nothing
 */
export function compose(model: DicomJson, bulkOf: (uri: string) => ReceivedBulk | undefined): Uint8Array {
  const { [pixelData]: pixels, ...rest } = model
  const header: DicomJson = { ...filled(rest, bulkOf), '00080005': { vr: 'CS', Value: ['ISO_IR 192'] } }
  if (pixels === undefined) return write(header, { transferSyntaxUid: explicitLittleEndian })
  const { transferSyntaxUid, pieces } = piecesOf(pixels, bulkOf)
  if (transferSyntaxUid === undefined || transferSyntaxUid === explicitLittleEndian)
    return write(header, { transferSyntaxUid: explicitLittleEndian, pixelData: Buffer.concat(pieces) })
  const described = { ...describeFrame(pieces, transferSyntaxUid, header), ...header }
  return write(described, { transferSyntaxUid, pixelData: pieces })
}

function piecesOf({ InlineBinary, BulkDataURI }: JsonElement, bulkOf: (uri: string) => ReceivedBulk | undefined) {
  if (InlineBinary !== undefined) return { transferSyntaxUid: undefined, pieces: [Buffer.from(InlineBinary, 'base64')] }
  const bulk = BulkDataURI === undefined ? undefined : bulkOf(BulkDataURI)
  if (bulk === undefined || bulk.pieces.length === 0) throw new DicomError('malformed', 'bulk data that did not come')
  return bulk
}

/** Every BulkDataURI replaced by what came for it, in items too. */
function filled(model: DicomJson, bulkOf: (uri: string) => ReceivedBulk | undefined): DicomJson {
  const one = (element: JsonElement): JsonElement => {
    const { vr, Value: values, BulkDataURI } = element
    if (vr === 'SQ' && values) return { vr, Value: values.map((item): JsonValue => filled(item as DicomJson, bulkOf)) }
    if (BulkDataURI === undefined) return element
    const { transferSyntaxUid, pieces } = piecesOf(element, bulkOf)
    if (transferSyntaxUid !== undefined && transferSyntaxUid !== explicitLittleEndian)
      throw new DicomError('malformed', 'a code stream that is no pixel data')
    return { vr, InlineBinary: Buffer.concat(pieces).toString('base64') }
  }
  return Object.fromEntries(Object.entries(model).map(([key, element]) => [key, one(element)]))
}
