import type { Readable } from 'node:stream'

export { ObjectError, type ObjectTrouble } from './errors.ts'

/** What is known of a stored object: everything but `keyId` is of the plain bytes. */
export type StoredObject = { objectId: string; sha256: Buffer; sizeBytes: number; keyId: string }

export type PutOptions = { maxBytes?: number; isOwned?: boolean }

/** An object with its place. `durable` resolves once it would survive a crash, and fails as `put` does. */
export type Placed = { object: StoredObject; durable: Promise<void> }

/**
 * Where images lie, encrypted. `put` answers only what is durable: a file of its own after fsync, rename and fsync of the
 * folder; an object in a pack after the flush of the pack, whose own name was made durable before.
 */
export type ObjectStore = {
  /**
   * With `isOwned` the pieces of the source belong to the store from then on: it may move them to another thread, and who
   * kept one finds it empty.
   *
   * @throws ObjectError  too-large, no-room; whatever `source` throws. Nothing is left behind then.
   */
  put(source: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<StoredObject>
  /**
   * The same, answered as soon as the object has its place. Whoever asks has something to do while it is flushed, and
   * tells nobody that it is stored before `durable` says so.
   *
   * @throws ObjectError  as `put`
   */
  place(source: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<Placed>
  /**
   * Plain bytes from `start` to `end` (exclusive); authenticated chunk by chunk, so that no wrong byte leaves. The stream
   * ends with an ObjectError (missing, damaged).
   */
  read(objectId: string, range?: { start: number; end: number }): Readable
  /** The same as they are decrypted, without a stream between. Each chunk is the reader's own: nobody else holds it. */
  chunks(objectId: string, range?: { start: number; end: number }): AsyncIterable<Uint8Array>
  /** @throws ObjectError  missing, damaged */
  readAll(objectId: string): Promise<Buffer>
  /** Absent objects are no error: removing is repeated after a crash. */
  remove(objectId: string): Promise<void>
  /** Every object with the time it was written, in no order: what the sweep of orphans walks. */
  list(): AsyncIterable<{ objectId: string; writtenAt: Date }>
  /** Free space as a share of the disk, 0 to 1. */
  room(): Promise<number>
  close(): void
}
