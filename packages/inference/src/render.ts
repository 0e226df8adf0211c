import { type DicomFile, decodeFrame, displayGrey, displayRgb, type Frame, parse } from '@firstread/dicom'
import sharp, { type Sharp } from 'sharp'
import { InferenceError } from './errors.ts'
import { checkedHeader, isGrey, translate } from './image/dicom.ts'
import { kindOf } from './image/kind.ts'
import { MAX_PIXELS } from './image/picture.ts'
import { openRaster, rasterHeader, unreadable } from './image/raster.ts'
import type { Rendered, RenderOptions } from './reading.ts'

const JPEG_QUALITY = 90
/** Smooth grey films gain little above this, and it takes half the time. */
const PNG_COMPRESSION = 4

const shownWith = (window: RenderOptions['window']) =>
  window === undefined ? {} : { windowCenter: window.center, windowWidth: window.width }

function greyImage(file: DicomFile, frame: Frame, window: RenderOptions['window']): Sharp {
  const { width, height, values } = displayGrey(file, frame, shownWith(window))
  const levels = new Uint8Array(values.length)
  for (let i = 0; i < levels.length; i++) levels[i] = (values[i] as number) * 255 + 0.5
  return sharp(levels, { raw: { width, height, channels: 1 }, limitInputPixels: MAX_PIXELS }).toColourspace('b-w')
}

function colourImage(file: DicomFile, frame: Frame): Sharp {
  const { width, height, values } = displayRgb(file, frame)
  return sharp(values, { raw: { width, height, channels: 3 }, limitInputPixels: MAX_PIXELS })
}

async function dicomImage(bytes: Uint8Array, { frame: number = 0, window }: RenderOptions): Promise<Sharp> {
  try {
    const { frames } = checkedHeader(bytes)
    if (number < 0 || number >= frames) throw new InferenceError('no-such-frame')
    const file = parse(bytes)
    const frame = await decodeFrame(file, number)
    return isGrey(frame) ? greyImage(file, frame, window) : colourImage(file, frame)
  } catch (error) {
    return translate(error)
  }
}

/** The window has no meaning for JPEG and PNG, whose levels are already those of a screen. */
async function rasterImage(bytes: Uint8Array, { frame = 0 }: RenderOptions): Promise<Sharp> {
  const { space } = await rasterHeader(bytes)
  if (frame !== 0) throw new InferenceError('no-such-frame')
  return openRaster(bytes).toColourspace(space === 'b-w' || space === 'grey16' ? 'b-w' : 'srgb')
}

/**
 * Makes a PNG or JPEG of 8 bits for people: one frame, windowed, reduced to `maxSide` where it is larger. Carries no metadata.
 *
 * @throws InferenceError `unsupported-type`, `unreadable-image`, `no-pixels`, `unsupported-encoding`, `too-large`, `no-such-frame`
 */
export async function render(bytes: Uint8Array, options: RenderOptions): Promise<Rendered> {
  const kind = kindOf(bytes)
  if (kind === undefined) throw new InferenceError('unsupported-type')
  const image = await (kind === 'dicom' ? dicomImage(bytes, options) : rasterImage(bytes, options))
  const side = options.maxSide
  const sized = side === undefined ? image : image.resize(side, side, { fit: 'inside', withoutEnlargement: true })
  const encoded =
    options.format === 'jpeg' ? sized.jpeg({ quality: JPEG_QUALITY }) : sized.png({ compressionLevel: PNG_COMPRESSION })
  const { data, info } = await encoded.toBuffer({ resolveWithObject: true }).catch(unreadable)
  return { bytes: data, width: info.width, height: info.height }
}
