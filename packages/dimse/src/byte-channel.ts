import { StatusError } from './errors.ts'
import { statuses } from './statuses.ts'

/** Smaller pieces are joined, so that a peer that sends byte by byte does not cost a hundred times what it sends. */
const SMALL = 1024
const JOINED = 16 * 1024

/**
 * A data set on its way from the network to one reader. Whoever pushes waits while more than `bufferedBytes` are held,
 * so the peer does. Once the reader has gone, the rest is thrown away.
 */
export class ByteChannel implements AsyncIterable<Buffer> {
  readonly #most: number
  readonly #buffered: number
  #pieces: Buffer[] = []
  #held = 0
  #total = 0
  #small: Buffer | undefined
  #smallLength = 0
  #error: Error | undefined
  #isOver = false
  #isDiscarding = false
  #readable: PromiseWithResolvers<void> | undefined
  #writable: PromiseWithResolvers<void> | undefined
  readonly #over = Promise.withResolvers<void>()

  constructor({ dataSetBytes, bufferedBytes }: { dataSetBytes: number; bufferedBytes: number }) {
    this.#most = dataSetBytes
    this.#buffered = bufferedBytes
  }

  /** Settles when all has come, or will never come: an answer to a message waits for that. */
  get over(): Promise<void> {
    return this.#over.promise
  }

  /** @returns what to wait for when the reader is behind */
  push(bytes: Buffer): Promise<void> | undefined {
    this.#total += bytes.length
    if (this.#total > this.#most && !this.#error) {
      this.#error = new StatusError(statuses.outOfResources, 'Data set too large')
      this.discard()
    }
    if (this.#isDiscarding) return undefined
    if (bytes.length < SMALL) this.#joinSmall(bytes)
    else this.#pass(bytes)
    if (this.#held <= this.#buffered) return undefined
    this.#writable ??= Promise.withResolvers()
    return this.#writable.promise
  }

  end(): void {
    this.#flushSmall()
    this.#finish()
  }

  fail(error: Error): void {
    if (this.#isOver) return
    this.#error ??= error
    this.#finish()
  }

  discard(): void {
    this.#isDiscarding = true
    this.#pieces = []
    this.#small = undefined
    this.#smallLength = 0
    this.#wakeWriter()
    this.#readable?.resolve()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        const piece = this.#pieces.shift()
        if (piece) {
          this.#held -= piece.length
          if (this.#held <= this.#buffered) this.#wakeWriter()
          yield piece
        } else if (this.#error) throw this.#error
        else if (this.#isOver || this.#isDiscarding) return
        else await this.#more()
      }
    } finally {
      this.discard()
    }
  }

  async #more(): Promise<void> {
    this.#readable = Promise.withResolvers()
    await this.#readable.promise
    this.#readable = undefined
  }

  #pass(bytes: Buffer): void {
    this.#flushSmall()
    this.#pieces.push(bytes)
    this.#held += bytes.length
    this.#readable?.resolve()
  }

  #joinSmall(bytes: Buffer): void {
    if (this.#smallLength + bytes.length > JOINED) this.#flushSmall()
    this.#small ??= Buffer.allocUnsafe(JOINED)
    this.#smallLength += bytes.copy(this.#small, this.#smallLength)
  }

  #flushSmall(): void {
    if (!this.#small || this.#smallLength === 0) return
    this.#pieces.push(this.#small.subarray(0, this.#smallLength))
    this.#held += this.#smallLength
    this.#small = undefined
    this.#smallLength = 0
    this.#readable?.resolve()
  }

  #finish(): void {
    this.#isOver = true
    this.#readable?.resolve()
    this.#wakeWriter()
    this.#over.resolve()
  }

  #wakeWriter(): void {
    this.#writable?.resolve()
    this.#writable = undefined
  }
}
