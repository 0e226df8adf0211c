import { describe, expect, test } from 'vitest'
import { DicomError, decodeFrame, displayGrey, displayRgb, inspect, parse, synthesize } from './index.ts'
import { randomFrom } from './synthesize.ts'
import { haveTestData, realFile } from './testing/test-data.ts'

type Random = () => number
const below = (random: Random, n: number) => Math.floor(random() * n)

/** One act of damage; half of them strike the first 2 KiB, where the header is. */
const acts: readonly ((bytes: Uint8Array, at: number, random: Random) => Uint8Array)[] = [
  (bytes, at) => bytes.slice(0, at),
  (bytes, at, random) => put(bytes, at, [below(random, 256)]),
  (bytes, at, random) => put(bytes, at, [(bytes[at] ?? 0) ^ (1 << below(random, 8))]),
  (bytes, at) => put(bytes, at, [0xff, 0xff, 0xff, 0xff]), // undefined length
  (bytes, at) => put(bytes, at, [0xfe, 0xff, 0x00, 0xe0]), // item
  (bytes, at) => put(bytes, at, [0xfe, 0xff, 0xdd, 0xe0]), // end of sequence
  (bytes, at, random) =>
    put(
      bytes,
      at,
      [...(['SQ', 'UN', 'OB', 'US', '  ', 'ZZ'][below(random, 6)] ?? 'SQ')].map((c) => c.charCodeAt(0)),
    ),
  (bytes, at, random) => bytes.copyWithin(below(random, bytes.length), at, at + below(random, 64)),
]

function put(bytes: Uint8Array, at: number, values: number[]): Uint8Array {
  values.forEach((value, i) => {
    if (at + i < bytes.length) bytes[at + i] = value
  })
  return bytes
}

function mutate(original: Uint8Array, random: Random): Uint8Array {
  let bytes: Uint8Array = original.slice()
  for (let n = 1 + below(random, 4); n > 0; n--) {
    const at = below(random, random() < 0.5 ? Math.min(2048, bytes.length) : bytes.length)
    bytes = acts[below(random, acts.length)]?.(bytes, at, random) ?? bytes
  }
  return bytes
}

/** Everything a file goes through; resolves to how it ended. Only a DicomError may stop it. */
async function walk(bytes: Uint8Array): Promise<string> {
  try {
    inspect(bytes.subarray(0, 4096), bytes.length)
  } catch (e) {
    if (!(e instanceof DicomError)) throw e
  }
  try {
    const file = parse(bytes)
    JSON.stringify(file.elements)
    if (file.image === undefined) return 'no image'
    const frame = await decodeFrame(file, 0)
    displayGrey(file, frame)
    displayRgb(file, frame)
    return 'shown'
  } catch (e) {
    if (e instanceof DicomError) return e.code
    throw e
  }
}

async function walkMany(originals: readonly Uint8Array[], cases: number, seed: string): Promise<Map<string, number>> {
  const random = randomFrom(seed)
  const ends = new Map<string, number>()
  for (let i = 0; i < cases; i++) {
    const bytes = mutate(originals[below(random, originals.length)] ?? new Uint8Array(), random)
    const before = performance.now()
    const end = await walk(bytes)
    if (performance.now() - before > 5000) throw new Error(`case ${i} took more than five seconds`)
    ends.set(end, (ends.get(end) ?? 0) + 1)
  }
  return ends
}

const kinds = ['DX', 'CT', 'SC'] as const
const writable = [
  '1.2.840.10008.1.2',
  '1.2.840.10008.1.2.1',
  '1.2.840.10008.1.2.2',
  '1.2.840.10008.1.2.1.99',
  '1.2.840.10008.1.2.5',
  '1.2.840.10008.1.2.8.1',
]

/** Small real files, one for each coding that we cannot write. */
const coded = [
  'pydicom/SC_rgb_jpeg_dcmtk.dcm',
  'pydicom-data/JPGLosslessP14SV1_1s_1f_8b.dcm',
  'pydicom-data/JLSL_08_07_0_1F.dcm',
  'pydicom/MR_small_jp2klossless.dcm',
  'pydicom/chrSQEncoding1.dcm',
]

describe('damaged files are read or refused by name, soon and in bounded memory', () => {
  test('made-up files in six encodings, 2,000 cases', { timeout: 60_000 }, async () => {
    const originals = kinds.flatMap((kind) =>
      writable.map((transferSyntaxUid) => synthesize({ kind, transferSyntaxUid, rows: 16, columns: 16 })),
    )
    const ends = await walkMany(originals, 2000, 'made-up')
    // the damage is neither too light nor too heavy to mean something
    expect(ends.get('shown')).toBeGreaterThan(200)
    expect(ends.get('truncated')).toBeGreaterThan(100)
    expect(ends.get('malformed')).toBeGreaterThan(50)
    expect(process.memoryUsage().rss).toBeLessThan(1.5 * 2 ** 30)
  })

  test.skipIf(!haveTestData)('real compressed files, 400 cases', { timeout: 60_000 }, async () => {
    const ends = await walkMany(
      coded.map((name) => realFile('dicom', name)),
      400,
      'real',
    )
    expect(ends.get('shown')).toBeGreaterThan(20)
    expect(ends.get('bad-pixels')).toBeGreaterThan(20)
    expect(process.memoryUsage().rss).toBeLessThan(1.5 * 2 ** 30)
  })
})
