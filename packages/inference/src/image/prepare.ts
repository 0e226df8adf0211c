import type { Manifest } from '../model/manifest.ts'
import type { PreprocessingStep } from '../reading.ts'
import type { Picture } from './picture.ts'
import { resize } from './resize.ts'

/** The network's input for one image: 0 (black) to 1 (white), row-major, height × width of the model. */
export type Prepared = {
  pixels: Float32Array
  width: number
  height: number
  steps: PreprocessingStep[]
  finite: boolean
}

/** Levels to 0..1 in place. A single value that is no number (float pixel data can hold them) spoils the whole picture. */
function toUnit(pixels: Float32Array, white: number): boolean {
  let finite = true
  for (let i = 0; i < pixels.length; i++) {
    const value = (pixels[i] as number) / white
    if (!Number.isFinite(value)) finite = false
    pixels[i] = Math.min(1, Math.max(0, value))
  }
  return finite
}

/** Makes the network's input from a decoded picture. */
export function prepare(picture: Picture, { input }: Manifest): Prepared {
  const { width, height } = input
  const pixels = resize(picture.values, picture.width, picture.height, width, height)
  const finite = toUnit(pixels, picture.white)
  return { pixels, width, height, finite, steps: [{ step: 'resize', method: input.resize, width, height }] }
}
