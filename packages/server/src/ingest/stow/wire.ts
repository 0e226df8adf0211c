import type { Readable } from 'node:stream'

/** Held here at most before the sender is made to wait: bytes. */
const mostHeld = 256 * 1024

/**
 * The pieces of a body as they come off the wire. A stream's own iterator asks for each by an event and two promises; these
 * wait in a list, and whoever asks takes what is there. Leaving early takes nothing off the wire and closes nothing: the
 * connection is needed for the answer.
 */
export class Wire implements AsyncIterableIterator<Buffer> {
  readonly #body: Readable
  readonly #pieces: Buffer[] = []
  #held = 0
  #isOver = false
  #error: Error | undefined
  #asked: PromiseWithResolvers<void> | undefined
  readonly #listeners = {
    data: (piece: Buffer) => this.#take(piece),
    end: () => this.#end(),
    error: (error: Error) => this.#end(error),
    // A body that ends because its connection did is not a shorter body.
    close: () => this.#end(new Error('the connection closed')),
  }

  constructor(body: Readable) {
    this.#body = body
    for (const [event, listener] of Object.entries(this.#listeners)) body.on(event, listener)
    if (body.readableEnded) this.#end()
    else if (body.destroyed) this.#end(body.errored ?? new Error('the connection closed'))
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** @throws whatever ended the body too early, once everything that came before it was taken */
  async next(): Promise<IteratorResult<Buffer>> {
    while (this.#pieces.length === 0 && !this.#isOver) {
      this.#asked ??= Promise.withResolvers()
      await this.#asked.promise
    }
    const piece = this.#pieces.shift()
    if (piece) {
      this.#held -= piece.length
      if (this.#held <= mostHeld && this.#body.isPaused()) this.#body.resume()
      return { done: false, value: piece }
    }
    if (this.#error) throw this.#error
    return { done: true, value: undefined }
  }

  /** What comes from now on is nobody's. */
  async return(): Promise<IteratorResult<Buffer>> {
    for (const [event, listener] of Object.entries(this.#listeners)) this.#body.off(event, listener)
    this.#body.on('error', () => undefined) // met by nobody any more
    this.#pieces.length = 0
    this.#isOver = true
    return { done: true, value: undefined }
  }

  #take(piece: Buffer): void {
    this.#pieces.push(piece)
    this.#held += piece.length
    if (this.#held > mostHeld) this.#body.pause()
    this.#wake()
  }

  #end(error?: Error): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#error = error
    this.#wake()
  }

  #wake(): void {
    this.#asked?.resolve()
    this.#asked = undefined
  }
}
