import { looksLikeDicom } from '@firstread/dicom'

export type Kind = 'dicom' | 'jpeg' | 'png'

const signatures: readonly [Kind, readonly number[]][] = [
  ['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]], // ISO/IEC 15948, 5.2
  ['jpeg', [0xff, 0xd8, 0xff]], // ITU-T T.81, B.1.1.3: SOI, and the first byte of another marker
]

/** What the bytes are, judged by the bytes alone. */
export function kindOf(bytes: Uint8Array): Kind | undefined {
  const match = signatures.find(([, signature]) => signature.every((byte, i) => bytes[i] === byte))
  if (match !== undefined) return match[0]
  return looksLikeDicom(bytes.subarray(0, 4096)) ? 'dicom' : undefined
}
