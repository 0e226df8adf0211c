import sharp, { type Metadata } from 'sharp'
import { InferenceError } from '../errors.ts'
import { toGrey } from './luma.ts'
import { MAX_PIXELS, type Picture } from './picture.ts'

// One picture at a time, nothing kept: the child's memory is limited, and parallel work comes from more children.
sharp.cache(false)
sharp.concurrency(1)

/** How each of libvips' colour spaces is taken out; what is not here becomes sRGB. */
const planes: Partial<Record<string, { space: string; deep: boolean }>> = {
  'b-w': { space: 'b-w', deep: false },
  grey16: { space: 'grey16', deep: true },
  rgb16: { space: 'rgb16', deep: true },
}
const srgb = { space: 'srgb', deep: false }

/**
 * Opens a JPEG or PNG. Colour profiles are left alone: they describe screens, and training did not apply them either.
 * The orientation of photographs of films (Exif) is applied.
 */
export function openRaster(bytes: Uint8Array) {
  return sharp(bytes, { ignoreIcc: true, autoOrient: true, failOn: 'error', limitInputPixels: MAX_PIXELS, pages: 1 })
}

/** Size and kind from the header. @throws InferenceError `unreadable-image`, `too-large` */
export async function rasterHeader(bytes: Uint8Array): Promise<Metadata> {
  const header = await sharp(bytes, { limitInputPixels: false }).metadata().catch(unreadable)
  if (header.width * header.height > MAX_PIXELS)
    throw new InferenceError('too-large', `${header.width} × ${header.height}`)
  return header
}

/** Library messages may quote the file: they stay in `cause` and never in the text. */
export function unreadable(cause: unknown): never {
  throw new InferenceError('unreadable-image', undefined, { cause })
}

/** Decodes a JPEG or PNG at its full depth. @throws InferenceError `unreadable-image`, `too-large` */
export async function decodeRaster(bytes: Uint8Array): Promise<Picture> {
  const header = await rasterHeader(bytes)
  const { space, deep } = planes[header.space] ?? srgb
  const { data, info } = await openRaster(bytes)
    .toColourspace(space)
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch(unreadable)
  const white = deep ? 65535 : 255
  const samples = deep ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data
  const { values, chroma } = toGrey(samples, info.channels, white)
  const steps = [{ step: 'decode', format: header.format, bits: deep ? 16 : 8, channels: info.channels }]
  return { width: info.width, height: info.height, values, white, chroma, steps, context: {} }
}
