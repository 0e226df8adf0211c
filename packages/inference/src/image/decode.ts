import { inspect } from '@firstread/dicom'
import { InferenceError } from '../errors.ts'
import type { StudyContext } from '../reading.ts'
import { contextOf, decodeDicom, translate } from './dicom.ts'
import { type Kind, kindOf } from './kind.ts'
import type { Picture } from './picture.ts'
import { decodeRaster, rasterHeader } from './raster.ts'

/** What can be said of an image before its pixels are decoded. */
export type Glance = { kind: Kind; width: number; height: number; context: StudyContext }

function glanceAtDicom(bytes: Uint8Array): Glance {
  try {
    const { columns = 0, rows = 0, elements } = inspect(bytes, bytes.length)
    return { kind: 'dicom', width: columns, height: rows, context: contextOf(elements) }
  } catch (error) {
    return translate(error)
  }
}

/**
 * Looks at the header alone: a CT of a thousand slices is refused without decoding one of them.
 *
 * @throws InferenceError `unsupported-type`, `unreadable-image`, `too-large`
 */
export async function glance(bytes: Uint8Array): Promise<Glance> {
  const kind = kindOf(bytes)
  if (kind === undefined) throw new InferenceError('unsupported-type')
  if (kind === 'dicom') return glanceAtDicom(bytes)
  const { width, height } = await rasterHeader(bytes)
  return { kind, width, height, context: {} }
}

/**
 * Decodes an image of any kind that is read here.
 *
 * @throws InferenceError `unreadable-image`, `no-pixels`, `unsupported-encoding`, `too-large`, `not-finite`
 */
export const decode = (kind: Kind, bytes: Uint8Array): Promise<Picture> =>
  kind === 'dicom' ? decodeDicom(bytes) : decodeRaster(bytes)
