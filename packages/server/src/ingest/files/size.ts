import { Problem } from '@firstread/contract'

/** security.md 4. DICOM's limits stand in its own package. */
const maxSide = 20_000
const maxDecodedBytes = 512 * 1024 * 1024

/** @throws Problem  broken-file for an image without area; file-limits before anybody allocates its pixels */
export function checkSize(width: number, height: number, bytesPerPixel: number): void {
  if (width < 1 || height < 1) throw new Problem('broken-file', 'The image has no area')
  if (width > maxSide || height > maxSide) throw new Problem('file-limits', `More than ${maxSide} rows or columns`)
  if (width * height * bytesPerPixel > maxDecodedBytes) throw new Problem('file-limits', 'Too large once decoded')
}
