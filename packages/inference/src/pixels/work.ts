import {
  DicomError,
  decodeFrame,
  decodeFrameBytes,
  encodeFrame,
  type Frame,
  nativeBytesOf,
  parse,
  parseHead,
  refuseTogether,
  transcode,
  valueAt,
} from '@firstread/dicom'
import sharp from 'sharp'
import { InferenceError } from '../errors.ts'
import { translate } from '../image/dicom.ts'
import { render, renderPart } from '../render.ts'
import type { PixelRequest } from './messages.ts'

const JPEG_QUALITY = 90
const native = '1.2.840.10008.1.2.1'

/** Does what is asked with the segments. @throws InferenceError  about the bytes; anything else is a bug */
export async function work(request: PixelRequest, segments: readonly Uint8Array[]): Promise<Uint8Array[]> {
  try {
    return await doers[request.do](request as never, segments)
  } catch (error) {
    return translate(error)
  }
}

type Doer<D extends PixelRequest['do']> = (
  request: Extract<PixelRequest, { do: D }>,
  segments: readonly Uint8Array[],
) => Promise<Uint8Array[]>

const doers: { [D in PixelRequest['do']]: Doer<D> } = {
  async render({ options, totalBytes }, [head = new Uint8Array(), bytes]) {
    const made = await (totalBytes === undefined || bytes === undefined
      ? render(head, options)
      : renderPart({ head, totalBytes, bytes }, options))
    return [made.bytes]
  },
  async frames({ frames, transferSyntaxUid, totalBytes }, segments) {
    const made: Uint8Array[] = []
    for await (const frame of decoded(frames, totalBytes, segments)) made.push(await coded(frame, transferSyntaxUid))
    return made
  },
  transcode: async ({ transferSyntaxUid }, [file = new Uint8Array()]) => [
    Buffer.concat(await transcode(file, transferSyntaxUid, { jpeg })),
  ],
  async bulk({ path }, [file = new Uint8Array()]) {
    const value = valueAt(parse(file), path)
    if (value === undefined) throw new InferenceError('no-pixels', 'no such value')
    return [value]
  },
}

async function* decoded(
  frames: readonly number[],
  totalBytes: number | undefined,
  [head = new Uint8Array(), ...parts]: readonly Uint8Array[],
): AsyncGenerator<Frame> {
  const file = totalBytes === undefined ? parse(head) : parseHead(head, totalBytes)
  if (file.image) refuseTogether(file.image, frames.length, file.limits)
  for (const [i, frame] of frames.entries()) {
    if (frame < 0 || frame >= (file.image?.frames ?? 0)) throw new InferenceError('no-such-frame')
    const bytes = parts[i]
    yield await (totalBytes === undefined || bytes === undefined
      ? decodeFrame(file, frame)
      : decodeFrameBytes(file, frame, bytes))
  }
}

async function coded(frame: Frame, transferSyntaxUid: string): Promise<Uint8Array> {
  if (transferSyntaxUid === native) return nativeBytesOf(frame)
  return (await encodeFrame(frame, transferSyntaxUid, jpeg)).bytes
}

/** Baseline, one scan, chroma at full size: YBR_FULL. */
const jpeg = async (pixels: Uint8Array, size: { width: number; height: number; channels: 1 | 3 }) => {
  const image = sharp(pixels, { raw: size })
  const shown = size.channels === 1 ? image.toColourspace('b-w') : image
  if (size.width > 65_535 || size.height > 65_535) throw new DicomError('unsupported-transfer-syntax', 'size')
  return shown.jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' }).toBuffer()
}
