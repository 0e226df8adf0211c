import { describe, expect, test } from 'vitest'
import { decodeFrame, frameBytes, parse, type SyntheticElements, synthesize } from './index.ts'
import { encodeRle } from './rle-encode.ts'
import { codeOfAsync, element, fileOf, hex, item, joined, sequenceEnd } from './testing/bytes.ts'
import { grey, imageOf } from './testing/images.ts'

const RLE = '1.2.840.10008.1.2.5'
const BIG = '1.2.840.10008.1.2.2'

async function valuesOf(
  pixels: Uint8Array | Uint8Array[],
  elements: SyntheticElements,
  transferSyntaxUid?: string,
  frame = 0,
): Promise<number[]> {
  return [...(await decodeFrame(imageOf(pixels, elements, transferSyntaxUid), frame)).values]
}

describe('native pixels', () => {
  test('1 bit: the first pixel is the least significant bit (PS3.5 8.1.1)', async () => {
    // 1011 0010 read from the right: 0 1 0 0 1 1 0 1
    expect(await valuesOf(hex('b2 00'), grey(2, 4, 1))).toEqual([0, 1, 0, 0, 1, 1, 0, 1])
  })

  test('1 bit: the second frame begins within a byte', async () => {
    // two frames of 3 pixels: 0 1 0 | 0 1 1
    expect(await valuesOf(hex('b2 00'), { ...grey(1, 3, 1), NumberOfFrames: 2 }, undefined, 1)).toEqual([0, 1, 1])
  })

  test('12 bits in 16: bits above the stored ones are dropped', async () => {
    expect(await valuesOf(hex('bcfa 0100'), grey(1, 2, 16, 12))).toEqual([0xabc, 1])
  })

  test('12 bits in 16, signed: the sign is the highest stored bit', async () => {
    // FFF is -1, 800 is -2048, 7FF is 2047; the upper four bits hold an overlay
    expect(await valuesOf(hex('ff5f 0008 ff07'), grey(1, 3, 16, 12, true))).toEqual([-1, -2048, 2047])
  })

  test('12 bits at the top of 16: HighBit 15', async () => {
    expect(await valuesOf(hex('c0ab 1000'), { ...grey(1, 2, 16, 12), HighBit: 15 })).toEqual([0xabc, 1])
  })

  test('12 bits allocated: two values in three bytes', async () => {
    expect(await valuesOf(hex('bc 1a 23 00'), grey(1, 2, 12))).toEqual([0xabc, 0x231])
  })

  test('8 bits, signed', async () => {
    expect(await valuesOf(hex('ff 80 7f 00'), grey(1, 4, 8, 8, true))).toEqual([-1, -128, 127, 0])
  })

  test('32 bits, unsigned and signed', async () => {
    expect(await valuesOf(hex('ffffffff 01000000'), grey(1, 2, 32))).toEqual([4294967295, 1])
    expect(await valuesOf(hex('ffffffff 01000000'), grey(1, 2, 32, 32, true))).toEqual([-1, 1])
  })

  test('big endian words', async () => {
    // `write` turns the little endian 0x1234 for the file
    expect(await valuesOf(hex('3412 0100'), grey(1, 2, 16), BIG)).toEqual([0x1234, 1])
  })

  test('big endian OW with 8 bits: the bytes of each word are exchanged (PS3.5 8.1.1)', async () => {
    const at = (tag: string, value: string) => hex(tag, '5553 0002', value)
    const file = parse(
      fileOf(
        BIG,
        hex('0008 0016 5549 0004 312e3200'),
        at('0028 0010', '0001'),
        at('0028 0011', '0004'),
        at('0028 0100', '0008'),
        at('0028 0101', '0008'),
        hex('7fe0 0010 4f57 0000 00000004 02010403'),
      ),
    )
    expect([...(await decodeFrame(file)).values]).toEqual([1, 2, 3, 4])
  })

  test('colour by plane becomes colour by pixel', async () => {
    const colour = { ...grey(1, 2, 8), SamplesPerPixel: 3, PhotometricInterpretation: 'RGB', PlanarConfiguration: 1 }
    expect(await valuesOf(hex('0102 1112 2122'), colour)).toEqual([0x01, 0x11, 0x21, 0x02, 0x12, 0x22])
  })

  test('YBR_FULL_422: two pixels share their colour', async () => {
    const colour = {
      ...grey(1, 2, 8),
      SamplesPerPixel: 3,
      PhotometricInterpretation: 'YBR_FULL_422',
      PlanarConfiguration: 0,
    }
    expect(await valuesOf(hex('0a14 1e28'), colour)).toEqual([10, 30, 40, 20, 30, 40])
  })

  test('frames follow each other', async () => {
    const three = { ...grey(1, 2, 8), NumberOfFrames: 3 }
    expect(await valuesOf(hex('0102 0304 0506'), three, undefined, 2)).toEqual([5, 6])
  })

  test('the bytes of a frame are had without decoding', () => {
    const native = imageOf(hex('0102 0304 0506'), { ...grey(1, 2, 8), NumberOfFrames: 3 })
    expect(frameBytes(native, 1)).toEqual(hex('0304'))
    const coded = imageOf([hex('0102'), hex('0304')], { ...grey(1, 2, 8), NumberOfFrames: 2 }, RLE)
    expect(frameBytes(coded, 1)).toEqual(hex('0304'))
  })

  test('a frame that is missing, cut off or never was', async () => {
    expect(await codeOfAsync(() => valuesOf(hex('0102'), { ...grey(1, 2, 8), NumberOfFrames: 2 }, undefined, 1))).toBe(
      'truncated',
    )
    expect(await codeOfAsync(() => valuesOf(hex('0102'), grey(1, 2, 8), undefined, 1))).toBe('no-such-frame')
    expect(
      await codeOfAsync(async () =>
        decodeFrame(parse(fileOf('1.2.840.10008.1.2.1', element('00080016', 'UI', '1.2\0')))),
      ),
    ).toBe('no-pixels')
  })
})

