import { Problem } from '@firstread/contract'
import type { ReceivedBulk, ReceivedPiece } from '@firstread/dicom'
import { ObjectError, type ObjectStore } from '../../platform/objects/index.ts'

/** A value that was laid aside in the store, under no row: what a crash leaves of it is swept. */
export type Laid = ReceivedPiece & { objectId: string }
export type Bulk = ReceivedBulk<Laid>

const MiB = 1024 * 1024
/** Larger values, and what comes when so much is held already, are laid aside. */
const most = { piece: MiB, held: 16 * MiB }
/** Kept of the first piece of a value: a code stream says what it is within that. */
const headBytes = 256 * 1024

/** The bulk data of one body, by address: small ones in memory, others encrypted in the store until their files are made. */
export class Aside {
  readonly #objects: ObjectStore
  readonly #maxBytes: number
  readonly #bulk = new Map<string, { transferSyntaxUid: string | undefined; pieces: (Uint8Array | Laid)[] }>()
  #held = 0
  #total = 0

  /** @param maxBytes  of all bulk data of the body */
  constructor(objects: ObjectStore, maxBytes: number) {
    this.#objects = objects
    this.#maxBytes = maxBytes
  }

  of = (uri: string): Bulk | undefined => this.#bulk.get(uri)

  /** Parts with the same address are the frames of one image, in their order. @throws Problem  too-large, no-room */
  async take(location: string, transferSyntaxUid: string | undefined, bytes: AsyncIterable<Buffer>): Promise<void> {
    const before = this.#bulk.get(location)
    const piece = await this.#lay(this.#counted(bytes), before === undefined)
    if (before) before.pieces.push(piece)
    else this.#bulk.set(location, { transferSyntaxUid, pieces: [piece] })
  }

  /** A piece from its beginning to its end, wherever it is. */
  read(piece: Laid): AsyncIterable<Uint8Array> {
    return this.#objects.chunks(piece.objectId)
  }

  async remove(): Promise<void> {
    const laid = [...this.#bulk.values()].flatMap(({ pieces }) => pieces.filter(isLaid))
    this.#bulk.clear()
    await Promise.all(laid.map(({ objectId }) => this.#objects.remove(objectId)))
  }

  async #lay(bytes: AsyncGenerator<Buffer>, isFirst: boolean): Promise<Uint8Array | Laid> {
    const begun: Buffer[] = []
    let size = 0
    for (let next = await bytes.next(); !next.done; next = await bytes.next()) {
      begun.push(Buffer.from(next.value)) // a copy: the piece moves on
      size += next.value.length
      if (size <= most.piece && this.#held + size <= most.held) continue
      const head = isFirst ? Buffer.from(Buffer.concat(begun).subarray(0, headBytes)) : new Uint8Array()
      return this.#store(chain(begun, bytes), head)
    }
    this.#held += size
    return Buffer.concat(begun)
  }

  async #store(bytes: AsyncIterable<Buffer>, head: Uint8Array): Promise<Laid> {
    try {
      // Nobody is told that this is stored, so nobody waits for its flush.
      const { object, durable } = await this.#objects.place(bytes)
      durable.catch(() => undefined)
      return { length: object.sizeBytes, head, objectId: object.objectId }
    } catch (cause) {
      if (cause instanceof ObjectError && cause.code === 'no-room')
        throw new Problem('no-room', undefined, { retryAfterSeconds: 60, cause })
      throw cause
    }
  }

  async *#counted(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of bytes) {
      this.#total += piece.length
      if (this.#total > this.#maxBytes)
        throw new Problem('too-large', `The bulk data of a body may have ${this.#maxBytes} bytes`)
      yield piece
    }
  }
}

const isLaid = (piece: Uint8Array | Laid): piece is Laid => 'objectId' in piece

async function* chain(begun: readonly Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* begun
  yield* rest
}
