import { Enums, imageLoader, metaData, type Types, utilities } from '@cornerstonejs/core'
import { guardedFetch } from '../api/http.ts'
import { pictureScheme } from './frames.ts'

/** What the viewer asks about an image beside its pixels; a JPEG or PNG says no more than its size. */
type Known = { rows: number; columns: number; isColour: boolean }
const known = new Map<string, Known>()

/** JPEG and PNG for the viewer: 8 bits, grey when all three colours are the same everywhere. */
export function registerPictureLoader(): void {
  imageLoader.registerImageLoader(pictureScheme, (imageId) => ({ promise: load(imageId) }) as never)
  metaData.addProvider(describe, 9000)
}

async function load(imageId: string): Promise<Types.IImage> {
  const response = await guardedFetch(imageId.slice(pictureScheme.length + 1))
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  // The browser must not turn or colour-correct what a doctor measures.
  const bitmap = await createImageBitmap(await response.blob(), {
    imageOrientation: 'none',
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  })
  const { width, height } = bitmap
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('no canvas')
  context.drawImage(bitmap, 0, 0)
  bitmap.close()
  const { data } = context.getImageData(0, 0, width, height)
  const isColour = hasColour(data)
  known.set(imageId, { rows: height, columns: width, isColour })
  return imageOf(imageId, isColour ? threeOf(data) : oneOf(data), width, height, isColour)
}

function hasColour(rgba: Uint8ClampedArray): boolean {
  for (let i = 0; i < rgba.length; i += 4) {
    if (rgba[i] !== rgba[i + 1] || rgba[i] !== rgba[i + 2]) return true
  }
  return false
}

function oneOf(rgba: Uint8ClampedArray): Uint8Array {
  const grey = new Uint8Array(rgba.length / 4)
  for (let i = 0; i < grey.length; i++) grey[i] = rgba[i * 4] ?? 0
  return grey
}

function threeOf(rgba: Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3)
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    rgb[to++] = rgba[from] ?? 0
    rgb[to++] = rgba[from + 1] ?? 0
    rgb[to++] = rgba[from + 2] ?? 0
  }
  return rgb
}

function imageOf(imageId: string, pixels: Uint8Array, width: number, height: number, isColour: boolean): Types.IImage {
  const numberOfComponents = isColour ? 3 : 1
  const image = {
    imageId,
    minPixelValue: 0,
    maxPixelValue: 255,
    slope: 1,
    intercept: 0,
    // PS3.3 C.11.2.1.2.1: center 128 and width 256 show 0 to 255 as they are.
    windowCenter: 128,
    windowWidth: 256,
    voiLUTFunction: Enums.VOILUTFunctionType.LINEAR,
    rows: height,
    columns: width,
    height,
    width,
    color: isColour,
    rgba: false,
    numberOfComponents,
    columnPixelSpacing: 1,
    rowPixelSpacing: 1,
    invert: false,
    photometricInterpretation: isColour ? 'RGB' : 'MONOCHROME2',
    sizeInBytes: pixels.byteLength,
    dataType: 'Uint8Array',
    getPixelData: () => pixels,
    getCanvas: () => document.createElement('canvas'),
    voxelManager: utilities.VoxelManager.createImageVoxelManager({
      width,
      height,
      scalarData: pixels,
      numberOfComponents,
    }),
  }
  return image as unknown as Types.IImage
}

const answers: Record<string, (is: Known) => unknown> = {
  imagePixelModule: ({ rows, columns, isColour }) => ({
    rows,
    columns,
    pixelRepresentation: 0,
    bitsAllocated: 8,
    bitsStored: 8,
    highBit: 7,
    samplesPerPixel: isColour ? 3 : 1,
    photometricInterpretation: isColour ? 'RGB' : 'MONOCHROME2',
  }),
  imagePlaneModule: ({ rows, columns }) => ({
    rows,
    columns,
    imageOrientationPatient: [1, 0, 0, 0, 1, 0],
    rowCosines: [1, 0, 0],
    columnCosines: [0, 1, 0],
    imagePositionPatient: [0, 0, 0],
    pixelSpacing: [1, 1],
    rowPixelSpacing: 1,
    columnPixelSpacing: 1,
    usingDefaultValues: true,
  }),
  generalSeriesModule: () => ({ modality: 'OT' }),
  voiLutModule: () => ({ windowCenter: [128], windowWidth: [256] }),
  modalityLutModule: () => ({ rescaleSlope: 1, rescaleIntercept: 0 }),
}

function describe(type: string, imageId: string): unknown {
  const is = typeof imageId === 'string' ? known.get(imageId) : undefined
  return is && answers[type]?.(is)
}
