import {
  type DicomFile,
  decodeFrame,
  decodeFrameBytes,
  displayLevels,
  displayRgb,
  type Frame,
  frameBytes,
  type GreyLevels,
  type LevelStream,
  nativeLevels,
  openLevels,
  parse,
  parseHead,
} from '@firstread/dicom'
import sharp, { type Sharp } from 'sharp'
import { InferenceError } from './errors.ts'
import { GreyJpeg, jpegOptions } from './grey-jpeg.ts'
import { checkedHeader, isGrey, translate } from './image/dicom.ts'
import { kindOf } from './image/kind.ts'
import { MAX_PIXELS } from './image/picture.ts'
import { openRaster, rasterHeader, unreadable } from './image/raster.ts'
import type { Rendered, RenderOptions } from './reading.ts'
import { fitted, isFitted } from './view.ts'

/** Smooth grey films gain little above this, and it takes half the time. */
const PNG_COMPRESSION = 4

/** One frame apart from its file: the header, and the bytes that the frame has in it. */
export type FramePart = { head: Uint8Array; totalBytes: number; bytes: Uint8Array }

const shownWith = (window: RenderOptions['window']) =>
  window === undefined
    ? {}
    : { windowCenter: window.center, windowWidth: window.width, windowShape: window.shape ?? ('LINEAR' as const) }

type Shown = { width: number; height: number; levels: Uint8Array; channels: 1 | 3 }

const greyShown = ({ width, height, levels }: GreyLevels): Shown => ({ width, height, levels, channels: 1 })

function colourShown(file: DicomFile, frame: Frame): Shown {
  const { width, height, values } = displayRgb(file, frame)
  return { width, height, levels: values, channels: 3 }
}

async function frameShown(
  file: DicomFile,
  frame: number,
  bytes: Uint8Array | undefined,
  options: RenderOptions,
): Promise<Shown> {
  const display = shownWith(options.window)
  const direct = nativeLevels(file, frame, bytes ?? frameBytes(file, frame), display)
  if (direct !== undefined) return greyShown(direct)
  const decoded = await (bytes === undefined ? decodeFrame(file, frame) : decodeFrameBytes(file, frame, bytes))
  return isGrey(decoded) ? greyShown(displayLevels(file, decoded, display)) : colourShown(file, decoded)
}

function toSharp({ width, height, levels, channels }: Shown): Sharp {
  const image = sharp(levels, { raw: { width, height, channels }, limitInputPixels: MAX_PIXELS })
  return channels === 1 ? image.toColourspace('b-w') : image
}

type Opened = { image: Sharp; width: number; height: number }

async function dicomPicture(bytes: Uint8Array, options: RenderOptions, part?: FramePart): Promise<Rendered> {
  const shown = await dicomShown(bytes, options, part).catch(translate)
  return pictureOf(shown, options)
}

async function dicomShown(bytes: Uint8Array, options: RenderOptions, part?: FramePart): Promise<Shown> {
  const { frame = 0 } = options
  const file = openFile(bytes, options, part?.totalBytes)
  return frameShown(file, frame, part?.bytes, options)
}

/** @throws InferenceError, DicomError  when the file has not the frame, or it is not shown here */
function openFile(bytes: Uint8Array, { frame = 0 }: RenderOptions, totalBytes: number | undefined): DicomFile {
  const { frames } = checkedHeader(bytes, totalBytes)
  if (frame < 0 || frame >= frames) throw new InferenceError('no-such-frame')
  return totalBytes === undefined ? parse(bytes) : parseHead(bytes, totalBytes)
}

/**
 * The levels of a frame whose bytes are still on their way.
 *
 * @returns undefined where they are needed whole
 * @throws InferenceError, DicomError  as `renderPart`
 */
export function openFrame(head: Uint8Array, totalBytes: number, options: RenderOptions): LevelStream | undefined {
  const file = openFile(head, options, totalBytes)
  return openLevels(file, options.frame ?? 0, shownWith(options.window))
}

/** A grey JPEG of the whole picture in its own size: it can be made strip by strip. */
export const isPlainJpeg = (options: RenderOptions): boolean => options.format === 'jpeg' && !isFitted(options)

export function pictureOf(shown: Shown, options: RenderOptions): Promise<Rendered> {
  if (shown.channels === 1 && isPlainJpeg(options)) return wholeJpeg(shown, new GreyJpeg(shown, options.quality))
  return encode({ image: toSharp(shown), width: shown.width, height: shown.height }, options)
}

const wholeJpeg = async ({ width, height }: Pick<Shown, 'width' | 'height'>, jpeg: GreyJpeg): Promise<Rendered> => ({
  bytes: await jpeg.finish(),
  width,
  height,
})

/** The window has no meaning for JPEG and PNG, whose levels are already those of a screen. */
async function rasterImage(bytes: Uint8Array, { frame = 0 }: RenderOptions): Promise<Opened> {
  const { space, width, height, autoOrient } = await rasterHeader(bytes)
  if (frame !== 0) throw new InferenceError('no-such-frame')
  const image = openRaster(bytes).toColourspace(space === 'b-w' || space === 'grey16' ? 'b-w' : 'srgb')
  return { image, width: autoOrient?.width ?? width, height: autoOrient?.height ?? height }
}

/**
 * Makes a PNG or JPEG of 8 bits for people: one frame, windowed, the wanted part of it in the wanted size. Carries no metadata.
 *
 * @throws InferenceError `unsupported-type`, `unreadable-image`, `no-pixels`, `unsupported-encoding`, `too-large`, `no-such-frame`
 */
export async function render(bytes: Uint8Array, options: RenderOptions): Promise<Rendered> {
  const kind = kindOf(bytes)
  if (kind === undefined) throw new InferenceError('unsupported-type')
  return kind === 'dicom' ? dicomPicture(bytes, options) : encode(await rasterImage(bytes, options), options)
}

/** The same from the header and the bytes of the one frame. @throws InferenceError as `render` */
export const renderPart = (part: FramePart, options: RenderOptions): Promise<Rendered> =>
  dicomPicture(part.head, options, part)

async function encode({ image, ...size }: Opened, options: RenderOptions): Promise<Rendered> {
  const sized = fitted(image, size, options)
  const encoded =
    options.format === 'jpeg'
      ? sized.jpeg(jpegOptions(options.quality))
      : sized.png({ compressionLevel: PNG_COMPRESSION })
  const { data, info } = await encoded.toBuffer({ resolveWithObject: true }).catch(unreadable)
  return { bytes: data, width: info.width, height: info.height }
}
