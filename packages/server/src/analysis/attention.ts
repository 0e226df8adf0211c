import type { StudyReading } from '@firstread/inference'
import type { ObjectStore, StoredObject } from '../platform/objects/index.ts'

/** The evidence maps of a reading, stored; rows for them are written with the result. */
export type KeptMaps = {
  maps: { imageId: string; objectId: string; width: number; height: number }[]
  objects: StoredObject[]
}

async function* once(bytes: Uint8Array) {
  yield bytes
}

export async function storeMaps(objects: ObjectStore, { images }: StudyReading): Promise<KeptMaps> {
  const kept: KeptMaps = { maps: [], objects: [] }
  for (const { imageId, attention } of images) {
    if (!attention) continue
    const stored = await objects.put(once(attention.png))
    kept.objects.push(stored)
    kept.maps.push({ imageId, objectId: stored.objectId, width: attention.width, height: attention.height })
  }
  return kept
}

/** The result was not adopted: nothing points at its maps. What a crash leaves here, the hourly sweep finds. */
export async function dropMaps(objects: ObjectStore, kept: KeptMaps): Promise<void> {
  await Promise.all(kept.objects.map(({ objectId }) => objects.remove(objectId)))
}
