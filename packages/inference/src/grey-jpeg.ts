import sharp from 'sharp'
import { unreadable } from './image/raster.ts'
import { headOf, join, scanOf } from './jpeg-scans.ts'

export const JPEG_QUALITY = 90
/** One pass with the tables of the standard: 16 % more bytes in 40 % of the time. */
export const jpegOptions = (quality = JPEG_QUALITY) => ({ quality, optimiseCoding: false })

const BLOCK = 8
/** Pixels of a strip: enough for its encoder to be worth its start, few enough for a film to keep two cores busy. */
const STRIP = 1024 * 1024

/**
 * A grey JPEG that is encoded in strips, while the rest of the picture is still on its way and on as many cores as are free.
 * The strips are scans between restart markers (ITU T.81 E.1.4): the blocks, and so the picture, are those of a JPEG made at once.
 */
export class GreyJpeg {
  readonly #width: number
  readonly #height: number
  readonly #levels: Uint8Array
  readonly #quality: number | undefined
  readonly #rows: number
  readonly #strips: Promise<Buffer>[] = []

  /** @param levels  row-major; may be filled after this, but not changed any more once it was said that it is known */
  constructor({ width, height, levels }: { width: number; height: number; levels: Uint8Array }, quality?: number) {
    this.#width = width
    this.#height = height
    this.#levels = levels
    this.#quality = quality
    this.#rows = Math.max(1, Math.floor(STRIP / width / BLOCK)) * BLOCK
  }

  /** So many levels are there; whole strips of them are begun. */
  encodeUpTo(known: number): void {
    for (;;) {
      const top = this.#strips.length * this.#rows
      const bottom = Math.min(this.#height, top + this.#rows)
      if (top >= this.#height || bottom * this.#width > known) return
      const strip = this.#encode(this.#levels.subarray(top * this.#width, bottom * this.#width), bottom - top)
      strip.catch(() => undefined) // met when the picture is finished
      this.#strips.push(strip)
    }
  }

  /** @throws InferenceError  unreadable-image, when a side is more than a JPEG can have */
  async finish(): Promise<Buffer> {
    this.encodeUpTo(this.#levels.length)
    const [first, ...others] = await Promise.all(this.#strips).catch(unreadable)
    if (first === undefined || others.length === 0) return first ?? unreadable('no rows')
    const blocks = (Math.ceil(this.#width / BLOCK) * this.#rows) / BLOCK
    return join(headOf(first, this.#height, blocks), [first, ...others].map(scanOf))
  }

  #encode(levels: Uint8Array, height: number): Promise<Buffer> {
    return sharp(levels, { raw: { width: this.#width, height, channels: 1 } })
      .toColourspace('b-w')
      .jpeg(jpegOptions(this.#quality))
      .toBuffer()
  }
}
