import { type DicomFile, parse, type SyntheticElements, syntheticElements } from '../index.ts'
import { write } from '../write.ts'

/** An image with pixels given byte by byte, read back as a file. */
export function imageOf(
  pixelData: Uint8Array | Uint8Array[],
  elements: SyntheticElements,
  transferSyntaxUid = '1.2.840.10008.1.2.1',
): DicomFile {
  const json = syntheticElements({
    kind: 'SC',
    elements: {
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      PlanarConfiguration: undefined,
      ...elements,
    },
  })
  return parse(write(json, { transferSyntaxUid, pixelData }))
}

/** Layout elements of a grey image. */
export const grey = (
  rows: number,
  columns: number,
  allocated: number,
  stored = allocated,
  signed = false,
): SyntheticElements => ({
  Rows: rows,
  Columns: columns,
  BitsAllocated: allocated,
  BitsStored: stored,
  HighBit: stored - 1,
  PixelRepresentation: signed ? 1 : 0,
})
