import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { upload } from '../api.ts'
import { come, of, patience, site, story, testData } from '../site.ts'

/** One film each of the encodings that a browser has to decode by itself, MONOCHROME1 and 16 bits big endian among them. */
const films = [
  'DEV-001-jpeg-lossless',
  'DEV-001-mono1-rle',
  'DEV-002-12bit-jpegls',
  'DEV-002-implicit',
  'DEV-003-deflated',
  'DEV-003-jpeg-baseline',
  'DEV-004-16bit-big-endian',
  'DEV-004-j2k',
].map((name) => join(testData, `dicom-cxr/${name}.dcm`))

/**
 * Two decoders and two renderers that share no code, the server's and the browser's, show the same film in the same window.
 * Compared at 400 pixel centres. The browser interpolates between centres while it enlarges, so at them it is within two
 * grey levels; another window, an inversion, a mirrored or shifted image is dozens away.
 */
story(
  'the viewer shows every film as the server renders it, pixel by pixel',
  { timeout: patience },
  async (context) => {
    if (!films.every((film) => existsSync(film))) context.skip('no dicom-cxr in the test data')
    const { page, troubles } = await come('doctor')
    for (const film of films) {
      const reportId = await upload(site.url, of('radiologist'), of('patient').id, film)
      await page.goto(`/read/${reportId}`)
      const readout = await page.getByText(/^C -?\d+ W \d+$/).innerText()
      const [, center, width] = /^C (-?\d+) W (\d+)$/.exec(readout) ?? []
      // What no browser decodes (deflated) comes decoded by the server, and says so; no film is ever cut down to 8 bits.
      const isDecoded = await page.getByText('Decoded by the server, lossless').isVisible()
      expect({ film, isDecoded }).toEqual({ film, isDecoded: film.includes('deflated') })
      const { points, mean, spread } = await compare(page, reportId, `?windowCenter=${center}&windowWidth=${width}`)
      expect({ film, points: points > 300, isSame: mean < 2, isPicture: spread > 20 }).toEqual({
        film,
        points: true,
        isSame: true,
        isPicture: true,
      })
    }
    expect(troubles).toEqual([])
  },
)

type Comparison = { points: number; mean: number; spread: number }

/** Mean difference in grey levels between the screen and the server's PNG; `spread` of the server's own levels. */
async function compare(page: Page, reportId: string, window: string): Promise<Comparison> {
  return (await page.evaluate(`(async () => {
    const report = await (await fetch('/api/v1/reports/${reportId}')).json()
    const url = report.images[0].url + '/rendered${window}'
    const png = await createImageBitmap(await (await fetch(url)).blob(), { colorSpaceConversion: 'none' })
    const flat = new OffscreenCanvas(png.width, png.height).getContext('2d')
    flat.drawImage(png, 0, 0)
    const truth = flat.getImageData(0, 0, png.width, png.height).data
    const canvas = document.querySelector('canvas.cornerstone-canvas')
    const screen = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
    const [a, b, c, d, e, f] = document.querySelector('[data-matrix]').dataset.matrix.split(',').map(Number)
    const levels = []; let sum = 0
    for (let i = 0; i < 20; i++) for (let j = 0; j < 20; j++) {
      const x = Math.floor((i + 0.5) * png.width / 20), y = Math.floor((j + 0.5) * png.height / 20)
      const u = Math.floor(a * (x + 0.5) + c * (y + 0.5) + e), v = Math.floor(b * (x + 0.5) + d * (y + 0.5) + f)
      if (u < 0 || v < 0 || u >= canvas.width || v >= canvas.height) continue
      const level = truth[4 * (y * png.width + x)]
      levels.push(level)
      sum += Math.abs(level - screen[4 * (v * canvas.width + u)])
    }
    const average = levels.reduce((s, l) => s + l, 0) / levels.length
    const spread = Math.sqrt(levels.reduce((s, l) => s + (l - average) ** 2, 0) / levels.length)
    return { points: levels.length, mean: sum / levels.length, spread }
  })()`)) as Comparison
}
