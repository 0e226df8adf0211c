import { describe, expect, test } from 'vitest'
import { decodeFrame, displayGrey, displayRgb, modalityValues, type SyntheticElements } from './index.ts'
import { expandSegments } from './palette.ts'
import { codeOf, hex } from './testing/bytes.ts'
import { grey, imageOf } from './testing/images.ts'

const round = (values: Iterable<number>) => Array.from(values, (v) => Math.round(v * 1000) / 1000)

async function shown(pixels: Uint8Array, elements: SyntheticElements, options = {}) {
  const file = imageOf(pixels, elements)
  const frame = await decodeFrame(file)
  return round(displayGrey(file, frame, options).values)
}

/** 8-bit stored values 0, 64, 128, 255. */
const four = hex('00 40 80 ff')

describe('modality values (PS3.3 C.11.1)', () => {
  test('slope and intercept', async () => {
    const file = imageOf(hex('0000 0004'), { ...grey(1, 2, 16), RescaleSlope: 2, RescaleIntercept: -1024 })
    expect([...modalityValues(file, await decodeFrame(file))]).toEqual([-1024, 1024])
  })

  test('a table: below its first value the first entry, above its last the last', async () => {
    const table = { LUTDescriptor: [3, 64, 16], ModalityLUTType: 'US', LUTData: [100, 200, 300] }
    const file = imageOf(four, { ...grey(1, 4, 8), ModalityLUTSequence: [table] })
    expect([...modalityValues(file, await decodeFrame(file))]).toEqual([100, 100, 300, 300])
  })

  test('an enhanced image has them for each frame', async () => {
    const perFrame = (slope: number) => ({
      PixelValueTransformationSequence: [{ RescaleSlope: slope, RescaleIntercept: 0 }],
    })
    const file = imageOf(hex('01 01'), {
      ...grey(1, 1, 8),
      NumberOfFrames: 2,
      PerFrameFunctionalGroupsSequence: [perFrame(3), perFrame(5)],
    })
    expect([...modalityValues(file, await decodeFrame(file, 1))]).toEqual([5])
  })
})

describe('windows (PS3.3 C.11.2.1)', () => {
  const windowed = (center: number, width: number, shape?: string) => ({
    ...grey(1, 4, 8),
    WindowCenter: center,
    WindowWidth: width,
    ...(shape ? { VOILUTFunction: shape } : {}),
  })

  test('LINEAR: ((x - (c - 0.5)) / (w - 1) + 0.5)', async () => {
    // c 128, w 101: 64 is below 127.5 - 50, 128 gives 0.5 / 100 + 0.5, 255 is above
    expect(await shown(four, windowed(128, 101))).toEqual([0, 0, 0.505, 1])
  })

  test('LINEAR with width 1 is a step', async () => {
    expect(await shown(four, windowed(128, 1))).toEqual([0, 0, 1, 1])
  })

  test('LINEAR_EXACT: (x - c) / w + 0.5', async () => {
    // c 100, w 200: 64 gives -36 / 200 + 0.5, 128 gives 28 / 200 + 0.5
    expect(await shown(four, windowed(100, 200, 'LINEAR_EXACT'))).toEqual([0, 0.32, 0.64, 1])
  })

  test('SIGMOID: 1 / (1 + exp(-4 (x - c) / w))', async () => {
    // c 128, w 256: exponents 2, 1, 0 and -127 / 64
    expect(await shown(four, windowed(128, 256, 'SIGMOID'))).toEqual([0.119, 0.269, 0.5, 0.879])
  })

  test('the caller may ask for another one', async () => {
    expect(
      await shown(four, windowed(128, 101), { windowCenter: 100, windowWidth: 200, windowShape: 'LINEAR_EXACT' }),
    ).toEqual([0, 0.32, 0.64, 1])
  })

  test('an impossible width counts as none', async () => {
    expect(await shown(four, windowed(128, 0))).toEqual([0, 0.251, 0.502, 1]) // 64 / 255, 128 / 255
  })

  test('a VOI LUT goes before a window', async () => {
    const table = { LUTDescriptor: [4, 62, 8], LUTData: [0, 51, 102, 255] } // 64 is entry 2: 102 / 255
    expect(await shown(four, { ...windowed(128, 101), VOILUTSequence: [table] })).toEqual([0, 0.4, 1, 1])
  })

  test('MONOCHROME1 is turned round', async () => {
    expect(await shown(four, { ...grey(1, 4, 8), PhotometricInterpretation: 'MONOCHROME1' })).toEqual([
      1, 0.749, 0.498, 0,
    ])
  })
})

