import type { BulkValue, DicomJson, Inspection, JsonElement } from '@firstread/dicom'

/** What the archive needs to serve parts of a file without reading it again: columns of dicom_instances. */
export function retrievalColumns(inspection: Inspection) {
  const { bulk, pixelDataOffset, pixelDataLength } = inspection
  return {
    metadata: withBulkUris(inspection),
    pixel_data_offset: pixelDataOffset ?? null,
    pixel_data_length: pixelDataLength ?? null,
    frame_bytes: frameBytes(inspection),
    bulk: bulk.length === 0 ? null : bulk,
  }
}

/**
 * Bytes of one native frame (PS3.5 8.1.1); null when frames are encapsulated, or follow each other within a byte.
 * Uncompressed YBR_FULL_422 stores two bytes a pixel (PS3.3 C.7.6.3.1.2).
 */
function frameBytes({ pixelDataLength, rows, columns, frames = 1, ...image }: Inspection): number | null {
  if (!pixelDataLength || !rows || !columns || !image.bitsAllocated) return null
  const isHalfColour = image.photometricInterpretation === 'YBR_FULL_422' && image.bitsAllocated === 8
  const samples = isHalfColour ? 2 : (image.samplesPerPixel ?? 1)
  const bits = rows * columns * samples * image.bitsAllocated
  if (bits % 8 !== 0 && frames > 1) return null
  const bytes = Math.ceil(bits / 8)
  return bytes * frames <= pixelDataLength ? bytes : null
}

/**
 * The header with a reference in each place where a value was left out (PS3.18 F.2.6). It is relative, `bulkdata/` and the
 * path of the value; the archive puts the address of the instance in front when it sends the text.
 */
function withBulkUris({ elements, bulk, pixelDataTag, pixelDataVr }: Inspection): DicomJson {
  const isNested = bulk.some(({ path }) => path.includes('/'))
  const whole = isNested ? structuredClone(elements) : { ...elements }
  for (const value of bulk) place(whole, value)
  if (pixelDataTag) whole[pixelDataTag] = reference(pixelDataVr ?? 'OW', pixelDataTag)
  return whole
}

const reference = (vr: string, path: string): JsonElement => ({ vr, BulkDataURI: `bulkdata/${path}` })

/** Follows `00081140/0/00420011` down to the data set that holds the value. */
function place(top: DicomJson, { path, vr }: BulkValue): void {
  const steps = path.split('/')
  const key = steps.pop() ?? ''
  let set: DicomJson | undefined = top
  for (let at = 0; at + 1 < steps.length && set; at += 2) {
    const sequence: JsonElement | undefined = set[steps[at] ?? '']
    set = sequence?.Value?.[Number(steps[at + 1])] as DicomJson | undefined
  }
  if (set) set[key] = reference(vr, path)
}
