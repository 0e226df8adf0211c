import {
  type BehindPixels,
  type BulkValue,
  type DicomJson,
  type Inspection,
  PixelItems,
  readBehindPixels,
  withElements,
} from '@firstread/dicom'
import type { ObjectStore, StoredObject } from '../../platform/objects/index.ts'
import { checked } from './dicom.ts'

/** Holds what usually stands behind pixels. */
const firstWindow = 64 * 1024
/** A sequence that is longer stays in the file, and the metadata name its bytes. */
const largestWindow = 16 * 1024 * 1024

/**
 * The header with the elements behind the pixels, which metadata list too (PS3.18 10.4.1.1.4): read back from the store,
 * window by window, so that neither pixels nor long values are held.
 *
 * @param pixelsEnd  of encapsulated pixels, when it was seen while the file went by
 * @throws Problem  file-limits
 */
export async function withBehind(
  objects: ObjectStore,
  stored: StoredObject,
  found: Inspection,
  pixelsEnd: number | undefined,
): Promise<Inspection> {
  const { behindPixels, pixelDataOffset } = found
  if (behindPixels === undefined || pixelDataOffset === undefined) return found
  const from =
    behindPixels === 'unknown' ? (pixelsEnd ?? (await endIn(objects, stored, pixelDataOffset))) : behindPixels
  const [elements, bulk]: [DicomJson, BulkValue[]] = [{}, []]
  let place: Place | undefined = from === undefined ? undefined : { at: from, size: firstWindow }
  while (place !== undefined && place.at + 8 <= stored.sizeBytes) {
    const read = await readAt(objects, stored, found, place)
    Object.assign(elements, read.elements)
    bulk.push(...read.bulk)
    place = nextPlace(place, read)
  }
  return withElements(found, { elements, bulk })
}

type Place = { at: number; size: number; lastTag?: number; count?: number }

async function readAt(objects: ObjectStore, stored: StoredObject, found: Inspection, { at, size, ...before }: Place) {
  const bytes = await windowOf(objects, stored, at, size)
  const window = { bytes, at, total: stored.sizeBytes, isLargest: size >= largestWindow, ...before }
  return checked(() => readBehindPixels(found, window))
}

/** Behind what was read; from the same place with a larger window where not one element was whole. */
function nextPlace({ at, size, ...before }: Place, { next, lastTag, count }: BehindPixels): Place | undefined {
  if (next === at) return size >= largestWindow ? undefined : { at, size: size * 4, ...before }
  return next === undefined ? undefined : { at: next, size: firstWindow, lastTag, count }
}

const windowOf = async (objects: ObjectStore, { objectId, sizeBytes }: StoredObject, start: number, size: number) =>
  Buffer.concat(await Array.fromAsync(objects.chunks(objectId, { start, end: Math.min(sizeBytes, start + size) })))

/** For a header that was too long to be known while the file went by. */
async function endIn(objects: ObjectStore, { objectId, sizeBytes }: StoredObject, start: number) {
  const items = new PixelItems(0)
  for await (const piece of objects.chunks(objectId, { start, end: sizeBytes })) {
    items.push(piece)
    if (items.end !== undefined) return items.end + start
  }
  return undefined
}
