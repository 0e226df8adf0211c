import sharp from 'sharp'
import { expect, test } from 'vitest'
import { GreyJpeg, jpegOptions } from './grey-jpeg.ts'

/** Waves and a little noise, so that each block is coded differently. */
function picture(width: number, height: number) {
  const levels = Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)]
    return 128 + 80 * Math.sin(x / 37) * Math.cos(y / 53) + ((x * 7919 + y * 104_729) % 23)
  })
  return { width, height, levels }
}
const pixelsOf = async (jpeg: Buffer) =>
  sharp(jpeg, { failOn: 'warning' }).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })

test.each([
  [2048, 2500],
  [1999, 1031],
  [20_000, 129],
])('a picture of %i × %i in strips is, pixel for pixel, the one that is made at once', async (width, height) => {
  const shown = picture(width, height)
  const jpeg = new GreyJpeg(shown, 90)
  // As the levels of a film come: a bit more each time.
  for (let known = 0; known < width * height; known += 300_001) jpeg.encodeUpTo(known)
  const made = await jpeg.finish()
  const atOnce = await sharp(shown.levels, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .jpeg(jpegOptions(90))
    .toBuffer()
  expect(made.includes(Buffer.from([0xff, 0xdd]))).toBe(true) // DRI: it was in strips
  const [one, other] = [await pixelsOf(made), await pixelsOf(atOnce)]
  expect(one.info).toMatchObject({ width, height, channels: 1 })
  expect(one.data.equals(other.data)).toBe(true)
  expect(made.length).toBeLessThan(atOnce.length * 1.01)
})

test('a small picture is one scan', async () => {
  const jpeg = await new GreyJpeg(picture(30, 20)).finish()
  expect(jpeg.includes(Buffer.from([0xff, 0xdd]))).toBe(false)
  expect((await pixelsOf(jpeg)).info).toMatchObject({ width: 30, height: 20, channels: 1 })
})
