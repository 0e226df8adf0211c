import type { ImageLayout } from './image.ts'
import { lookUpAll, sixteen } from './level-table.ts'
import type { Words } from './pixel-values.ts'

export interface GreyLevels {
  readonly width: number
  readonly height: number
  /** 0 (black) to 255 (white), row-major */
  readonly levels: Uint8Array
}

/** Levels of a frame, as far as its bytes have come. */
export class LevelStream implements GreyLevels {
  readonly width: number
  readonly height: number
  readonly levels: Uint8Array
  /** bytes that the frame has */
  readonly length: number
  /** levels that are there */
  known = 0
  readonly #table: Uint8Array
  readonly #isWide: boolean
  /** the first byte of a word whose second has not come */
  #half: number | undefined

  constructor(layout: ImageLayout, table: Uint8Array) {
    this.width = layout.columns
    this.height = layout.rows
    this.length = frameLength(layout)
    this.levels = new Uint8Array(layout.columns * layout.rows)
    this.#table = table
    this.#isWide = layout.bitsAllocated === 16
  }

  /** The next bytes; what comes after the frame is left away. */
  take(bytes: Uint8Array): void {
    if (this.#isWide) this.#takeWide(bytes)
    else this.#show(bytes)
  }

  #takeWide(bytes: Uint8Array): void {
    const rest = this.#half === undefined || bytes.length === 0 ? bytes : this.#complete(bytes)
    if (rest.length % 2 === 1) this.#half = rest[rest.length - 1]
    this.#show(sixteen(rest, rest.length >> 1))
  }

  #complete(bytes: Uint8Array): Uint8Array {
    this.#show(Uint16Array.of((this.#half ?? 0) | ((bytes[0] ?? 0) << 8)))
    this.#half = undefined
    return bytes.subarray(1)
  }

  #show(words: Words): void {
    const shown = words.subarray(0, this.levels.length - this.known)
    lookUpAll(shown, this.#table, this.levels, this.known)
    this.known += shown.length
  }
}

export const frameLength = ({ rows, columns, bitsAllocated }: ImageLayout) => (rows * columns * bitsAllocated) / 8
