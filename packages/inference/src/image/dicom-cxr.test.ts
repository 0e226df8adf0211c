import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { haveTestData, rowsOf, testData } from '../testing/test-data.ts'
import { decode, glance } from './decode.ts'
import { resize } from './resize.ts'

const folder = join(testData, 'dicom-cxr')

async function picture(path: string) {
  const bytes = readFileSync(path)
  const { kind } = await glance(bytes)
  return decode(kind, bytes)
}

/** Levels on a scale of 0 to 255. */
async function levels(path: string) {
  const { values, width, height, white } = await picture(path)
  return { width, height, values: Float32Array.from(values, (value) => (value / white) * 255) }
}

const furthest = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0)

describe.skipIf(!haveTestData)('a chest film wrapped as DICOM shows the very picture it was made from', () => {
  test.each(
    haveTestData ? rowsOf('dicom-cxr', 'manifest.csv').map((row) => [row.file ?? '', row.same_image ?? '']) : [],
  )('%s', async (file, same) => {
    const [wrapped, original] = await Promise.all([levels(join(folder, file)), levels(join(folder, same))])
    expect([wrapped.width, wrapped.height]).toEqual([original.width, original.height])
    // 12 bits in a window come back between two of the 8-bit levels
    expect(furthest(wrapped.values, original.values)).toBeLessThanOrEqual(1)
  })
})

describe.skipIf(!haveTestData)(
  'a film at full size, scaled here, is the small one that the model was trained on',
  () => {
    test('within what two compressions leave: 41 dB on the mean of 60 pairs', async () => {
      const rows = rowsOf('chest-xray', 'train-originals', 'labels.csv')
      const ratios = []
      for (const { file = '', same_image_at_224: small = '' } of rows) {
        const [full, twin] = await Promise.all([
          picture(join(testData, 'chest-xray', 'train-originals', file)),
          picture(join(testData, 'chest-xray', 'train-originals', small)),
        ])
        const scaled = resize(full.values, full.width, full.height, 224, 224)
        const error =
          scaled.reduce((sum, value, i) => sum + (value - (twin.values[i] as number)) ** 2, 0) / scaled.length
        ratios.push(10 * Math.log10(255 ** 2 / error))
      }
      expect(ratios).toHaveLength(60)
      expect(ratios.reduce((sum, ratio) => sum + ratio, 0) / 60).toBeGreaterThan(41)
    })
  },
)
