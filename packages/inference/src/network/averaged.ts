import type { Manifest } from '../model/manifest.ts'
import type { NetworkOutput } from './network.ts'

type Run = (pixels: Float32Array) => Promise<NetworkOutput>

/** Rows of `width`, each reversed: a mirror image, and a mirrored map turned back. */
export function mirrored(values: Float32Array, width: number): Float32Array {
  const result = new Float32Array(values.length)
  for (let row = 0; row < values.length; row += width) {
    for (let x = 0; x < width; x++) result[row + x] = values[row + width - 1 - x] as number
  }
  return result
}

const mean = (a: Float32Array, b: Float32Array) => a.map((value, i) => (value + (b[i] as number)) / 2)

function average(plain: NetworkOutput, mirror: NetworkOutput): NetworkOutput {
  const result = { ...plain, logits: mean(plain.logits, mirror.logits), ms: plain.ms + mirror.ms }
  if (plain.maps !== undefined && mirror.maps !== undefined) {
    const { width } = plain.maps
    result.maps = { ...plain.maps, values: mean(plain.maps.values, mirrored(mirror.maps.values, width)) }
  }
  if (plain.embedding !== undefined && mirror.embedding !== undefined)
    result.embedding = mean(plain.embedding, mirror.embedding)
  return result
}

/** Averages over the transforms that model.json asks for; gate and quality come from the plain picture alone. */
export function averaged(run: Run, { testTimeAveraging, input }: Manifest): Run {
  if (!testTimeAveraging?.includes('mirror')) return run
  return async (pixels) => average(...(await Promise.all([run(pixels), run(mirrored(pixels, input.width))])))
}
