import type { LevelStream } from '@firstread/dicom'
import { GreyJpeg } from '../grey-jpeg.ts'
import type { RenderOptions } from '../reading.ts'
import { isPlainJpeg, openFrame, pictureOf } from '../render.ts'
import type { PixelRequest } from './messages.ts'

/**
 * A grey frame that becomes a picture while its bytes still come: a film is windowed and encoded by the time that it is here,
 * and its sixteen bits lie nowhere as a whole.
 */
export class FramePicture {
  readonly #frame: LevelStream
  readonly #options: RenderOptions
  readonly #jpeg: GreyJpeg | undefined

  private constructor(frame: LevelStream, options: RenderOptions) {
    this.#frame = frame
    this.#options = options
    this.#jpeg = isPlainJpeg(options) ? new GreyJpeg(frame, options.quality) : undefined
  }

  /** @returns undefined where the request has to wait for all of its bytes, and where something is wrong with it: it fails there */
  static open(request: PixelRequest, head: Uint8Array): FramePicture | undefined {
    const [, length = 0, ...more] = request.segments
    if (request.do !== 'render' || request.totalBytes === undefined || more.length > 0) return undefined
    const frame = frameOf(head, request.totalBytes, request.options)
    return frame && frame.length <= length ? new FramePicture(frame, request.options) : undefined
  }

  take(bytes: Uint8Array): void {
    this.#frame.take(bytes)
    this.#jpeg?.encodeUpTo(this.#frame.known)
  }

  async finish(): Promise<Uint8Array> {
    if (this.#jpeg) return this.#jpeg.finish()
    return (await pictureOf({ ...this.#frame, channels: 1 }, this.#options)).bytes
  }
}

function frameOf(head: Uint8Array, totalBytes: number, options: RenderOptions): LevelStream | undefined {
  try {
    return openFrame(head, totalBytes, options)
  } catch {
    return undefined // said when the request is done in the other way
  }
}
