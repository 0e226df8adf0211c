import { readFileSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Reader, startReader } from '../index.ts'
import { png8, pngRgb, waves } from '../testing/pictures.ts'
import { testPackage } from '../testing/test-network.ts'

const LIMIT_MIB = 1024

let reader: Reader
beforeAll(async () => {
  reader = await startReader({ modelDir: await testPackage(), memoryLimitMiB: LIMIT_MIB, timeoutMs: 30_000 })
})
afterAll(() => reader.close())

const size = { width: 240, height: 200 }

function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}

/** A real grey PNG of 20,000 × 20,000 black pixels: 400 MB from a few hundred kilobytes. */
function bomb(side: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const rows = deflateSync(Buffer.alloc((side + 1) * side))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, pngChunk('IHDR', header), pngChunk('IDAT', rows), pngChunk('IEND', Buffer.alloc(0))])
}

const element = (group: number, number: number, vr: string, value: Buffer) => {
  const long = ['OB', 'OW', 'OF', 'OD'].includes(vr)
  const head = Buffer.alloc(long ? 12 : 8)
  head.writeUInt16LE(group, 0)
  head.writeUInt16LE(number, 2)
  head.write(vr, 4, 'latin1')
  if (long) head.writeUInt32LE(value.length, 8)
  else head.writeUInt16LE(value.length, 6)
  return Buffer.concat([head, value])
}
const u16 = (value: number) => Buffer.from(Uint16Array.of(value).buffer)
const words = (value: string) => Buffer.from(value.length % 2 === 0 ? value : `${value} `)

/** Part 10, explicit little endian, one grey frame of float pixel data (7FE0,0008). */
function floatDicom(values: Float32Array, width: number, height: number): Buffer {
  const syntax = element(2, 0x10, 'UI', Buffer.from('1.2.840.10008.1.2.1\0'))
  const meta = Buffer.concat([element(2, 0, 'UL', Buffer.from(Uint32Array.of(syntax.length).buffer)), syntax])
  const body = [
    element(8, 0x16, 'UI', Buffer.from('1.2.840.10008.5.1.4.1.1.30\0')),
    element(8, 0x60, 'CS', words('DX')),
    element(0x28, 2, 'US', u16(1)),
    element(0x28, 4, 'CS', words('MONOCHROME2')),
    element(0x28, 0x10, 'US', u16(height)),
    element(0x28, 0x11, 'US', u16(width)),
    element(0x28, 0x100, 'US', u16(32)),
    element(0x7fe0, 8, 'OF', Buffer.from(values.buffer)),
  ]
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), meta, ...body])
}

const flat = (level: number) => Float32Array.from({ length: size.width * size.height }, () => level)
const whole = () => png8(waves(size, 0.5), size)

const cases: [name: string, make: () => Promise<Buffer> | Buffer, outcome: string, reason: string][] = [
  ['nothing at all', () => Buffer.alloc(0), 'failed', 'unsupported_type'],
  ['a text', () => Buffer.from('hello, this is no picture'), 'failed', 'unsupported_type'],
  [
    'a TIFF',
    () =>
      sharp({ create: { ...size, channels: 3, background: 'grey' } })
        .tiff()
        .toBuffer(),
    'failed',
    'unsupported_type',
  ],
  ['a picture of 1 × 1', () => png8(Float32Array.of(0.5), { width: 1, height: 1 }), 'abstained', 'too_small'],
  ['a picture of 20,000 × 20,000', () => bomb(20_000), 'failed', 'too_large'],
  ['all black', () => png8(flat(0), size), 'out_of_scope', 'blank'],
  ['all white', () => png8(flat(1), size), 'out_of_scope', 'blank'],
  [
    'noise',
    () =>
      png8(
        flat(0).map((_, i) => ((i * 2654435761) % 4096) / 4096),
        size,
      ),
    'out_of_scope',
    'not_chest',
  ],
  [
    'a picture in colour',
    () => pngRgb([flat(0.9), waves(size, 0.5), flat(0.1)], size),
    'out_of_scope',
    'colour_picture',
  ],
  ['a PNG cut short', async () => (await whole()).subarray(0, 2000), 'failed', 'unreadable_image'],
  [
    'a JPEG of rubbish',
    () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500, 7)]),
    'failed',
    'unreadable_image',
  ],
  [
    'a DICOM of rubbish',
    () => Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), Buffer.alloc(500, 0xee)]),
    'failed',
    'unreadable_image',
  ],
  [
    'a DICOM with NaN among its pixels',
    () => floatDicom(waves(size, 0.5).fill(Number.NaN, 100, 101), size.width, size.height),
    'failed',
    'not_finite',
  ],
  [
    'a DICOM with infinity among its pixels',
    () => floatDicom(waves(size, 0.5).fill(Number.POSITIVE_INFINITY, 7, 8), size.width, size.height),
    'failed',
    'not_finite',
  ],
]

test.each(cases)('%s ends with its reason, without a risk, and the child lives', async (_, make, outcome, reason) => {
  const { pid } = reader
  const reading = await reader.analyze({ images: [{ imageId: 'x', bytes: await make() }], context: {} })
  expect(reading).toMatchObject({ outcome, reason })
  expect(reading.explanation).toMatch(/\.$/)
  expect(reading.riskCategory).toBeUndefined()
  expect(reading.recommendations).toEqual(['Not read.'])
  expect(reader.pid).toBe(pid)
})

test('the sound twin of the float DICOM is read', async () => {
  const bytes = floatDicom(waves(size, 0.5), size.width, size.height)
  const reading = await reader.analyze({ images: [{ imageId: 'x', bytes }], context: {} })
  expect(reading).toMatchObject({ outcome: 'read', width: 240, height: 200 })
})

test('a study without images says so', async () => {
  expect(await reader.analyze({ images: [], context: {} })).toMatchObject({
    outcome: 'failed',
    reason: 'no_image',
    images: [],
  })
})

test.skipIf(process.platform !== 'linux')('none of this took memory beyond the limit', () => {
  const peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${reader.pid}/status`, 'latin1'))?.[1]) / 1024
  expect(peak).toBeLessThan(LIMIT_MIB / 2)
  expect(reader.status().restarts).toBe(0)
})