describe('RLE (PS3.5 Annex G)', () => {
  /** A frame of one segment. */
  const frame = (segment: string) => joined(hex('01000000 40000000'), new Uint8Array(56), hex(segment))

  test('copies and repeats', async () => {
    // 02: copy three; FE: 257 - 254 = repeat three times; 80: nothing
    expect(await valuesOf([frame('02 0a0b0c 80 fe 07')], grey(2, 3, 8), RLE)).toEqual([10, 11, 12, 7, 7, 7])
  })

  test('16 bits: the most significant bytes come first', async () => {
    const words = joined(hex('02000000 40000000 44000000'), new Uint8Array(52), hex('01 1256 00', '01 3478 00'))
    expect(await valuesOf([words], grey(1, 2, 16), RLE)).toEqual([0x1234, 0x5678])
  })

  test.each([
    ['a segment that ends early', frame('01 0a0b')],
    ['no segment', joined(hex('00000000'), new Uint8Array(60))],
    ['a header that is cut off', new Uint8Array(20)],
    ['a segment beyond the end', joined(hex('01000000 ffffff7f'), new Uint8Array(56))],
  ])('%s is refused', async (_what, bytes) => {
    expect(await codeOfAsync(() => valuesOf([bytes], grey(2, 3, 8), RLE))).toBe('bad-pixels')
  })

  test('what we encode, we decode', async () => {
    const native = await decodeFrame(parse(synthesize({ kind: 'SC', seed: 5 })))
    const coded = await decodeFrame(parse(synthesize({ kind: 'SC', seed: 5, transferSyntaxUid: RLE })))
    expect(coded.values).toEqual(native.values)
  })
})

describe('fragments and frames (PS3.5 A.4)', () => {
  const layout = (frames: number) => [
    element('00080016', 'UI', '1.2\0'),
    element('00280008', 'IS', String(frames)),
    element('00280010', 'US', hex('0100')),
    element('00280011', 'US', hex('0200')),
    element('00280100', 'US', hex('0800')),
    element('00280101', 'US', hex('0800')),
  ]
  const frames = ['0102', '0304', '0506'].map((values) => encodeRle(hex(values), 1, 1))
  const [first = new Uint8Array(), second = new Uint8Array(), third = new Uint8Array()] = frames
  const length = 8 + first.length
  const table = (...offsets: number[]) => item(new Uint8Array(Uint32Array.from(offsets).buffer))
  const ends = (parts: Uint8Array[], table: Uint8Array, before: Uint8Array[] = []) =>
    parse(
      fileOf(RLE, ...layout(3), ...before, element('7FE00010', 'OB', joined(table, ...parts), 0xffffffff), sequenceEnd),
    )
  const read = async (file: ReturnType<typeof parse>, frame: number) => [...(await decodeFrame(file, frame)).values]

  test('one fragment a frame, without offset table', async () => {
    expect(
      await read(
        ends(
          frames.map((f) => item(f)),
          item(new Uint8Array()),
        ),
        2,
      ),
    ).toEqual([5, 6])
  })

  test('several fragments a frame, with offset table', async () => {
    const halves = [item(first.slice(0, 30)), item(first.slice(30)), item(second), item(third)]
    const file = ends(halves, table(0, length + 8, length + 8 + length))
    expect(await Promise.all([0, 1, 2].map((i) => read(file, i)))).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
  })

  test('several fragments a frame, with extended offset table', async () => {
    const offsets = new Uint8Array(BigUint64Array.from([0n, BigInt(length + 8), BigInt(2 * length + 8)]).buffer)
    const halves = [item(first.slice(0, 30)), item(first.slice(30)), item(second), item(third)]
    expect(await read(ends(halves, item(new Uint8Array()), [element('7FE00001', 'OV', offsets)]), 2)).toEqual([5, 6])
  })

  test('a wrong offset table is not believed', async () => {
    expect(
      await read(
        ends(
          frames.map((f) => item(f)),
          table(0, 3, 7),
        ),
        1,
      ),
    ).toEqual([3, 4])
  })

  test('a missing delimiter is forgiven', async () => {
    const file = parse(
      fileOf(RLE, ...layout(1), element('7FE00010', 'OB', joined(item(new Uint8Array()), item(first)), 0xffffffff)),
    )
    expect(file.warnings).toEqual(['pixel-data-without-end'])
    expect(await read(file, 0)).toEqual([1, 2])
  })

  test('a frame beyond the fragments is refused', async () => {
    expect(await codeOfAsync(() => read(ends([item(first)], item(new Uint8Array())), 1))).toBe('no-such-frame')
  })

  test('an unknown transfer syntax is refused by name', async () => {
    const file = parse(
      fileOf(
        '1.2.840.10008.1.2.4.102',
        ...layout(1),
        element('7FE00010', 'OB', joined(item(new Uint8Array()), item(first)), 0xffffffff),
        sequenceEnd,
      ),
    )
    expect(await codeOfAsync(() => read(file, 0))).toBe('unsupported-transfer-syntax')
  })
})
