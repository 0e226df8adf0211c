import { describe, expect, test } from 'vitest'
import { decodeFrame, displayGrey, parse } from './index.ts'
import { decodeJpeg } from './jpeg/index.ts'
import { haveTestData, realFile, rowsOf } from './testing/test-data.ts'

/**
 * The published JPEG of a radiograph. Our own decoder reads it; that this one is right is shown by the same pictures
 * stored natively, and by reference hashes from other programs in real-files.test.ts.
 */
function published(path: string, rows: number, columns: number) {
  return decodeJpeg(realFile('dicom-cxr', path), { rows, columns, components: 1 }).samples
}

describe.skipIf(!haveTestData)('a radiograph looks the same in every encoding', () => {
  test.each(rowsOf('dicom-cxr', 'manifest.csv'))('$file equals $same_image', async (row) => {
    const file = parse(realFile('dicom-cxr', row.file ?? ''))
    const grey = displayGrey(file, await decodeFrame(file))
    const levels = Uint8Array.from(grey.values, (v) => Math.round(v * 255))
    const reference = published(row.same_image ?? '', grey.height, grey.width)
    const worst = levels.reduce((max, level, i) => Math.max(max, Math.abs(level - (reference[i] ?? 0))), 0)
    expect(levels).toHaveLength(reference.length)
    expect(worst).toBe(row.pixels_equal === 'yes' ? 0 : 1)
  })
})