describe('without a window', () => {
  test('8 bits show their full range', async () => {
    expect(await shown(hex('40 80'), grey(1, 2, 8))).toEqual([0.251, 0.502])
  })

  test('more bits show from least to greatest value', async () => {
    expect(await shown(hex('6400 c800 2c01'), grey(1, 3, 16))).toEqual([0, 0.5, 1])
  })

  test('padding does not count', async () => {
    expect(await shown(hex('6400 c800 2c01 0000'), { ...grey(1, 4, 16), PixelPaddingValue: 0 })).toEqual([0, 0.5, 1, 0])
  })

  test('padding may be a range', async () => {
    const range = { ...grey(1, 4, 16), PixelPaddingValue: 0, PixelPaddingRangeLimit: 10 }
    expect(await shown(hex('6400 c800 2c01 0900'), range)).toEqual([0, 0.5, 1, 0])
  })

  test('a constant image is black', async () => {
    expect(await shown(hex('0700 0700'), grey(1, 2, 16))).toEqual([0, 0])
  })
})

describe('colour', () => {
  const colour = (kind: string) => ({
    ...grey(1, 2, 8),
    SamplesPerPixel: 3,
    PlanarConfiguration: 0,
    PhotometricInterpretation: kind,
  })
  const rgbOf = async (pixels: Uint8Array, elements: SyntheticElements) => {
    const file = imageOf(pixels, elements)
    return [...displayRgb(file, await decodeFrame(file)).values]
  }

  test('RGB stays', async () => {
    expect(await rgbOf(hex('010203 fffefd'), colour('RGB'))).toEqual([1, 2, 3, 255, 254, 253])
  })

  test('YBR_FULL: red is 76 85 255 (PS3.3 C.7.6.3.1.2)', async () => {
    // R = 76 + 1.402 × 127 = 254.05; G = 76 + 0.344136 × 43 - 0.714136 × 127 = 0.10; B = 76 - 1.772 × 43 = -0.2
    expect(await rgbOf(hex('4c55ff 808080'), colour('YBR_FULL'))).toEqual([254, 0, 0, 128, 128, 128])
  })

  test('a palette', async () => {
    const channel = (name: string, entries: number[]) => ({
      [`${name}PaletteColorLookupTableDescriptor`]: [4, 0, 16],
      [`${name}PaletteColorLookupTableData`]: entries.map((entry) => entry * 257),
    })
    const palette = {
      ...channel('Red', [0, 10, 20, 30]),
      ...channel('Green', [1, 11, 21, 31]),
      ...channel('Blue', [2, 12, 22, 32]),
    }
    expect(
      await rgbOf(hex('01 09'), { ...grey(1, 2, 8), PhotometricInterpretation: 'PALETTE COLOR', ...palette }),
    ).toEqual([10, 11, 12, 30, 31, 32])
  })

  test('a palette that is missing', async () => {
    const file = imageOf(hex('01 09'), { ...grey(1, 2, 8), PhotometricInterpretation: 'PALETTE COLOR' })
    const frame = await decodeFrame(file)
    expect(codeOf(() => displayRgb(file, frame))).toBe('malformed')
  })

  test('segments of a palette (PS3.3 C.7.9.2)', () => {
    // three entries as they are, a line of four up to 50, then the first segment once more
    expect([...expandSegments([0, 3, 7, 8, 10, 1, 4, 50, 2, 1, 0, 0], 10)]).toEqual([
      7, 8, 10, 20, 30, 40, 50, 7, 8, 10,
    ])
    expect(codeOf(() => expandSegments([0, 1, 7], 10))).toBe('malformed')
    expect(codeOf(() => expandSegments([2, 1, 0, 0], 10))).toBe('malformed')
  })

  test('grey of colour is luminance', async () => {
    expect(await shown(hex('ff0000 00ff00'), colour('RGB'))).toEqual([0.299, 0.587])
  })
})
