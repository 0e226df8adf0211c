import { InferenceError, type StudyReading } from '@firstread/inference'
import type { WorkerApp } from '../platform/app.ts'
import type { Claim } from './claim.ts'
import { folderOf } from './packages.ts'
import type { ImageRow } from './queries.ts'

/** What goes into one reading: a chest X-ray study has one to four images; a longer one is read in part and says so. */
const mostImages = 16
const mostBytes = 512 * 1024 * 1024

const leftOut = {
  code: 'images_left_out',
  explanation: 'The study has more images than are read at once; the first ones were.',
}

/** The images that are read: in display order, as many as the bounds allow, at least one. */
export function withinBounds(images: readonly ImageRow[]): ImageRow[] {
  let bytes = 0
  return images.slice(0, mostImages).filter(({ file_size }, i) => {
    bytes += file_size ?? 0
    return i === 0 || bytes <= mostBytes
  })
}

/**
 * Reads a study's images with the model of its claim, in the reader's child process. Nothing here is in a transaction.
 *
 * @throws InferenceError  model-hash when the package on disk is not the registered one, and all that `Reader.analyze` throws
 */
export async function readStudy(
  app: WorkerApp,
  { model, images, context }: Extract<Claim['work'], { model: unknown }>,
): Promise<{ reading: StudyReading; confidenceThreshold: number }> {
  const folder = folderOf(app.config.FIRSTREAD_MODELS, model)
  const reader = await app.readers.of(folder)
  if (reader.manifest.sha256 !== model.sha256) {
    await app.readers.forget(folder)
    throw new InferenceError('model-hash', 'the package was replaced')
  }
  const chosen = withinBounds(images)
  const loaded = await Promise.all(
    chosen.map(async ({ image_id, object_id }) => ({
      imageId: image_id,
      bytes: await app.objects.readAll(object_id),
    })),
  )
  const reading = await reader.analyze({ images: loaded, context })
  const flags = chosen.length < images.length ? [...reading.flags, leftOut] : reading.flags
  return { reading: { ...reading, flags }, confidenceThreshold: reader.manifest.thresholds.pneumonia.value }
}
