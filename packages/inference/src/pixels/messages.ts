import type { Trouble } from '../reader/messages.ts'
import type { RenderOptions } from '../reading.ts'

/** What to do with the bytes that follow. */
export type PixelWork =
  | { do: 'render'; options: RenderOptions }
  /** native bytes, or code streams, of the given frames */
  | { do: 'frames'; frames: number[]; transferSyntaxUid: string }
  /** the whole file in another transfer syntax */
  | { do: 'transcode'; transferSyntaxUid: string }
  /** one value of the data set in little endian, by tags and item numbers: `00081140/0/00420011` */
  | { do: 'bulk'; path: string }

/**
 * How the bytes are cut. Of a whole file there is one segment; in parts there is the header, then each wanted frame.
 */
export type PixelRequest = PixelWork & {
  id: number
  segments: number[]
  /** length of the file that the header was cut from; undefined when the file is whole */
  totalBytes: number | undefined
}

export type FromPixels =
  | { type: 'ready'; networkRemoved: boolean }
  | { type: 'done'; id: number; segments: number[] }
  | { type: 'failed'; id: number; trouble: Trouble }

/** The pipe that the bytes take, beside the channel of the messages. A channel would copy a film four times. */
export const BYTES_FD = 4
