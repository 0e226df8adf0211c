/** The shipped model on real pictures, through the reader. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseCsv } from './evaluate/labels.ts'
import { type Reader, type StudyReading, startReader } from './index.ts'
import { chestModel, haveChestModel, haveTestData, rowsOf, testData } from './testing/test-data.ts'

const present = haveChestModel && haveTestData

let reader: Reader
beforeAll(async () => {
  if (haveChestModel) reader = await startReader({ modelDir: chestModel })
})
afterAll(() => reader?.close())

const read = (bytes: Uint8Array): Promise<StudyReading> =>
  reader.analyze({ images: [{ imageId: 'film', bytes }], context: {} }, { attention: false })

const gap = (a: StudyReading, b: StudyReading) =>
  Math.max(
    ...(['low', 'medium', 'high'] as const).map((kind) =>
      Math.abs((a.probabilities?.[kind] ?? 2) - (b.probabilities?.[kind] ?? -2)),
    ),
  )

describe.skipIf(!present)('the same film as JPEG, PNG and in ten DICOM encodings', () => {
  const films = present ? [...Map.groupBy(rowsOf('dicom-cxr', 'manifest.csv'), (row) => row.same_image ?? '')] : []

  test.each(films)('%s gets the same class, and probabilities within 0.02', async (image, encodings) => {
    const jpeg = readFileSync(join(testData, 'dicom-cxr', image))
    const first = await read(jpeg)
    const others = [
      // Two films carry a colour profile: applied, it would make a PNG of another picture.
      await sharp(jpeg, { ignoreIcc: true }).toColourspace('b-w').png().toBuffer(),
      ...encodings.map(({ file = '' }) => readFileSync(join(testData, 'dicom-cxr', file))),
    ]
    for (const bytes of others) {
      const other = await read(bytes)
      expect([other.outcome, other.reason, other.riskCategory]).toEqual([
        first.outcome,
        first.reason,
        first.riskCategory,
      ])
      if (first.probabilities !== undefined) expect(gap(first, other)).toBeLessThanOrEqual(0.02)
    }
  })

  test('all ten encodings were among them', () => {
    expect(
      new Set(films.flatMap(([, encodings]) => encodings.map(({ variant }) => variant))).size,
    ).toBeGreaterThanOrEqual(10)
  })
})

describe.skipIf(!present)('pictures from elsewhere', () => {
  const rows = present ? rowsOf('ood', 'labels.csv') : []
  const expected = (gate: string) => rows.filter((row) => row.expected_gate === gate).map(({ file = '' }) => file)
  const readAll = (files: string[]) => Promise.all(files.map((file) => read(readFileSync(join(testData, 'ood', file)))))

  test('that show no chest get no risk: at least 98 % are refused as out of scope', async () => {
    const readings = await readAll(expected('not_chest'))
    expect(
      readings.filter(({ outcome }) => outcome === 'out_of_scope').length / readings.length,
    ).toBeGreaterThanOrEqual(0.98)
    expect(readings.filter(({ riskCategory }) => riskCategory !== undefined)).toEqual([])
  })

  test('that show degraded chests or too few pixels never get a plain score', async () => {
    const readings = await readAll([...expected('chest_degraded'), ...expected('low_resolution')])
    const plain = readings.filter(({ outcome, quality }) => outcome === 'read' && quality.reasons.length === 0)
    expect(plain).toEqual([])
  })

  test('that show adult chests pass the gate nine times in ten, and always with a warning', async () => {
    const readings = await readAll(expected('chest'))
    expect(readings.filter(({ outcome }) => outcome === 'out_of_scope').length / readings.length).toBeLessThanOrEqual(
      0.1,
    )
    expect(readings.every(({ flags }) => flags.length > 0)).toBe(true)
  })
})

describe.skipIf(!haveChestModel)('the synthetic samples of the repository', () => {
  const samples = join(import.meta.dirname, '../../../samples')
  const rows = parseCsv(readFileSync(join(samples, 'samples.csv'), 'utf8'))
  const risks: Record<string, string> = { normal: 'low', viral: 'medium', bacterial: 'high' }

  test('are two dozen, eight of each class', () => {
    const counts = [...Map.groupBy(rows, (row) => row.class)].map(([name, of]) => [name, of.length])
    expect(Object.fromEntries(counts)).toEqual({ normal: 8, viral: 8, bacterial: 8 })
  })

  test.each(rows.map(({ file = '', class: made = '' }) => [file, made]))('%s is read as %s', async (file, made) => {
    const reading = await read(readFileSync(join(samples, file)))
    expect([reading.outcome, reading.riskCategory]).toEqual(['read', risks[made]])
    expect(reading.quality.reasons).toEqual([])
  })
})

describe.skipIf(!present)("children's films from the training hospital", () => {
  test('are refused by the gate at most twice in a hundred', async () => {
    const rows = rowsOf('chest-xray', 'train', 'labels.csv').filter((_, i) => i % 26 === 0)
    const readings = await Promise.all(
      rows.map(({ file = '' }) => read(readFileSync(join(testData, 'chest-xray', 'train', file)))),
    )
    const refused = readings.filter(({ outcome }) => outcome === 'out_of_scope')
    expect(refused.length / readings.length).toBeLessThanOrEqual(0.02)
  })
})
