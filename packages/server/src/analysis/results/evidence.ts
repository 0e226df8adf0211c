import type { Evidence } from '@firstread/dicom'
import type { Reader } from '@firstread/inference'
import sharp from 'sharp'

/** The long side of what is written; the map, which is coarse, is brought to the film's grid. */
const longestSide = 1024

/**
 * The film in grey and the map over it, on one grid. A stranger's bytes are decoded in the reader's child alone; what is
 * decoded here are the two pictures that it made.
 *
 * @throws InferenceError  as `Reader.render`
 */
export async function evidenceOf(reader: Reader, film: Uint8Array, map: Uint8Array): Promise<Evidence> {
  const picture = await reader.render(film, { format: 'png', maxSide: longestSide })
  const { width, height } = picture
  const grey = sharp(picture.bytes).removeAlpha().toColourspace('b-w').raw()
  const over = sharp(map).resize(width, height, { fit: 'fill' }).ensureAlpha().toColourspace('srgb').raw()
  return { width, height, film: await grey.toBuffer(), map: await over.toBuffer() }
}
