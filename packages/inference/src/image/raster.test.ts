import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { png8, png16, pngRgb } from '../testing/pictures.ts'
import { decodeRaster } from './raster.ts'

const size = { width: 4, height: 2 }
const ramp = Float32Array.of(0, 51, 102, 153, 204, 255, 102, 51).map((value) => value / 255)
const levels = [0, 51, 102, 153, 204, 255, 102, 51]

describe('a picture is decoded', () => {
  test('from 8 bits level by level', async () => {
    const picture = await decodeRaster(await png8(ramp, size))
    expect(picture).toMatchObject({ width: 4, height: 2, white: 255, chroma: 0 })
    expect([...picture.values]).toEqual(levels)
  })

  test('from 16 bits without losing one', async () => {
    const values = Float32Array.from({ length: 8 }, (_, i) => (i * 9362 + 1) / 65535)
    const picture = await decodeRaster(await png16(values, size))
    expect(picture.white).toBe(65535)
    expect([...picture.values]).toEqual(Array.from({ length: 8 }, (_, i) => i * 9362 + 1))
  })

  test('from grey stored as colour as the same grey', async () => {
    const picture = await decodeRaster(await pngRgb([ramp, ramp, ramp], size))
    expect([...picture.values]).toEqual(levels)
    expect(picture.chroma).toBe(0)
  })

  test('from colour by the weights of Rec. 601, and the colour is noticed', async () => {
    const flat = (level: number) => new Float32Array(8).fill(level)
    const picture = await decodeRaster(await pngRgb([flat(1), flat(0), flat(0.2)], size))
    // 0.299 · 255 + 0.114 · 51 = 82.06
    expect(picture.values[0]).toBe(82)
    expect(picture.chroma).toBe(1)
  })

  test('with transparent places black', async () => {
    const rgba = Buffer.from([200, 200, 200, 255, 200, 200, 200, 0, 200, 200, 200, 51])
    const bytes = await sharp(rgba, { raw: { width: 3, height: 1, channels: 4 } })
      .png()
      .toBuffer()
    expect([...(await decodeRaster(bytes)).values]).toEqual([200, 0, 40])
  })

  test('from a palette, from one bit and from CMYK', async () => {
    const palette = await sharp(await png8(ramp, size))
      .png({ palette: true, colours: 16 })
      .toBuffer()
    expect([...(await decodeRaster(palette)).values]).toEqual(levels)
    const bit = await sharp(await png8(ramp.map(Math.round), size))
      .png({ palette: true, colours: 2 })
      .toBuffer()
    expect([...(await decodeRaster(bit)).values]).toEqual([0, 0, 0, 255, 255, 255, 0, 0])
    const cmyk = await sharp({ create: { ...size, channels: 3, background: '#808080' } })
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer()
    expect((await decodeRaster(cmyk)).values[0]).toBeGreaterThan(100)
  })

  test('upright, as its Exif orientation says', async () => {
    const turned = await sharp(await png8(ramp, size))
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100 })
      .toBuffer()
    expect(await decodeRaster(turned)).toMatchObject({ width: 2, height: 4 })
  })

  test('without its colour profile, which training did not apply either', async () => {
    const wide = await sharp(await pngRgb([ramp, ramp, ramp], size))
      .withIccProfile('p3')
      .png()
      .toBuffer()
    const plain = await sharp(wide, { ignoreIcc: true }).raw().toBuffer()
    const picture = await decodeRaster(wide)
    expect([...picture.values]).toEqual([...plain].filter((_, i) => i % 3 === 0))
  })

  test('not when it is cut short or has too many pixels', async () => {
    const whole = await sharp({
      create: {
        width: 300,
        height: 300,
        channels: 3,
        background: 'grey',
        noise: { type: 'gaussian', mean: 128, sigma: 30 },
      },
    })
      .jpeg()
      .toBuffer()
    await expect(decodeRaster(whole.subarray(0, whole.length / 2))).rejects.toMatchObject({ code: 'unreadable-image' })
    const large = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: 'black' } })
      .png({ compressionLevel: 1 })
      .toBuffer()
    await expect(decodeRaster(large)).rejects.toMatchObject({ code: 'too-large' })
  })
})
