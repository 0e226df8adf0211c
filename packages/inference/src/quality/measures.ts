/**
 * Plain measurements on the network's input. They are taken there, after scaling, because what the network cannot see cannot
 * help it, and because they then mean the same for every detector.
 */

export type Plane = { pixels: Float32Array; width: number; height: number }

export type Measures = {
  /** mean grey level, 0 to 1 */
  mean: number
  /** standard deviation of the grey levels */
  spread: number
  /** 95th minus 5th percentile */
  span: number
  /** share of pixels at or beyond the ends of the scale (below 1/255 and above 254/255) */
  black: number
  white: number
  /** mean step between neighbours, divided by the spread: falls when a picture is blurred, rises when it is noise */
  detail: number
  /** standard deviation of the discrete Laplacian (4 neighbours), divided by the spread */
  sharpness: number
  /** correlation of the picture with its mirror image, −1 to 1: an upright chest is much like its mirror */
  mirror: number
  /** share of rows and columns at the edges, the longest of the four sides, that are one flat grey */
  margin: number
}

/** The grey level below which `share` of the pixels lie, from a histogram of 1,024 steps: exact enough, and linear in the pixels. */
function percentile(histogram: Uint32Array, pixels: number, share: number): number {
  let left = share * pixels
  let bin = 0
  for (; bin < histogram.length - 1; bin++) {
    left -= histogram[bin] as number
    if (left <= 0) break
  }
  return (bin + 0.5) / histogram.length
}

function spanOf(pixels: Float32Array): number {
  const histogram = new Uint32Array(1024)
  for (const value of pixels) {
    const bin = Math.min(1023, Math.floor(value * 1024))
    histogram[bin] = (histogram[bin] as number) + 1
  }
  return percentile(histogram, pixels.length, 0.95) - percentile(histogram, pixels.length, 0.05)
}

function moments(pixels: Float32Array): { mean: number; spread: number } {
  let sum = 0
  let squares = 0
  for (const value of pixels) {
    sum += value
    squares += value * value
  }
  const mean = sum / pixels.length
  return { mean, spread: Math.sqrt(Math.max(0, squares / pixels.length - mean * mean)) }
}

function ends(pixels: Float32Array): { black: number; white: number } {
  let black = 0
  let white = 0
  for (const value of pixels) {
    if (value < 1 / 255) black++
    else if (value > 254 / 255) white++
  }
  return { black: black / pixels.length, white: white / pixels.length }
}

function texture({ pixels, width, height }: Plane): { step: number; laplacian: number } {
  let steps = 0
  let squares = 0
  let n = 0
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * width + 1; at < (y + 1) * width - 1; at++) {
      const here = pixels[at] as number
      const right = pixels[at + 1] as number
      const below = pixels[at + width] as number
      const laplacian = right + below + (pixels[at - 1] as number) + (pixels[at - width] as number) - 4 * here
      steps += Math.abs(right - here) + Math.abs(below - here)
      squares += laplacian * laplacian
      n++
    }
  }
  return n === 0 ? { step: 0, laplacian: 0 } : { step: steps / (2 * n), laplacian: Math.sqrt(squares / n) }
}

function mirrorCorrelation({ pixels, width, height }: Plane, mean: number): number {
  let product = 0
  let square = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const here = (pixels[y * width + x] as number) - mean
      product += here * ((pixels[y * width + width - 1 - x] as number) - mean)
      square += here * here
    }
  }
  return square === 0 ? 0 : product / square
}

const FLAT = 1.5 / 255

/** How many lines from one edge inwards are flat; `at(line, i)` gives the pixel. */
function flatLines(lines: number, length: number, at: (line: number, i: number) => number): number {
  for (let line = 0; line < lines; line++) {
    const first = at(line, 0)
    for (let i = 1; i < length; i++) if (Math.abs(at(line, i) - first) > FLAT) return line
  }
  return lines
}

function widestMargin({ pixels, width, height }: Plane): number {
  const pixel = (x: number, y: number) => pixels[y * width + x] as number
  const shares = [
    flatLines(height, width, (line, i) => pixel(i, line)) / height,
    flatLines(height, width, (line, i) => pixel(i, height - 1 - line)) / height,
    flatLines(width, height, (line, i) => pixel(line, i)) / width,
    flatLines(width, height, (line, i) => pixel(width - 1 - line, i)) / width,
  ]
  return Math.max(...shares)
}

/** @param plane  grey levels 0 to 1, row-major */
export function measure(plane: Plane): Measures {
  const { mean, spread } = moments(plane.pixels)
  const { step, laplacian } = texture(plane)
  // A flat picture has no detail, and dividing by its spread would invent some.
  const scale = Math.max(spread, 1 / 255)
  return {
    mean,
    spread,
    span: spanOf(plane.pixels),
    ...ends(plane.pixels),
    detail: step / scale,
    sharpness: laplacian / scale,
    mirror: mirrorCorrelation(plane, mean),
    margin: widestMargin(plane),
  }
}
