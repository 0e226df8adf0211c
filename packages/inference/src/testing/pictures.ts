/** FOR TESTS ONLY: pictures from formulas. */
import sharp from 'sharp'

export type Size = { width: number; height: number }

/** Grey levels 0 to 1 around a brightness, with soft waves so that the picture is neither blank nor noise; mirror-symmetric. */
export function waves({ width, height }: Size, brightness: number, depth = 0.2): Float32Array {
  return Float32Array.from({ length: width * height }, (_, i) => {
    const across = Math.cos((2 * Math.PI * 14 * ((i % width) + 0.5)) / width)
    const down = Math.cos((2 * Math.PI * 14 * (Math.floor(i / width) + 0.5)) / height)
    return brightness + (depth / 2) * (across + down)
  })
}

const to8 = (values: Float32Array) =>
  Uint8Array.from(values, (value) => Math.round(Math.min(1, Math.max(0, value)) * 255))

/** An 8-bit grey PNG. */
export const png8 = (values: Float32Array, { width, height }: Size): Promise<Buffer> =>
  sharp(to8(values), { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer()

/** A 16-bit grey PNG. */
export const png16 = (values: Float32Array, { width, height }: Size): Promise<Buffer> =>
  sharp(
    Uint16Array.from(values, (value) => Math.round(Math.min(1, Math.max(0, value)) * 65535)),
    { raw: { width, height, channels: 1 } },
  )
    .toColourspace('grey16')
    .png()
    .toBuffer()

/** An RGB PNG from three planes. */
export const pngRgb = (
  planes: readonly [Float32Array, Float32Array, Float32Array],
  { width, height }: Size,
): Promise<Buffer> => {
  const [red, green, blue] = planes.map(to8) as [Uint8Array, Uint8Array, Uint8Array]
  const rgb = Uint8Array.from({ length: red.length * 3 }, (_, i) => [red, green, blue][i % 3]?.[Math.floor(i / 3)] ?? 0)
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}
