import { ITEM, SEQUENCE_END } from './parse-context.ts'

const HEADER = 8

/**
 * Finds the end of encapsulated pixels (PS3.5 A.4) while a file goes by, in the headers of its items alone: nothing is kept
 * but eight bytes.
 */
export class PixelItems {
  readonly #header = new Uint8Array(HEADER)
  #held = 0
  #next: number
  #position = 0
  #end: number | undefined
  #isLost = false

  /** @param from  of the first item, in the file */
  constructor(from: number) {
    this.#next = from
  }

  /** Behind the delimiter of the sequence; undefined while it was not met, or when something else stands where an item should. */
  get end(): number | undefined {
    return this.#end
  }

  /** The file from its beginning, piece by piece. */
  push(piece: Uint8Array): void {
    const until = this.#position + piece.length
    while (this.#end === undefined && !this.#isLost && this.#next + this.#held < until) this.#take(piece)
    this.#position = until
  }

  #take(piece: Uint8Array): void {
    const from = this.#next + this.#held - this.#position
    const part = piece.subarray(from, from + HEADER - this.#held)
    this.#header.set(part, this.#held)
    this.#held += part.length
    if (this.#held === HEADER) this.#read()
  }

  #read(): void {
    const view = new DataView(this.#header.buffer)
    const tag = view.getUint16(0, true) * 0x10000 + view.getUint16(2, true)
    this.#held = 0
    if (tag === SEQUENCE_END) this.#end = this.#next + HEADER
    else if (tag === ITEM) this.#next += HEADER + view.getUint32(4, true)
    else this.#isLost = true
  }
}
