import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { attentionMap, attentionSize, stretch } from './attention.ts'
import { evidenceFor } from './evidence.ts'

describe('evidence', () => {
  test('is what speaks for a class beyond the mean of the others, never less than nothing', () => {
    // two places, three classes; for class 2: 5 − (1 + 3)/2 = 3 and 1 − (2 + 4)/2 < 0
    const maps = Float32Array.of(1, 2, 3, 4, 5, 1)
    expect([...evidenceFor(maps, 3, 1, 2, [2]).values]).toEqual([3, 0])
  })
})

describe('an attention map', () => {
  test('has the geometry of the picture, reduced to 320', () => {
    expect(attentionSize(300, 200)).toEqual({ width: 300, height: 200 })
    expect(attentionSize(2048, 3072)).toEqual({ width: 213, height: 320 })
  })

  test('interpolates between the centers of the cells and holds the edges', () => {
    // two cells over four pixels: centers at 0.5 and 2.5 (from 0), so pixel centers mix 0, 0, 1/4… as 0 · 1/4 · 3/4 · 1
    expect([...stretch({ values: Float32Array.of(0, 2), width: 2, height: 1 }, 4, 1)]).toEqual([0, 64, 191, 255])
  })

  test('is a PNG that others can read: clear where nothing is, red where it is strongest', async () => {
    const values = new Float32Array(14 * 14)
    values[10 * 14 + 3] = 5
    const map = await attentionMap({ values, width: 14, height: 14 }, 140, 140)
    const { data, info } = await sharp(map.png).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ width: 140, height: 140, channels: 4 })
    const pixel = (x: number, y: number) => [...data.subarray((y * 140 + x) * 4, (y * 140 + x) * 4 + 4)]
    expect(pixel(100, 20)[3]).toBe(0)
    const [red = 0, green = 0, , alpha = 0] = pixel(35, 105)
    expect([red > 200, green < 90, alpha > 120]).toEqual([true, true, true])
  })

  test('without any evidence is clear everywhere', async () => {
    const map = await attentionMap({ values: new Float32Array(4), width: 2, height: 2 }, 20, 10)
    const alpha = await sharp(map.png).ensureAlpha().extractChannel(3).raw().toBuffer()
    expect(alpha.every((value) => value === 0)).toBe(true)
  })
})
