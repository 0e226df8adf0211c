import { createHash } from 'node:crypto'
import { close, fsync, open, rename, rm } from 'node:fs'
import { promisify } from 'node:util'
import { fullChunk, type ObjectKey, sealChunk } from './format.ts'
import { release } from './release.ts'
import { writeAll } from './writing.ts'

const flush = promisify(fsync)
const closeLater = promisify(close)
const openLater = promisify(open)
const renameLater = promisify(rename)
const remove = promisify(rm)

/** What a writer needs to begin: where, and under which key. */
export type WriterOptions = { path: string; header: Buffer; key: ObjectKey }
export type Written = { sha256: Buffer; sizeBytes: number }

/**
 * One object on its way to a file of its own: hashed, encrypted and written as it comes, never held as a whole. One chunk
 * is kept back, because only its successor tells that it was not the last.
 */
export class ObjectWriter {
  readonly #hash = createHash('sha256')
  readonly #options: WriterOptions
  #pieces: Uint8Array[] = []
  /** What lies whole in the chunk that is kept back, or before it: free as soon as that is sealed. */
  #spent: Uint8Array[] = []
  #held = 0
  #size = 0
  #index = 0
  #position = 0
  #fd: number | undefined
  #name: string | undefined

  constructor(options: WriterOptions) {
    this.#options = options
  }

  /** The bytes are the writer's from then on, and gone when they are sealed. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#size += bytes.length
    this.#hash.update(bytes)
    for (let at = 0; at < bytes.length; ) {
      if (this.#held === fullChunk) await this.#pass(false)
      const piece = bytes.subarray(at, at + fullChunk - this.#held)
      this.#pieces.push(piece)
      this.#held += piece.length
      at += piece.length
    }
    this.#spent.push(bytes)
  }

  /** Writes the last chunk and gives the file its name, so that it can be read. It is not durable yet. */
  async finish(name: string): Promise<Written> {
    await this.#pass(true)
    await renameLater(this.#options.path, name)
    this.#name = name
    return { sha256: this.#hash.digest(), sizeBytes: this.#size }
  }

  /** Makes the file durable; its name is made so by whoever flushes the folder. */
  async flush(): Promise<void> {
    const fd = this.#fd
    if (fd === undefined) throw new Error('nothing was written')
    await flush(fd)
    this.#fd = undefined
    await closeLater(fd)
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    if (this.#fd !== undefined) await closeLater(this.#fd).catch(() => undefined)
    this.#fd = undefined
    await remove(this.#name ?? this.#options.path, { force: true })
  }

  async #pass(isLast: boolean): Promise<number> {
    const { path, header, key } = this.#options
    this.#fd ??= await openLater(path, 'wx', 0o600)
    const sealed = sealChunk(key, this.#index, isLast, this.#pieces)
    const buffers = this.#index === 0 ? [header, ...sealed] : sealed
    for (const bytes of this.#spent.splice(0)) release(bytes)
    this.#pieces = []
    this.#held = 0
    this.#index += 1
    const position = this.#position
    this.#position += buffers.reduce((sum, { length }) => sum + length, 0)
    await writeAll(this.#fd, buffers, position, false)
    for (const bytes of sealed) release(bytes)
    return this.#fd
  }
}
