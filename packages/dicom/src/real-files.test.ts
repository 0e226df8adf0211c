import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { DicomError, type DicomFile, decodeFrame, displayGrey, displayRgb, inspect, parse, text } from './index.ts'
import type { PixelArray } from './pixel-values.ts'
import { haveTestData, realFile, rowsOf } from './testing/test-data.ts'

const rows = rowsOf('dicom', 'manifest.csv')
const valid = rows.filter((row) => row.status === 'valid')
const broken = rows.filter((row) => row.status === 'broken')

const sha256 = (values: PixelArray) =>
  createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex')

/** Frames whose reference was written otherwise than the manifest says: how, so that the comparison still decides. */
const otherwise: Readonly<Record<string, (values: PixelArray) => PixelArray>> = {
  // the reference holds the 1-bit image in 16-bit words
  'pydicom-data/liver_j2k.dcm': (values) => Uint16Array.from(values),
  // broken: the code stream is unsigned, the header says signed with 13 bits; the reference shows the code stream
  'pydicom/J2K_pixelrep_mismatch.dcm': (values) => Uint16Array.from(values, (v) => v & 0x1fff),
}

async function firstFrame(file: DicomFile, row: Record<string, string>): Promise<void> {
  const frame = await decodeFrame(file)
  const values = otherwise[row.file ?? '']?.(frame.values) ?? frame.values
  if (row.frame1_sha256) expect(sha256(values)).toBe(row.frame1_sha256)
  expect(displayGrey(file, frame).values.every((v) => v >= 0 && v <= 1)).toBe(true)
  expect(displayRgb(file, frame).values).toHaveLength(frame.rows * frame.columns * 3)
}

describe.skipIf(!haveTestData)('every valid file is read as its manifest says', () => {
  test.each(valid)('$file', async (row) => {
    const bytes = realFile('dicom', row.file ?? '')
    const file = parse(bytes)
    const head = inspect(bytes, bytes.length)
    expect(text(head.elements, 'SOPClassUID') ?? '').toBe(row.sop_class_uid)
    expect(head.transferSyntaxUid).toBe(row.transfer_syntax_uid)
    // a handful of objects has rows but no pixels
    if (file.image !== undefined) {
      expect(head).toMatchObject({
        rows: Number(row.rows),
        columns: Number(row.columns),
        samplesPerPixel: Number(row.samples),
      })
      await firstFrame(file, row)
    } else expect(row.frame1_sha256).toBe('')
  })
})

/** Its last tile is coded smaller than Rows and Columns say. */
const smallerLast = 'fo-dicom/multiframe.dcm'
const manyFrames = valid.filter((row) => Number(row.frames) > 1)

describe.skipIf(!haveTestData)('the last of many frames is decoded', () => {
  test.each(manyFrames)('$file', async ({ file: name = '' }) => {
    const file = parse(realFile('dicom', name))
    if (file.image === undefined) return
    const last = decodeFrame(file, file.image.frames - 1)
    if (name === smallerLast) return await expect(last).rejects.toMatchObject({ code: 'bad-pixels' })
    const { values, rows, columns, samplesPerPixel } = await last
    expect(values).toHaveLength(rows * columns * samplesPerPixel)
  })
})

/** The same images, encoded differently by others. */
const siblings = [
  ['pydicom-data/emri_small.dcm', 'pydicom-data/emri_small_big_endian.dcm'],
  ['pydicom-data/emri_small.dcm', 'pydicom-data/emri_small_RLE.dcm'],
  ['pydicom-data/emri_small.dcm', 'pydicom-data/emri_small_jpeg_ls_lossless.dcm'],
  ['pydicom-data/liver.dcm', 'pydicom-data/liver_j2k.dcm'],
  ['pydicom-data/liver.dcm', 'pydicom-data/liver_rle.dcm'],
  ['pydicom-data/liver.dcm', 'pydicom-data/liver_deflate.dcm'],
  ['pydicom-data/OBXXXX1A_2frame.dcm', 'pydicom-data/OBXXXX1A_expb_2frame.dcm'],
  ['pydicom-data/OBXXXX1A_2frame.dcm', 'pydicom-data/OBXXXX1A_rle_2frame.dcm'],
  ['pydicom/rtdose.dcm', 'pydicom/rtdose_rle.dcm'],
] as const

describe.skipIf(!haveTestData)('every frame is the same in another encoding', () => {
  test.each(siblings)('%s and %s', async (one, other) => {
    const [a, b] = [one, other].map((name) => parse(realFile('dicom', name))) as [DicomFile, DicomFile]
    for (let i = 0; i < (a.image?.frames ?? 0); i++) {
      expect(sha256((await decodeFrame(b, i)).values)).toBe(sha256((await decodeFrame(a, i)).values))
    }
  })
})

describe.skipIf(!haveTestData)('every broken file is read or refused by name, in time', () => {
  test.each(broken)('$file', { timeout: 5000 }, async (row) => {
    const bytes = realFile('dicom', row.file ?? '')
    try {
      const file = parse(bytes)
      inspect(bytes, bytes.length)
      if (file.image !== undefined) await firstFrame(file, row)
    } catch (e) {
      expect(e).toBeInstanceOf(DicomError)
    }
  })
})
