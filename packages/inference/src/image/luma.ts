/** Colour to grey as training did it: Pillow's `convert('L')`, ITU-R 601-2 in 16-bit fixed point, so that both sides agree to the bit. */

export type Interleaved = Uint8Array | Uint16Array

const RED = 19595
const GREEN = 38470
const BLUE = 7471
const HALF = 0x8000

export type GreyResult = { values: Interleaved; chroma: number }

const alike = (values: Interleaved, length: number): Interleaved =>
  values instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length)

/** Division instead of a shift: 16-bit levels times the weights pass 2^31, and a shift would turn them negative. */
const luma = (r: number, g: number, b: number) => Math.floor((r * RED + g * GREEN + b * BLUE + HALF) / 65536)

function fromColour(data: Interleaved, channels: number, white: number): GreyResult {
  const values = alike(data, data.length / channels)
  let chroma = 0
  for (let i = 0, at = 0; i < values.length; i++, at += channels) {
    const r = data[at] as number
    const g = data[at + 1] as number
    const b = data[at + 2] as number
    values[i] = luma(r, g, b)
    chroma += Math.max(r, g, b) - Math.min(r, g, b)
  }
  return { values, chroma: chroma / (values.length * white) }
}

function firstOf(data: Interleaved, channels: number): Interleaved {
  const values = alike(data, data.length / channels)
  for (let i = 0; i < values.length; i++) values[i] = data[i * channels] as number
  return values
}

/** Transparent places become black, the background on which radiographs are shown. */
function overBlack(values: Interleaved, data: Interleaved, channels: number, white: number): void {
  for (let i = 0; i < values.length; i++) {
    const alpha = data[i * channels + channels - 1] as number
    values[i] = Math.round(((values[i] as number) * alpha) / white)
  }
}

/**
 * One grey plane from interleaved samples.
 *
 * @param channels  1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
 * @param white     the largest level, 255 or 65,535
 */
export function toGrey(data: Interleaved, channels: number, white: number): GreyResult {
  if (channels === 1) return { values: data, chroma: 0 }
  const grey = channels === 2 ? { values: firstOf(data, 2), chroma: 0 } : fromColour(data, channels, white)
  if (channels % 2 === 0) overBlack(grey.values, data, channels, white)
  return grey
}
