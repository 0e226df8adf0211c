import type { ReportImage } from '@firstread/client'
import type { Way } from './frames.ts'

export const explicitLittleEndian = '1.2.840.10008.1.2.1'

const native = ['1.2.840.10008.1.2', explicitLittleEndian, '1.2.840.10008.1.2.2']
const rle = '1.2.840.10008.1.2.5'
const jpeg = (...ends: number[]) => ends.map((end) => `1.2.840.10008.1.2.4.${end}`)

/**
 * What the browser's decoders make right, by how colours are coded: compared with two other decoders for grey and RGB, with
 * the server's for the rest (e2e/web/stories/golden.ts). JPEG of 12 bits is up to 16 levels off there, deflated is not
 * decoded at all, and RGB in JPEG is taken for YBR.
 */
const exact: Record<string, ReadonlySet<string>> = {
  MONOCHROME1: new Set([...native, rle, ...jpeg(50, 57, 70, 80, 81, 90, 91)]),
  MONOCHROME2: new Set([...native, rle, ...jpeg(50, 57, 70, 80, 81, 90, 91)]),
  RGB: new Set([...native, rle, ...jpeg(57, 70, 80, 81, 90, 91)]),
  'PALETTE COLOR': new Set([...native, rle]),
  YBR_FULL: new Set([...native, ...jpeg(50)]),
  YBR_FULL_422: new Set(jpeg(50)),
  YBR_ICT: new Set(jpeg(90, 91)),
  YBR_RCT: new Set(jpeg(90, 91)),
}

type Encoding = Pick<
  ReportImage,
  'transferSyntaxUid' | 'photometricInterpretation' | 'bitsAllocated' | 'width' | 'height'
>

/** How an image has to come so that every value on the screen is right. What is not known is tried as it is. */
export function wayOf({ transferSyntaxUid, photometricInterpretation, bitsAllocated, width, height }: Encoding): Way {
  if (!transferSyntaxUid || !photometricInterpretation) return 'original'
  const isColour = !photometricInterpretation.startsWith('MONOCHROME')
  if (!isColour) return exact[photometricInterpretation]?.has(transferSyntaxUid) ? 'original' : 'decoded'
  // Colour is shown in 8 bits, so the server's picture of it loses nothing that a screen would show. The viewer library
  // shows 16 bits wrong, and refuses an odd number of bytes because of the one that PS3.5 8.1.1 adds.
  const isOdd = ((width ?? 0) * (height ?? 0)) % 2 === 1
  if ((bitsAllocated ?? 8) > 8 || isOdd) return 'rendered'
  if (exact[photometricInterpretation]?.has(transferSyntaxUid)) return 'original'
  return photometricInterpretation === 'RGB' ? 'decoded' : 'rendered'
}
