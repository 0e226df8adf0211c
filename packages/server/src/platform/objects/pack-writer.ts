import { randomBytes } from 'node:crypto'
import { closeSync, fdatasync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Keys } from '../keys.ts'
import { translate } from './errors.ts'
import type { Placed } from './index.ts'
import { entryBytes, packHead, packHeadBytes, sealEntry } from './pack-format.ts'
import { largestPack } from './packed-id.ts'
import { release } from './release.ts'
import { writeAll } from './writing.ts'

const flushData = promisify(fdatasync)

/** A pack that is full or an hour old is closed; none is opened again, by anybody. */
const fullPack = Math.min(64 * 1024 * 1024, largestPack)
const oldPackMs = 60 * 60 * 1000
/** Bytes that may wait for a flush; whoever comes then waits with the body on the wire. */
const mostWaiting = 16 * 1024 * 1024
/** Up to so much goes into the page cache at once; more is handed to the thread pool. */
const writtenNow = 2 * 1024 * 1024

type Small = { pieces: readonly Uint8Array[]; size: number; sha256: Buffer }
type Waiting = Small & { done(placed: Placed): void; fail(error: unknown): void }
type Entry = { objectId: string; offset: number; isRemoved: boolean }
type Pack = { number: string; fd: number; end: number; begunAt: number; entries: Entry[] }

export type PackWriterOptions = {
  keys: Keys
  pathOf(pack: string): string
  /** Makes the pack's name durable. */
  flushFolder(pack: string): Promise<void>
}

/**
 * Appends small objects to a pack. Whatever waits while a flush is on its way is written together and shares the next
 * one: fifty instances of a body cost one flush, and one instance alone costs no more than a file of its own.
 */
export class PackWriter {
  readonly #options: PackWriterOptions
  #waiting: Waiting[] = []
  #waitingBytes = 0
  #isWorking = false
  #drained = Promise.withResolvers<void>()
  #pack: Pack | undefined

  constructor(options: PackWriterOptions) {
    this.#options = options
  }

  /** Resolves when it is written, and says when it is durable. @throws ObjectError  no-room */
  async place(small: Small): Promise<Placed> {
    while (this.#waitingBytes > mostWaiting) await this.#drained.promise
    return new Promise((done, fail) => {
      this.#waiting.push({ ...small, done, fail })
      this.#waitingBytes += small.size
      if (!this.#isWorking) void this.#work()
    })
  }

  /**
   * Takes the end of the pack back, when the object is that. By its id: the place may be another's by now.
   *
   * @returns false when it is not at the end of our own pack
   */
  takeBack(objectId: string): boolean {
    const own = this.#pack
    const entry = own?.entries.findLast((one) => one.objectId === objectId)
    if (!own || !entry) return false
    entry.isRemoved = true
    if (own.entries.at(-1) !== entry) return false
    while (own.entries.at(-1)?.isRemoved) own.end = own.entries.pop()?.offset ?? own.end
    ftruncateSync(own.fd, own.end)
    return true
  }

  close(): void {
    if (this.#pack) closeSync(this.#pack.fd)
    this.#pack = undefined
  }

  async #work(): Promise<void> {
    this.#isWorking = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, 500)
      await this.#flush(batch).catch((error) => this.#giveUp(batch, error))
      this.#waitingBytes -= batch.reduce((sum, { size }) => sum + size, 0)
      this.#drained.resolve()
      this.#drained = Promise.withResolvers()
    }
    this.#isWorking = false
  }

  async #flush(batch: readonly Waiting[]): Promise<void> {
    const pack = await this.#openPack(batch.reduce((sum, { size }) => sum + entryBytes(size), 0))
    const now = Date.now()
    const start = pack.end
    const sealed = batch.map(({ pieces, size }) => {
      const place = { pack: pack.number, offset: pack.end, length: entryBytes(size) }
      const entry = sealEntry(this.#options.keys, place, pieces, now)
      pack.entries.push({ objectId: entry.objectId, offset: place.offset, isRemoved: false })
      pack.end += place.length
      return entry
    })
    await writeAll(
      pack.fd,
      sealed.flatMap(({ buffers }) => buffers),
      start,
      pack.end - start <= writtenNow,
    )
    for (const { buffers } of sealed) for (const bytes of buffers) release(bytes)
    const flushed = flushData(pack.fd)
    const durable = flushed.catch((error) => {
      throw translate(error)
    })
    durable.catch(() => undefined) // met by whoever waits for it
    batch.forEach(({ done, sha256, size }, i) => {
      const { objectId = '', keyId = '' } = sealed[i] ?? {}
      done({ object: { objectId, sha256, sizeBytes: size, keyId }, durable })
    })
    await flushed
  }

  /** What failed once is not written to again: after a failed flush nobody knows what is on the disk. */
  #giveUp(batch: readonly Waiting[], error: unknown): void {
    try {
      this.close()
    } catch {
      // The file is gone for us either way.
    }
    this.#pack = undefined
    for (const { fail } of batch) fail(translate(error))
  }

  async #openPack(needed: number): Promise<Pack> {
    const pack = this.#pack
    const isOpen = pack && pack.end + needed <= fullPack && pack.begunAt > Date.now() - oldPackMs
    if (pack && (isOpen || (pack.end === packHeadBytes && pack.begunAt > Date.now() - oldPackMs))) return pack
    this.close()
    const number = randomBytes(6).toString('hex')
    const begunAt = Date.now()
    const fd = openSync(this.#options.pathOf(number), 'wx', 0o600)
    this.#pack = { number, fd, end: packHeadBytes, begunAt, entries: [] }
    writeSync(fd, packHead(begunAt))
    await flushData(fd)
    await this.#options.flushFolder(number)
    return this.#pack
  }
}
