import type { Evidence } from '@firstread/dicom'
import type { Reader } from '@firstread/inference'
import sharp from 'sharp'

/** The long side of an evidence map, see inference/attention.ts: the film is brought to the same grid. */
const longestSide = 1024

/**
 * The film in grey and the map over it, on the map's grid. A stranger's bytes are decoded in the reader's child alone; what is
 * decoded here are the two pictures that it made.
 *
 * @throws InferenceError  as `Reader.render`
 */
export async function evidenceOf(
  reader: Reader,
  film: Uint8Array,
  map: { png: Uint8Array; width: number; height: number },
): Promise<Evidence> {
  const { width, height } = map
  const picture = await reader.render(film, { format: 'png', maxSide: longestSide })
  const grey = sharp(picture.bytes).removeAlpha().resize(width, height, { fit: 'fill' }).toColourspace('b-w').raw()
  const over = sharp(map.png).resize(width, height, { fit: 'fill' }).ensureAlpha().toColourspace('srgb').raw()
  return { width, height, film: await grey.toBuffer(), map: await over.toBuffer() }
}
