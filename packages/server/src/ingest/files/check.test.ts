import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { crc32 } from 'node:zlib'
import { Problem } from '@firstread/contract'
import { synthesize } from '@firstread/dicom'
import sharp from 'sharp'
import { beforeAll, expect, test } from 'vitest'
import { FileCheck } from './check.ts'

const testData = process.env.TEST_DATA ?? resolve(import.meta.dirname, '../../../../../../shared/data')
const xrays = join(testData, 'chest-xray/train')

const create = { width: 40, height: 30, channels: 3 as const, background: { r: 200, g: 90, b: 10 } }
const noise = { ...create, noise: { type: 'gaussian' as const, mean: 128, sigma: 60 } }
let png: Buffer
let jpeg: Buffer
beforeAll(async () => {
  png = await sharp({ create: noise }).png().toBuffer()
  jpeg = await sharp({ create: noise }).jpeg().toBuffer()
})

/** What the check says of bytes that come in pieces of `size`: the format, or the code of the problem. */
function judge(bytes: Uint8Array, size = 65_536): string {
  const check = new FileCheck()
  try {
    for (let at = 0; at < bytes.length; at += size) check.push(Buffer.from(bytes.subarray(at, at + size)))
    const found = check.end()
    return found.format === 'DICOM' ? 'DICOM' : `${found.format} ${found.width}x${found.height}`
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

test.each([1, 2, 3, 7, 64, 4095, 4096, 4097])('pieces of %i bytes change nothing', (size) => {
  expect(judge(png, size)).toBe('PNG 40x30')
  expect(judge(jpeg, size)).toBe('JPEG 40x30')
  expect(judge(synthesize(), size)).toBe('DICOM')
})

test('every kind of PNG and JPEG that sharp writes is taken', async () => {
  const grey16 = sharp(new Uint16Array(1200).fill(4000), { raw: { width: 40, height: 30, channels: 1 } }).toColourspace(
    'grey16',
  )
  const made = [
    sharp({ create: noise }).png({ palette: true }),
    sharp({ create: noise }).png({ progressive: true }),
    sharp({ create: { ...create, channels: 4 as const } }).png(),
    sharp({ create: noise }).greyscale().png(),
    grey16.png(),
  ]
  for (const image of made) expect(judge(await image.toBuffer())).toBe('PNG 40x30')
  const jpegs = [
    sharp({ create: noise }).jpeg({ progressive: true }),
    sharp({ create: noise }).greyscale().jpeg({ quality: 100 }),
    sharp({ create: noise }).jpeg({ mozjpeg: true, chromaSubsampling: '4:4:4' }),
    sharp({ create: noise })
      .withExif({ IFD0: { Copyright: 'none' } })
      .jpeg(),
    sharp({ create: noise }).toColourspace('cmyk').jpeg(),
  ]
  for (const image of jpegs) expect(judge(await image.toBuffer())).toBe('JPEG 40x30')
})

test('a picture cut off anywhere is broken, or too short to be told', () => {
  for (let length = 8; length < png.length; length += 1)
    expect(judge(png.subarray(0, length)), `PNG ${length}`).toBe('broken-file')
  for (let length = 4; length < jpeg.length; length += 1)
    expect(judge(jpeg.subarray(0, length)), `JPEG ${length}`).toBe('broken-file')
})

test('each damaged byte of a PNG is found', () => {
  for (let at = 4; at < png.length; at += 1) {
    const damaged = Buffer.from(png)
    damaged[at] = (damaged[at] ?? 0) ^ 0x10
    expect(judge(damaged), `byte ${at}`).toMatch(/^(broken-file|file-limits)$/)
  }
})

test('other data behind the end makes a file with two faces; zeros are padding', () => {
  const zip = Buffer.from('PK\x03\x04 an archive')
  expect(judge(Buffer.concat([png, zip]))).toBe('hostile-file')
  expect(judge(Buffer.concat([jpeg, zip]))).toBe('hostile-file')
  expect(judge(Buffer.concat([png, Buffer.alloc(300)]))).toBe('PNG 40x30')
  expect(judge(Buffer.concat([jpeg, Buffer.alloc(300)]))).toBe('JPEG 40x30')
})

/** ISO/IEC 15948, 5.3: length, type, data, CRC over type and data. */
function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(data.length, 0)
  head.write(type, 4, 'latin1')
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(data, crc32(head.subarray(4))))
  return Buffer.concat([head, data, sum])
}
function pngOf(width: number, height: number, depth: number, colour: number): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, depth, colour, 0, 0, 0])
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  const parts = [chunk('IHDR', header), chunk('IDAT', Buffer.alloc(9)), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([png.subarray(0, 8), ...parts])
}

test('sizes are bounded before anybody decodes', () => {
  expect(judge(pngOf(20_000, 100, 8, 0))).toBe('PNG 20000x100')
  expect(judge(pngOf(20_001, 1, 8, 0))).toBe('file-limits')
  expect(judge(pngOf(1, 20_001, 8, 0))).toBe('file-limits')
  // 20,000 × 20,000 grey at 8 bits are 400 MB; at 16 bits 800 MB, above the 512 MiB of security.md 4.
  expect(judge(pngOf(20_000, 20_000, 8, 0))).toBe('PNG 20000x20000')
  expect(judge(pngOf(20_000, 20_000, 16, 0))).toBe('file-limits')
  expect(judge(pngOf(0, 5, 8, 0))).toBe('broken-file')
  expect(judge(pngOf(5, 5, 3, 0))).toBe('broken-file')
  expect(judge(pngOf(5, 5, 8, 5))).toBe('broken-file')
})

test('a JPEG that only DICOM may hold is told so', () => {
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]))
  const lossless = Buffer.from(jpeg)
  lossless[frame + 1] = 0xc3 // SOF3, lossless
  expect(judge(lossless)).toBe('unsupported-file')
  const twelveBits = Buffer.from(jpeg)
  twelveBits[frame + 4] = 12
  expect(judge(twelveBits)).toBe('unsupported-file')
})

test('a picture in front of a DICOM prefix is judged as DICOM, not by its first bytes', () => {
  const twoFaces = Buffer.concat([Buffer.alloc(128), Buffer.from(synthesize().subarray(128))])
  jpeg.copy(twoFaces, 0, 0, 128)
  expect(judge(twoFaces)).toBe('DICOM') // its header is refused afterwards as a hostile preamble
})

if (!existsSync(xrays)) console.warn(`no X-rays at ${xrays}: set TEST_DATA`)
test.skipIf(!existsSync(xrays))('real X-rays are taken', () => {
  const files = readdirSync(xrays, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jpeg'))
  expect(files.length).toBeGreaterThan(100)
  const some = files.filter((_, i) => i % 50 === 0)
  for (const name of some) expect(judge(readFileSync(join(xrays, name))), name).toMatch(/^JPEG \d+x\d+$/)
})
