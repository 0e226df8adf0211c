import type { Grid } from './anatomy.ts'
import { type Palette, writeIndexedPng } from './image/png.ts'
import type { Attention } from './reading.ts'

/** The network says it on 14 × 14 places: what lies between is interpolated, here as well as wherever it is shown larger. */
const MAX_SIDE = 320
/** The strongest place still lets the film shine through. */
const STRONGEST_ALPHA = 176
/** Weaker than this share of the strongest place is left clear. */
const CLEAR_BELOW = 0.15

/** From clear over yellow and orange to red; readable over black and over white, and in steps of brightness for the colour-blind. */
function heat(step: number): readonly [number, number, number, number] {
  const t = step / 255
  if (t < CLEAR_BELOW) return [255, 230, 60, 0]
  const alpha = STRONGEST_ALPHA * ((t - CLEAR_BELOW) / (1 - CLEAR_BELOW))
  return [255, Math.round(230 - 200 * t), Math.round(60 * (1 - t)), Math.round(alpha)]
}

const palette: Palette = Array.from({ length: 256 }, (_, step) => heat(step))

/** Size of the map for a picture: the picture's own, reduced to `MAX_SIDE` where it is larger. */
export function attentionSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

type Mix = { near: Int32Array; far: Int32Array; share: Float32Array }

/** Linear interpolation between cell centres, held at the edges. */
function mix(cells: number, size: number): Mix {
  const taps: Mix = { near: new Int32Array(size), far: new Int32Array(size), share: new Float32Array(size) }
  for (let i = 0; i < size; i++) {
    const at = Math.min(cells - 1, Math.max(0, ((i + 0.5) * cells) / size - 0.5))
    taps.near[i] = Math.floor(at)
    taps.far[i] = Math.min(cells - 1, Math.floor(at) + 1)
    taps.share[i] = at - Math.floor(at)
  }
  return taps
}

/** One line of cells, stretched to the width of the picture and to steps of 0 to 255. */
function stretchRow({ values, width }: Grid, row: number, across: Mix, scale: number): Float32Array {
  const line = new Float32Array(across.near.length)
  for (let x = 0; x < line.length; x++) {
    const near = values[row * width + (across.near[x] as number)] as number
    const far = values[row * width + (across.far[x] as number)] as number
    line[x] = (near + (far - near) * (across.share[x] as number)) * scale
  }
  return line
}

/** The evidence in steps of 0 to 255 (the strongest place of this picture) on a grid of width × height. */
export function stretch(grid: Grid, width: number, height: number): Uint8Array {
  const most = grid.values.reduce((top, value) => Math.max(top, value), 0)
  const across = mix(grid.width, width)
  const down = mix(grid.height, height)
  const lines = Array.from({ length: grid.height }, (_, row) =>
    stretchRow(grid, row, across, most > 0 ? 255 / most : 0),
  )
  const steps = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const near = lines[down.near[y] as number] as Float32Array
    const far = lines[down.far[y] as number] as Float32Array
    const share = down.share[y] as number
    for (let x = 0; x < width; x++)
      steps[y * width + x] = (near[x] as number) + ((far[x] as number) - (near[x] as number)) * share + 0.5
  }
  return steps
}

/** A picture of the evidence to lay over the original, whose geometry it has. */
export async function attentionMap(grid: Grid, width: number, height: number): Promise<Attention> {
  const size = attentionSize(width, height)
  const png = await writeIndexedPng(stretch(grid, size.width, size.height), size.width, size.height, palette)
  return { png, ...size }
}
