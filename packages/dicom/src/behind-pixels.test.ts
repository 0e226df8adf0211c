import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type BulkValue, type Inspection, inspect, PixelItems, parse, readBehindPixels, withElements } from './index.ts'
import { ascii, codeOf, element, fileOf, item, itemEnd, joined, sequenceEnd } from './testing/bytes.ts'
import { haveTestData, realFile, rowsOf } from './testing/test-data.ts'

const open = 0xffffffff
const header = joined(
  element('0040A160', 'UT', 'long enough to be believed '.repeat(400)),
  element('00280010', 'US', Uint8Array.of(4, 0)),
  element('00280011', 'US', Uint8Array.of(4, 0)),
  element('00280100', 'US', Uint8Array.of(8, 0)),
)
const native = joined(header, element('7FE00010', 'OB', new Uint8Array(16)))
const items = joined(item(new Uint8Array()), item(new Uint8Array(300)), item(ascii('more')), sequenceEnd)
const coded = joined(header, element('7FE00010', 'OB', items, open))
const digest = item(joined(element('04000015', 'CS', 'SHA256'), itemEnd), open)
const tail = joined(
  element('7FE10010', 'LO', 'MADE UP'),
  element('7FE11001', 'OB', new Uint8Array(3000).fill(7)),
  element('7FE11002', 'LO', 'after it'),
  element('FFFAFFFA', 'SQ', joined(digest, sequenceEnd), open),
  element('FFFCFFFC', 'OB', new Uint8Array(16)),
)
const behind = (bulk: readonly BulkValue[]) => bulk.filter(({ path }) => path.startsWith('7FE1'))
const files = {
  native: fileOf('1.2.840.10008.1.2.1', native, tail),
  encapsulated: fileOf('1.2.840.10008.1.2.5', coded, tail),
  deflated: fileOf('1.2.840.10008.1.2.1.99', new Uint8Array(deflateRawSync(joined(native, tail)))),
}

test.each(Object.entries(files))('what stands behind %s pixels is part of the header', (_name, file) => {
  const { elements, bulk, behindPixels } = inspect(file, file.length)
  expect(behindPixels).toBeUndefined()
  expect(elements['7FE11002']).toEqual({ vr: 'LO', Value: ['after it'] })
  expect(elements.FFFAFFFA?.Value).toEqual([{ '04000015': { vr: 'CS', Value: ['SHA256'] } }])
  expect(elements.FFFCFFFC?.InlineBinary).toBeDefined()
  expect(behind(bulk)).toMatchObject([{ path: '7FE11001', vr: 'OB', length: 3000 }])
})

/** As a server reads it: a window, and a larger one where not one element is whole. */
function readByWindows(file: Uint8Array, found: Inspection, from: number, size: number, largest = 1 << 20) {
  let [whole, at, now, lastTag]: [Inspection, number | undefined, number, number | undefined] = [
    found,
    from,
    size,
    undefined,
  ]
  const sizes: number[] = []
  while (at !== undefined) {
    const bytes = file.subarray(at, at + now)
    sizes.push(bytes.length)
    const window = { bytes, at, total: file.length, isLargest: now >= largest, ...(lastTag ? { lastTag } : {}) }
    const read = readBehindPixels(found, window)
    whole = withElements(whole, read)
    now = read.next === at ? now * 2 : size
    ;[at, lastTag] = [read.next, read.lastTag]
  }
  return { whole, most: Math.max(...sizes) }
}

describe('what comes in parts', () => {
  const all = inspect(files.native, files.native.length)
  const head = inspect(files.native.subarray(0, all.pixelDataOffset), files.native.length)
  const from = Number(head.behindPixels)

  test('is the same window by window, and long values are passed over', () => {
    expect(from).toBe((all.pixelDataOffset ?? 0) + 16)
    const { whole, most } = readByWindows(files.native, head, from, 32)
    expect(whole).toEqual(all)
    expect(most).toBeLessThan(300)
  })

  test('a sequence that no window holds is a value whose bytes can be had', () => {
    const values = Array.from({ length: 20 }, (_, i) => element(`7FE310${10 + i}`, 'LT', 'x'.repeat(250)))
    const long = item(joined(...values))
    const file = fileOf(
      '1.2.840.10008.1.2.1',
      native,
      element('7FE11001', 'SQ', long),
      element('7FE11002', 'LO', 'more'),
    )
    const { whole, most } = readByWindows(file, inspect(file.subarray(0, from), file.length), from, 64, 512)
    expect(whole.elements['7FE11002']).toEqual({ vr: 'LO', Value: ['more'] })
    expect(behind(whole.bulk)).toMatchObject([{ path: '7FE11001', vr: 'UN', length: long.length }])
    expect(most).toBeLessThan(1025)
  })

  test('encapsulated pixels end where their items say, however the file is cut', () => {
    const { pixelDataOffset = 0 } = inspect(files.encapsulated, files.encapsulated.length)
    const { behindPixels } = inspect(files.encapsulated.subarray(0, pixelDataOffset), files.encapsulated.length)
    expect(behindPixels).toBe('unknown')
    for (const size of [1, 7, 8, 13, 400, 10_000]) {
      const found = new PixelItems(pixelDataOffset)
      for (let at = 0; at < files.encapsulated.length; at += size)
        found.push(files.encapsulated.subarray(at, at + size))
      expect(found.end, `${size}`).toBe(pixelDataOffset + items.length)
    }
  })
})

test('all windows together have no more elements than a data set may have', () => {
  const many = Array.from({ length: 60 }, (_, i) => element((0x7fe11000 + i).toString(16), 'SH', 'AB'))
  const file = fileOf('1.2.840.10008.1.2.1', native, ...many)
  const found = inspect(file, file.length)
  const at = (found.pixelDataOffset ?? 0) + 16
  const first = { bytes: file.subarray(at, at + 300), at, total: file.length }
  const { next = 0, lastTag, count } = readBehindPixels(found, first, { maxElements: 40 })
  expect(next).toBeGreaterThan(at)
  const second = { bytes: file.subarray(next), at: next, total: file.length, lastTag, count }
  expect(codeOf(() => readBehindPixels(found, second, { maxElements: 40 }))).toBe('too-many-elements')
  expect(codeOf(() => readBehindPixels(found, second, { maxElements: 70 }))).toBeUndefined()
})

test.each([
  ['zeros', new Uint8Array(500)],
  ['text', ascii('this is no element but what somebody wrote behind')],
  ['an element out of order', element('00100010', 'PN', 'Other^Name')],
  ['a value that ends too late', element('7FE11001', 'OB', 'short', 5000)],
])('behind the pixels %s is kept in the file and is no part of the header', (_name, rest) => {
  const bare = fileOf('1.2.840.10008.1.2.1', native)
  const file = joined(bare, rest)
  expect(inspect(file, file.length).elements).toEqual(inspect(bare, bare.length).elements)
})

describe.skipIf(!haveTestData)('every real file', () => {
  const valid = rowsOf('dicom', 'manifest.csv').filter(({ status }) => status === 'valid')
  test.each(valid)('has all of its elements: $file', ({ file = '' }) => {
    const bytes = realFile('dicom', file)
    expect(inspect(bytes, bytes.length).elements).toEqual(parse(bytes).elements)
  })
})
