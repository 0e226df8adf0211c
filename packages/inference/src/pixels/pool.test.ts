import { decodeFrame, frameBytes, inspect, parse, synthesize } from '@firstread/dicom'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bytes, openPixels, type Pixels } from '../index.ts'

let pixels: Pixels
beforeAll(() => {
  pixels = openPixels({ width: 1 })
})
afterAll(() => pixels.close())

/** Comes in pieces of odd sizes, as files and pipes hand them out. */
const bytesOf = (bytes: Uint8Array): Bytes => ({
  length: bytes.length,
  async *read() {
    for (let at = 0; at < bytes.length; at += 70_001) yield bytes.subarray(at, at + 70_001)
  },
})
const whole = (bytes: Uint8Array) => ({ segments: [bytesOf(bytes)] })

function inParts(bytes: Uint8Array, frames: number[]) {
  const head = bytes.slice(0, Math.max(8192, inspect(bytes, bytes.length).pixelDataOffset ?? 0))
  const file = parse(bytes)
  return { segments: [head, ...frames.map((frame) => frameBytes(file, frame))].map(bytesOf), totalBytes: bytes.length }
}
const raw = (v: { buffer: ArrayBufferLike; byteOffset: number; byteLength: number }) =>
  Buffer.from(v.buffer, v.byteOffset, v.byteLength)

test('a picture is the same from the whole file and from its parts', async () => {
  const bytes = synthesize({ kind: 'CT', rows: 300, columns: 400, frames: 3 })
  const options = { format: 'png', frame: 2 } as const
  const [one, other] = [await pixels.render(whole(bytes), options), await pixels.render(inParts(bytes, [2]), options)]
  expect(Buffer.from(one.bytes).equals(Buffer.from(other.bytes))).toBe(true)
  expect(await sharp(Buffer.from(one.bytes)).metadata()).toMatchObject({ width: 400, height: 300, channels: 1 })
})

test('a film is the same whether it is shown as it comes or from its whole file, as a JPEG, a PNG and a part of it', async () => {
  const bytes = synthesize({ kind: 'DX', rows: 1500, columns: 1201 })
  const region = { left: 100, top: 50, width: 900, height: 700 }
  for (const options of [
    { format: 'jpeg' },
    { format: 'png', window: { center: 1000, width: 1500 } },
    { format: 'jpeg', region, viewport: { width: 300, height: 300 } },
  ] as const) {
    const [one, other] = [await pixels.render(whole(bytes), options), await pixels.render(inParts(bytes, [0]), options)]
    expect(Buffer.from(one.bytes).equals(Buffer.from(other.bytes))).toBe(true)
  }
  expect(
    await sharp(Buffer.from((await pixels.render(inParts(bytes, [0]), { format: 'jpeg' })).bytes)).metadata(),
  ).toMatchObject({
    width: 1201,
    height: 1500,
    channels: 1,
  })
  await expect(pixels.render(inParts(bytes, [0]), { format: 'jpeg', frame: 1 })).rejects.toMatchObject({
    code: 'no-such-frame',
  })
})

test('a region is cut, mirrored, and fitted into a viewport', async () => {
  // Four quarters: 0, 80 over 160, 240
  const values = Uint8Array.from({ length: 64 * 64 }, (_, i) => (i % 64 < 32 ? 0 : 80) + (i < 32 * 64 ? 0 : 160))
  const png = await sharp(values, { raw: { width: 64, height: 64, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer()
  const look = async (region: { left: number; top: number; width: number; height: number }) => {
    const made = await pixels.render(whole(png), { format: 'png', region, viewport: { width: 100, height: 100 } })
    const { data, info } = await sharp(Buffer.from(made.bytes)).raw().toBuffer({ resolveWithObject: true })
    return { width: info.width, height: info.height, first: data[0], last: data[data.length - 1] }
  }
  expect(await look({ left: 32, top: 0, width: 32, height: 32 })).toEqual({
    width: 100,
    height: 100,
    first: 80,
    last: 80,
  })
  expect(await look({ left: 0, top: 0, width: -64, height: 64 })).toMatchObject({ first: 80, last: 160 })
  expect(await look({ left: 0, top: 0, width: 64, height: -32 })).toMatchObject({
    width: 100,
    height: 50,
    first: 0,
    last: 80,
  })
  await expect(look({ left: 70, top: 0, width: 5, height: 5 })).rejects.toMatchObject({ code: 'no-pixels' })
})

test('frames come as native bytes or as code streams', async () => {
  const bytes = synthesize({ kind: 'CT', rows: 40, columns: 50, frames: 4, transferSyntaxUid: '1.2.840.10008.1.2.5' })
  const native = await pixels.frames(inParts(bytes, [3, 1]), [3, 1], '1.2.840.10008.1.2.1')
  for (const [i, frame] of [3, 1].entries())
    expect(native[i]?.equals(raw((await decodeFrame(parse(bytes), frame)).values))).toBe(true)
  const [stream] = await pixels.frames(whole(bytes), [0], '1.2.840.10008.1.2.4.80')
  expect(stream?.subarray(0, 4).toString('hex')).toBe('ffd8fff7') // SOI, SOF55
  await expect(pixels.frames(whole(bytes), [4], '1.2.840.10008.1.2.1')).rejects.toMatchObject({ code: 'no-such-frame' })
})

test('a file changes its transfer syntax, lossy colour too', async () => {
  const bytes = synthesize({ kind: 'SC', rows: 128, columns: 128 })
  const lossy = parse(await pixels.transcode(whole(bytes), '1.2.840.10008.1.2.4.50'))
  const [before, after] = [(await decodeFrame(parse(bytes))).values, (await decodeFrame(lossy)).values]
  expect(after).toHaveLength(before.length)
  const { transferSyntaxUid } = parse(await pixels.transcode(whole(bytes), '1.2.840.10008.1.2.4.90'))
  expect(transferSyntaxUid).toBe('1.2.840.10008.1.2.4.90')
  await expect(pixels.transcode(whole(bytes), '1.2.840.10008.1.2.2')).rejects.toMatchObject({
    code: 'unsupported-encoding',
  })
})

test('rubbish is refused by name and the process lives on; a source that breaks ends it, and the next one starts', async () => {
  await expect(pixels.render(whole(Buffer.from('no picture')), { format: 'png' })).rejects.toMatchObject({
    code: 'unsupported-type',
  })
  const broken = { length: 1000, read: async function* () { yield Buffer.alloc(10); throw new Error('disk') } } // biome-ignore format: one thought
  await expect(pixels.render({ segments: [broken] }, { format: 'png' })).rejects.toThrow('disk')
  const short = { length: 1000, read: async function* () { yield Buffer.alloc(10) } } // biome-ignore format: one thought
  await expect(pixels.render({ segments: [short] }, { format: 'png' })).rejects.toMatchObject({
    code: 'unreadable-image',
  })
  const png = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  expect((await pixels.render(whole(png), { format: 'jpeg' })).bytes.length).toBeGreaterThan(100)
})

test('whoever waits in line is served; after closing nobody is', async () => {
  const png = await sharp({ create: { width: 30, height: 30, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  const two = openPixels({ width: 2 })
  const made = await Promise.all(Array.from({ length: 7 }, () => two.render(whole(png), { format: 'png' })))
  expect(made).toHaveLength(7)
  await two.close()
  await expect(two.render(whole(png), { format: 'png' })).rejects.toMatchObject({ code: 'closed' })
})
