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
import { release } from '../../platform/objects/release.ts'
import { checked } from './dicom.ts'

/** Holds what usually stands behind pixels. */
const firstWindow = 64 * 1024
/** The store encrypts so much at a time. */
const stride = 1024 * 1024
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
  const windows = new Windows(objects, stored)
  try {
    while (place !== undefined && place.at + 8 <= stored.sizeBytes) {
      const read: BehindPixels = await readAt(windows, stored.sizeBytes, found, place)
      Object.assign(elements, read.elements)
      bulk.push(...read.bulk)
      place = nextPlace(place, read)
    }
  } finally {
    windows.close()
  }
  return withElements(found, { elements, bulk })
}

type Place = { at: number; size: number; lastTag?: number; count?: number }

async function readAt(windows: Windows, total: number, found: Inspection, { at, size, ...before }: Place) {
  const bytes = await windows.at(at, size)
  const window = { bytes, at, total, isLargest: size >= largestWindow, ...before }
  return checked(() => readBehindPixels(found, window))
}

/** Behind what was read; from the same place with a larger window where not one element was whole. */
function nextPlace({ at, size, ...before }: Place, { next, lastTag, count }: BehindPixels): Place | undefined {
  if (next === at) return size >= largestWindow ? undefined : { at, size: size * 4, ...before }
  return next === undefined ? undefined : { at: next, size: firstWindow, lastTag, count }
}

/** Parts of a stored file, of which one is held: whoever goes on from there decrypts no chunk of the store many times over. */
class Windows {
  readonly #objects: ObjectStore
  readonly #stored: StoredObject
  #held: Buffer<ArrayBufferLike> = Buffer.alloc(0)
  #at = 0

  constructor(objects: ObjectStore, stored: StoredObject) {
    this.#objects = objects
    this.#stored = stored
  }

  /** Valid until the next one is asked for. */
  async at(start: number, size: number): Promise<Buffer> {
    const end = Math.min(this.#stored.sizeBytes, start + size)
    if (start < this.#at || end > this.#at + this.#held.length) await this.#read(start, end)
    return this.#held.subarray(start - this.#at, end - this.#at)
  }

  /** Memory outside the heap is given back at once: the garbage collector comes too late for it. */
  close(): void {
    release(this.#held)
    this.#held = Buffer.alloc(0)
  }

  async #read(start: number, end: number): Promise<void> {
    this.close()
    this.#at = start - (start % stride)
    const range = { start: this.#at, end: Math.min(this.#stored.sizeBytes, Math.max(end, this.#at + stride)) }
    const pieces = await Array.fromAsync(this.#objects.chunks(this.#stored.objectId, range))
    this.#held = Buffer.concat(pieces)
    for (const piece of pieces) release(piece)
  }
}

/** For a header that was too long to be known while the file went by. */
async function endIn(objects: ObjectStore, { objectId, sizeBytes }: StoredObject, start: number) {
  const items = new PixelItems(0)
  for await (const piece of objects.chunks(objectId, { start, end: sizeBytes })) {
    items.push(piece)
    if (items.end !== undefined) return items.end + start
  }
  return undefined
}
