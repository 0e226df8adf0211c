import type { Readable } from 'node:stream'

/** What is known of a stored object: everything but `keyId` is of the plain bytes. */
export type StoredObject = { objectId: string; sha256: Buffer; sizeBytes: number; keyId: string }

/** Where images lie, encrypted. `put` answers only after fsync, rename and fsync of the folder. */
export type ObjectStore = {
  put(source: AsyncIterable<Uint8Array>, options?: { maxBytes?: number }): Promise<StoredObject>
  /** Plain bytes from `start` to `end` (exclusive); authenticated chunk by chunk. */
  read(objectId: string, range?: { start: number; end: number }): Readable
  readAll(objectId: string): Promise<Buffer>
  remove(objectId: string): Promise<void>
  /** Free space as a share of the disk, 0 to 1. */
  room(): Promise<number>
}
