import { FramePicture } from './frame-picture.ts'
import type { PixelRequest } from './messages.ts'

/** The bytes of one request, on their way. */
export class Receiving {
  readonly request: PixelRequest
  readonly segments: Uint8Array[] = []
  /** what takes the bytes of the frame instead of a segment */
  picture: FramePicture | undefined
  #at = 0
  #filled = 0

  constructor(request: PixelRequest) {
    this.request = request
    this.#open()
  }

  get isWhole(): boolean {
    return this.#at === this.request.segments.length
  }

  take(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length && !this.isWhole; ) {
      const piece = bytes.subarray(from, from + this.#length - this.#filled)
      const segment = this.segments[this.#at]
      if (segment) segment.set(piece, this.#filled)
      else this.picture?.take(piece)
      this.#filled += piece.length
      from += piece.length
      this.#skipFull()
    }
  }

  get #length(): number {
    return this.request.segments[this.#at] ?? 0
  }

  #skipFull(): void {
    while (!this.isWhole && this.#filled === this.#length) {
      this.#at += 1
      this.#filled = 0
      this.#open()
    }
  }

  /** Memory for the segment that comes next, unless it is a frame that can be shown as it comes. */
  #open(): void {
    const [head] = this.segments
    if (this.#at === 1 && head) this.picture = FramePicture.open(this.request, head)
    if (!this.isWhole && !this.picture) this.segments.push(new Uint8Array(this.#length))
    if (!this.isWhole && this.#length === 0) this.#skipFull()
  }
}
