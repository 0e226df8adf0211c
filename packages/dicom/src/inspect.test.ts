import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { DicomError, inspect, isUid, parse, synthesize, transferSyntaxes } from './index.ts'
import { randomFrom } from './synthesize.ts'
import { codeOf, element, fileOf, joined } from './testing/bytes.ts'

const writable = [
  '1.2.840.10008.1.2',
  '1.2.840.10008.1.2.1',
  '1.2.840.10008.1.2.2',
  '1.2.840.10008.1.2.1.99',
  '1.2.840.10008.1.2.5',
]

describe('a header', () => {
  test.each(writable)('is read without the pixels: %s', (transferSyntaxUid) => {
    const bytes = synthesize({ kind: 'CT', rows: 40, columns: 30, transferSyntaxUid })
    const head = inspect(bytes, bytes.length)
    expect(head).toMatchObject({
      transferSyntaxUid,
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      hasPixelData: true,
      rows: 40,
      columns: 30,
      frames: 1,
      samplesPerPixel: 1,
      photometricInterpretation: 'MONOCHROME2',
      bitsAllocated: 16,
      bitsStored: 12,
      pixelRepresentation: 0,
      warnings: [],
    })
    expect(isUid(head.sopInstanceUid ?? '')).toBe(true)
    expect(head.elements['7FE00010']).toBeUndefined()
    expect(head.elements).toEqual(parse(bytes).elements)
  })

  test('tells where native pixels lie', () => {
    const bytes = synthesize({ rows: 16, columns: 16 })
    const { pixelDataOffset = 0, pixelDataLength } = inspect(bytes, bytes.length)
    expect(pixelDataLength).toBe(512)
    expect(pixelDataOffset + 512).toBe(bytes.length)
  })

  test('tells when the pixels are cut off', () => {
    const bytes = synthesize({ rows: 16, columns: 16 })
    expect(inspect(bytes, bytes.length).warnings).toEqual([])
    expect(inspect(bytes.subarray(0, -1), bytes.length - 1).warnings).toEqual(['pixel-data-cut-off'])
  })

  test('tells no length of encapsulated pixels and no place of deflated ones', () => {
    const rle = synthesize({ transferSyntaxUid: '1.2.840.10008.1.2.5' })
    expect(inspect(rle, rle.length).pixelDataOffset).toBeGreaterThan(128)
    expect(inspect(rle, rle.length).pixelDataLength).toBeUndefined()
    const deflated = synthesize({ transferSyntaxUid: '1.2.840.10008.1.2.1.99' })
    expect(inspect(deflated, deflated.length).pixelDataOffset).toBeUndefined()
  })

  test('keeps values above 1 KiB out of the elements and lists them', () => {
    const bytes = synthesize({ elements: { ImageComments: 'x'.repeat(1024), PatientComments: 'y'.repeat(1026) } })
    const { elements, bulk } = inspect(bytes, bytes.length)
    expect(elements['00204000']?.Value).toEqual(['x'.repeat(1024)])
    expect(elements['00104000']).toBeUndefined()
    expect(bulk).toMatchObject([{ path: '00104000', vr: 'LT', length: 1026 }])
    const { offset = 0 } = bulk[0] ?? {}
    expect(Buffer.from(bytes.subarray(offset, offset + 3)).toString()).toBe('yyy')
  })
})

describe('the first part of a file', () => {
  // a header of some 20 KiB
  const described = Array.from({ length: 60 }, (_, i) => ({ CodeValue: `${i}`, CodeMeaning: 'm'.repeat(300) }))
  const whole = synthesize({ kind: 'CT', rows: 200, columns: 200, elements: { ViewCodeSequence: described } })
  const { pixelDataOffset: pixels = 0 } = inspect(whole, whole.length)

  test('is enough when it holds the header', () => {
    expect(inspect(whole.subarray(0, pixels), whole.length)).toEqual(inspect(whole, whole.length))
  })

  test('says how much it lacks, at least twice as much each time', () => {
    const asked: number[] = [100]
    const next = (length: number): number | undefined => {
      try {
        inspect(whole.subarray(0, length), whole.length)
        return undefined
      } catch (e) {
        if (e instanceof DicomError && e.code === 'need-more') return e.needed
        throw e
      }
    }
    for (let needed = next(100); needed !== undefined; needed = next(needed)) asked.push(needed)
    expect(asked).toEqual([100, 8192, 16_384, 32_768])
    expect(pixels).toBeGreaterThan(16_384)
  })

  test('is told from a file that is cut off', () => {
    expect(codeOf(() => inspect(whole.subarray(0, 9000), 9000))).toBe('truncated')
    expect(codeOf(() => inspect(whole.subarray(0, 9000), 9001))).toBe('truncated')
  })

  test('is refused at once when its preamble is hostile', () => {
    const bytes = synthesize()
    bytes.set([0x4d, 0x5a])
    expect(codeOf(() => inspect(bytes.subarray(0, 132), bytes.length))).toBe('hostile-preamble')
  })
})

