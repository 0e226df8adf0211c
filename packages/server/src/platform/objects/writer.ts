import { createHash } from 'node:crypto'
import { close, closeSync, fsync, openSync, renameSync, rm, writev, writevSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Keys } from '../keys.ts'
import { ObjectError } from './errors.ts'
import { fullChunk, newHeader, type ObjectKey, sealChunk } from './format.ts'
import type { StoredObject } from './index.ts'

const flush = promisify(fsync)
const closeLater = promisify(close)
const remove = promisify(rm)
const writeLater = promisify(writev)

/**
 * One object on its way to disk: hashed, encrypted and written as it comes, never held as a whole. One chunk is kept back,
 * because only its successor tells that it was not the last.
 *
 * An object of one chunk is written synchronously into the page cache and flushed on the thread pool: five hops through
 * the pool cost more than the write (shared measurements: twice the rate at 50 KB). Larger ones never block.
 */
export class ObjectWriter {
  readonly #hash = createHash('sha256')
  readonly #key: ObjectKey
  readonly #header: Buffer
  readonly #objectId: string
  readonly #path: string
  #pieces: Uint8Array[] = []
  #held = 0
  #size = 0
  #index = 0
  #fd: number | undefined

  constructor(keys: Keys, objectId: string, path: string) {
    const { header, key } = newHeader(keys, objectId)
    this.#key = key
    this.#header = header
    this.#objectId = objectId
    this.#path = path
  }

  async write(bytes: Uint8Array, maxBytes: number): Promise<void> {
    this.#size += bytes.length
    if (this.#size > maxBytes) throw new ObjectError('too-large')
    this.#hash.update(bytes)
    for (let at = 0; at < bytes.length; ) {
      if (this.#held === fullChunk) await this.#passOn()
      const piece = bytes.subarray(at, at + fullChunk - this.#held)
      this.#pieces.push(piece)
      this.#held += piece.length
      at += piece.length
    }
  }

  /** Writes the last chunk, flushes, and gives the file its name. The folder is flushed by the caller. */
  async finish(name: string): Promise<StoredObject> {
    const isSmall = this.#fd === undefined
    const fd = this.#open()
    const buffers = this.#seal(true)
    if (isSmall) writeAllNow(fd, buffers)
    else await writeAll(fd, buffers)
    await flush(fd)
    this.#fd = undefined
    closeSync(fd)
    renameSync(this.#path, name)
    const { keyId } = this.#key
    return { objectId: this.#objectId, sha256: this.#hash.digest(), sizeBytes: this.#size, keyId }
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    if (this.#fd !== undefined) await closeLater(this.#fd).catch(() => undefined)
    this.#fd = undefined
    await remove(this.#path, { force: true })
  }

  async #passOn(): Promise<void> {
    const fd = this.#open()
    await writeAll(fd, this.#seal(false))
  }

  #open(): number {
    this.#fd ??= openSync(this.#path, 'wx', 0o600)
    return this.#fd
  }

  #seal(isLast: boolean): Buffer[] {
    const sealed = sealChunk(this.#key, this.#index, isLast, this.#pieces)
    const buffers = this.#index === 0 ? [this.#header, ...sealed] : sealed
    this.#pieces = []
    this.#held = 0
    this.#index += 1
    return buffers
  }
}

/** A write may take less than it was given; what is left is written again until all is on its way. */
async function writeAll(fd: number, buffers: Buffer[]): Promise<void> {
  let left = buffers
  while (left.length > 0) left = after(left, (await writeLater(fd, left)).bytesWritten)
}

function writeAllNow(fd: number, buffers: Buffer[]): void {
  let left = buffers
  while (left.length > 0) left = after(left, writevSync(fd, left))
}

function after(buffers: Buffer[], written: number): Buffer[] {
  const total = buffers.reduce((sum, buffer) => sum + buffer.length, 0)
  return written >= total ? [] : [Buffer.concat(buffers).subarray(written)]
}
