import { Problem } from '@firstread/contract'

/** One part of a multipart body. Its bytes come once, and before those of the next part. */
export type Part = { type: string | undefined; location: string | undefined; bytes: AsyncIterable<Buffer> }

/** Bytes of the headers of one part, and of a preamble. */
const longestHead = 16 * 1024
const blankLine = Buffer.from('\r\n\r\n')
const empty: Buffer = Buffer.alloc(0)

const malformed = (detail: string) => new Problem('malformed-body', detail)
const headerOf = (headers: string, name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(headers)?.[1]?.trim()

/**
 * The parts of a multipart body, RFC 2046 5.1, as they arrive. The boundary is searched in each piece and over the seam to
 * the one before; pieces are never joined, so that a film passes through without being copied.
 *
 * A part's bytes may be read while the next part is already asked for; who stops reading loses the rest of that part only.
 *
 * @throws Problem  malformed-body: no boundary, broken headers, or an end inside a part
 */
export class Multipart {
  readonly #source: AsyncIterator<Buffer>
  readonly #delimiter: Buffer
  /** What was received and not yet given away. A body begins as if a line had ended before it. */
  #rest: Buffer = Buffer.from('\r\n')
  #isInPart = false

  constructor(body: AsyncIterable<Buffer>, boundary: string) {
    this.#source = body[Symbol.asyncIterator]()
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1')
  }

  async *parts(): AsyncGenerator<Part> {
    await this.#skipPreamble()
    while (!(await this.#isEnd())) {
      const headers = await this.#readHeaders()
      const passed = Promise.withResolvers<void>()
      this.#isInPart = true
      const [type, location] = [headerOf(headers, 'content-type'), headerOf(headers, 'content-location')]
      yield { type, location, bytes: this.#bytes(passed) }
      // Somebody reads the part meanwhile; what nobody reads is passed over.
      await passed.promise
      while (this.#isInPart) this.#pieceHere() ?? (await this.#acrossSeam())
    }
    while (await this.#more()) this.#rest = empty // the epilogue says nothing
  }

  async *#bytes(passed: PromiseWithResolvers<void>): AsyncGenerator<Buffer> {
    try {
      while (this.#isInPart) {
        // Most pieces of a film are here as a whole; a promise for each would be one too many.
        const piece = this.#pieceHere() ?? (await this.#acrossSeam())
        if (piece.length > 0) yield piece
      }
    } finally {
      passed.resolve()
    }
  }

  /** The next bytes of the part, when they are here; its end is passed with them. */
  #pieceHere(): Buffer | undefined {
    const at = this.#rest.indexOf(this.#delimiter)
    if (at >= 0) {
      this.#isInPart = false
      return this.#take(at, this.#delimiter.length)
    }
    const seam = this.#seam()
    // All that is left could be the beginning of the delimiter.
    return seam > 0 ? this.#take(seam) : undefined
  }

  async #acrossSeam(): Promise<Buffer> {
    const kept = this.#rest
    if (!(await this.#more())) throw malformed('The body ends inside a part')
    if (kept.length === 0) return empty
    const edge = Buffer.concat([kept, this.#rest.subarray(0, this.#delimiter.length)])
    const at = edge.indexOf(this.#delimiter)
    if (at >= 0 && at < kept.length) {
      this.#isInPart = false
      this.#rest = this.#rest.subarray(at + this.#delimiter.length - kept.length)
      return kept.subarray(0, at)
    }
    if (edge.length > kept.length + this.#delimiter.length - 1) return kept
    // Pieces of a few bytes: not enough to tell yet.
    this.#rest = edge
    const sure = this.#seam()
    return sure > 0 ? this.#take(sure) : empty
  }

  /** How many bytes of the rest cannot belong to a delimiter that goes on behind them. */
  #seam(): number {
    const from = Math.max(0, this.#rest.length - this.#delimiter.length + 1)
    for (let at = this.#rest.indexOf(13, from); at >= 0; at = this.#rest.indexOf(13, at + 1)) {
      const length = this.#rest.length - at
      if (this.#rest.subarray(at).equals(this.#delimiter.subarray(0, length))) return at
    }
    return this.#rest.length
  }

  #take(length: number, skip = 0): Buffer {
    const piece = this.#rest.subarray(0, length)
    this.#rest = this.#rest.subarray(length + skip)
    return piece
  }

  /** Replaces the rest by the next piece of the body. @returns false at its end */
  async #more(): Promise<boolean> {
    const next = await this.#source.next()
    if (!next.done) this.#rest = next.value
    return !next.done
  }

  /** Small things, that stand between parts, are joined. @throws Problem  malformed-body at the end of the body */
  async #append(): Promise<void> {
    const before = this.#rest
    if (before.length > longestHead || !(await this.#more())) throw malformed('The parts cannot be told apart')
    this.#rest = Buffer.concat([before, this.#rest])
  }

  async #skipPreamble(): Promise<void> {
    for (;;) {
      const at = this.#rest.indexOf(this.#delimiter)
      if (at >= 0) return void this.#take(at, this.#delimiter.length)
      await this.#append()
    }
  }

  /** Behind a delimiter: two hyphens end the body, blanks and a line end begin a part. */
  async #isEnd(): Promise<boolean> {
    for (;;) {
      const found = /^(--|[ \t]*\r\n)/.exec(this.#rest.toString('latin1', 0, 200))
      if (found?.[1] === '--') return true
      if (found) {
        this.#take(0, found[0].length - 2) // the line end stays: headers may be absent
        return false
      }
      if (this.#rest.length >= 200) throw malformed('A boundary is followed by something else')
      await this.#append()
    }
  }

  async #readHeaders(): Promise<string> {
    for (;;) {
      const at = this.#rest.indexOf(blankLine)
      if (at >= 0 && at <= longestHead) return this.#take(at, blankLine.length).toString('latin1')
      await this.#append()
    }
  }
}