describe('limits', () => {
  const withSize = (elements: Record<string, number>) => {
    const bytes = synthesize({ rows: 4, columns: 4, elements })
    return codeOf(() => inspect(bytes, bytes.length))
  }
  // the pixels are made for the size said, so large ones are claimed by patching the header
  function claimed(patch: Record<number, number>): string | undefined {
    const bytes = synthesize({ rows: 4, columns: 4, elements: { NumberOfFrames: 1 } })
    const view = new DataView(bytes.buffer)
    for (let at = 132; at < bytes.length - 10; at++) {
      const value = patch[view.getUint32(at, true)]
      if (value !== undefined) view.setUint16(at + 8, value, true)
    }
    return codeOf(() => inspect(bytes, bytes.length))
  }
  const [ROWS, COLUMNS] = [0x00100028, 0x00110028] // (0028,0010) and (0028,0011) as they lie in little endian

  test('20,000 rows are taken, more are not', () => {
    expect(claimed({ [ROWS]: 20_000 })).toBeUndefined()
    expect(claimed({ [ROWS]: 20_001 })).toBe('too-large')
  })

  test('512 MiB decoded are taken, more are not', () => {
    // 16384 × 16384 × 2 bytes = 512 MiB
    expect(claimed({ [ROWS]: 16_384, [COLUMNS]: 16_384 })).toBeUndefined()
    expect(claimed({ [ROWS]: 16_384, [COLUMNS]: 16_385 })).toBe('too-large')
  })

  test('what is decoded at once is one frame, however many there are', () => {
    const bytes = synthesize({ rows: 4, columns: 4, elements: { NumberOfFrames: 3 } })
    expect(codeOf(() => inspect(bytes, bytes.length, { maxDecodedBytes: 32 }))).toBeUndefined() // 4 × 4 × 2 bytes
    expect(codeOf(() => inspect(bytes, bytes.length, { maxDecodedBytes: 31 }))).toBe('too-large')
  })

  test('4,096 frames are taken, more are not', () => {
    expect(withSize({ NumberOfFrames: 4_096 })).toBeUndefined()
    expect(withSize({ NumberOfFrames: 4_097 })).toBe('too-large')
  })

  test('a deflated data set may grow twentyfold, and to 1 MiB in any case', () => {
    const zeros = (mib: number) => element('00091001', 'OB', new Uint8Array(mib * 1024 * 1024))
    const deflated = (body: Uint8Array) => fileOf('1.2.840.10008.1.2.1.99', deflateRawSync(body))
    const random = randomFrom('noise')
    const noise = element(
      '00091002',
      'OB',
      Uint8Array.from({ length: 300_000 }, () => random() * 256),
    )
    expect(codeOf(() => parse(deflated(zeros(0.9))))).toBeUndefined()
    expect(codeOf(() => parse(deflated(zeros(30))))).toBe('too-large') // 30 KiB to 30 MiB
    expect(codeOf(() => parse(deflated(joined(zeros(1), noise))))).toBeUndefined()
  })

  test('no deflated data set grows above the limit', () => {
    const bytes = synthesize({ transferSyntaxUid: '1.2.840.10008.1.2.1.99' })
    expect(codeOf(() => parse(bytes, { maxInflatedBytes: 2_000 }))).toBe('too-large')
    expect(codeOf(() => parse(bytes, { maxInflatedBytes: 20_000 }))).toBeUndefined()
  })
})

test('every transfer syntax has a sound UID', () => {
  expect(Object.keys(transferSyntaxes).filter((uid) => !isUid(uid))).toEqual([])
})
