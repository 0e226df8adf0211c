/** How pixel values lie in the stream, by transfer syntax (PS3.5 Annex A, PS3.6 Table A-1). */
export type PixelCoding =
  | 'native'
  | 'rle'
  | 'jpeg'
  | 'jpeg-ls'
  | 'jpeg-2000'
  | 'htj2k'
  | 'deflated-frame'
  | 'encapsulated-native'
  | 'unsupported'

export interface TransferSyntax {
  readonly name: string
  readonly explicit: boolean
  readonly littleEndian: boolean
  readonly deflated: boolean
  readonly coding: PixelCoding
  /** values come back exactly as they went in */
  readonly lossless: boolean
}

const native = { explicit: true, littleEndian: true, deflated: false, coding: 'native', lossless: true } as const
const coded = (name: string, coding: PixelCoding, lossless: boolean): TransferSyntax => ({
  ...native,
  name,
  coding,
  lossless,
})

export const transferSyntaxes: Readonly<Record<string, TransferSyntax>> = {
  '1.2.840.10008.1.2': { ...native, name: 'Implicit VR Little Endian', explicit: false },
  '1.2.840.10008.1.2.1': { ...native, name: 'Explicit VR Little Endian' },
  '1.2.840.10008.1.2.1.98': coded('Encapsulated Uncompressed Explicit VR Little Endian', 'encapsulated-native', true),
  '1.2.840.10008.1.2.1.99': { ...native, name: 'Deflated Explicit VR Little Endian', deflated: true },
  '1.2.840.10008.1.2.2': { ...native, name: 'Explicit VR Big Endian', littleEndian: false },
  '1.2.840.10008.1.2.5': coded('RLE Lossless', 'rle', true),
  '1.2.840.10008.1.2.4.50': coded('JPEG Baseline', 'jpeg', false),
  '1.2.840.10008.1.2.4.51': coded('JPEG Extended', 'jpeg', false),
  '1.2.840.10008.1.2.4.57': coded('JPEG Lossless', 'jpeg', true),
  '1.2.840.10008.1.2.4.70': coded('JPEG Lossless SV1', 'jpeg', true),
  '1.2.840.10008.1.2.4.80': coded('JPEG-LS Lossless', 'jpeg-ls', true),
  '1.2.840.10008.1.2.4.81': coded('JPEG-LS Near-Lossless', 'jpeg-ls', false),
  '1.2.840.10008.1.2.4.90': coded('JPEG 2000 Lossless', 'jpeg-2000', true),
  '1.2.840.10008.1.2.4.91': coded('JPEG 2000', 'jpeg-2000', false),
  '1.2.840.10008.1.2.4.201': coded('HTJ2K Lossless', 'htj2k', true),
  '1.2.840.10008.1.2.4.202': coded('HTJ2K Lossless RPCL', 'htj2k', true),
  '1.2.840.10008.1.2.4.203': coded('HTJ2K', 'htj2k', false),
  '1.2.840.10008.1.2.8.1': coded('Deflated Image Frame', 'deflated-frame', true),
}

export const explicitLittleEndian = '1.2.840.10008.1.2.1'
export const implicitLittleEndian = '1.2.840.10008.1.2'

/** The rules of a transfer syntax; one we do not know is read as explicit little endian (PS3.5 A.4), its pixels stay closed. */
export function transferSyntax(uid: string): TransferSyntax {
  const known = Object.hasOwn(transferSyntaxes, uid) ? transferSyntaxes[uid] : undefined
  return known ?? coded('unknown', 'unsupported', false)
}
