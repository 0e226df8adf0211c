import { advance, hasInk, lineHeight, wrap } from './font.ts'

/** A film and what lies over it, on one grid. */
export interface Evidence {
  readonly width: number
  readonly height: number
  /** 0 black to 255, row-major, width × height */
  readonly film: Uint8Array
  /** red, green, blue, opacity by pixel, row-major */
  readonly map: Uint8Array
}

/** Red, green, blue by pixel, row-major. */
export interface RgbPicture {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

/** Less, and the words below would break into letters. */
const leastWidth = 256
const margin = 8
/** Letters in a line, about: larger pictures get larger letters, not longer lines. */
const lettersAcross = 64

/**
 * The map burned into the film, and words in a strip of their own below it, so that they hide nothing. A narrow film stands at
 * the left of a wider picture.
 */
export function burnIn({ width, height, film, map }: Evidence, words: readonly string[]): RgbPicture {
  const wide = Math.max(width, leastWidth)
  const scale = Math.max(1, Math.floor(wide / (lettersAcross * advance)))
  const lines = words.flatMap((one) => wrap(one, Math.floor((wide - 2 * margin) / (advance * scale))))
  const tall = height + lines.length * lineHeight * scale + 2 * margin
  const pixels = new Uint8Array(wide * tall * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      blend(pixels, (y * wide + x) * 3, film[y * width + x] ?? 0, map, (y * width + x) * 4)
  }
  lines.forEach((line, i) => {
    const top = height + margin + i * lineHeight * scale
    drawLine(pixels, wide, { line, left: margin, top, scale })
  })
  return { width: wide, height: tall, pixels }
}

/** Plain alpha compositing, rounded. */
function blend(pixels: Uint8Array, at: number, grey: number, map: Uint8Array, over: number): void {
  const alpha = map[over + 3] ?? 0
  for (let c = 0; c < 3; c++) {
    pixels[at + c] = Math.round(((map[over + c] ?? 0) * alpha + grey * (255 - alpha)) / 255)
  }
}

type Line = { line: string; left: number; top: number; scale: number }

function drawLine(pixels: Uint8Array, width: number, { line, left, top, scale }: Line): void {
  for (const [i, letter] of [...line].entries()) {
    for (let y = 0; y < 7 * scale; y++) {
      for (let x = 0; x < 5 * scale; x++) {
        if (!hasInk(letter, Math.floor(x / scale), Math.floor(y / scale))) continue
        const at = ((top + y) * width + left + i * advance * scale + x) * 3
        pixels.fill(255, at, at + 3)
      }
    }
  }
}
