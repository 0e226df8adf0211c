import { DicomError, type DicomJson, dataSetBytes, parseDataSet, transferSyntaxes } from '@firstread/dicom'
import type { Request } from './context.ts'
import { StatusError } from './errors.ts'
import { statuses } from './statuses.ts'

/**
 * The identifier of a query or retrieval.
 *
 * @throws StatusError  outOfResources when it is larger than `most`, cannotUnderstand, notThatClass when there is none
 */
export async function readIdentifier({ dataSet, context }: Request, most: number): Promise<DicomJson> {
  if (!dataSet) throw new StatusError(statuses.notThatClass, 'The request has no identifier')
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of dataSet) {
    length += piece.length
    if (length > most) throw new StatusError(statuses.outOfResources, 'The identifier is too large')
    pieces.push(piece)
  }
  return decodeIdentifier(Buffer.concat(pieces), context.transferSyntax)
}

export function decodeIdentifier(bytes: Buffer, transferSyntaxUid: string): DicomJson {
  try {
    return parseDataSet(bytes, transferSyntaxUid, { maxElements: 10_000 })
  } catch (error) {
    if (!(error instanceof DicomError)) throw error
    throw new StatusError(statuses.cannotUnderstand, 'The identifier cannot be read', { cause: error })
  }
}

const SPECIFIC_CHARACTER_SET = '00080005'

/** Text goes out in UTF-8; that is said only where it matters, since old programs stumble over a character set. */
export function encodeIdentifier(identifier: DicomJson, transferSyntaxUid: string): Uint8Array {
  const encoding = transferSyntaxes[transferSyntaxUid]
  if (!encoding) throw new RangeError('An identifier needs a transfer syntax that is known')
  const { [SPECIFIC_CHARACTER_SET]: _set, ...elements } = identifier
  const isAscii = !/[^\0-\x7f]/.test(JSON.stringify(elements))
  const characterSet: DicomJson = isAscii ? {} : { [SPECIFIC_CHARACTER_SET]: { vr: 'CS', Value: ['ISO_IR 192'] } }
  return dataSetBytes({ ...characterSet, ...elements }, encoding)
}
