import { expect, test } from 'vitest'
import {
  decodeFrame,
  decodeFrameBytes,
  displayGrey,
  displayLevels,
  frameBytes,
  inspect,
  nativeLevels,
  openLevels,
  parse,
  parseHead,
  synthesize,
} from './index.ts'

const kinds = ['CT', 'SC', 'DX'] as const

test('a frame is decoded from the header and its own bytes as from the whole file', async () => {
  for (const transferSyntaxUid of ['1.2.840.10008.1.2', '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.5'])
    for (const kind of kinds) {
      const bytes = synthesize({ kind, frames: 3, rows: 90, columns: 80, transferSyntaxUid })
      const whole = parse(bytes)
      const offset = inspect(bytes, bytes.length).pixelDataOffset ?? 0
      const head = parseHead(bytes.slice(0, Math.max(8192, offset)), bytes.length)
      expect(await decodeFrameBytes(head, 2, frameBytes(whole, 2))).toEqual(await decodeFrame(whole, 2))
    }
})

test('256 levels are the grey picture, rounded, with and without a window', async () => {
  for (const kind of ['CT', 'DX'] as const)
    for (const options of [{}, { windowCenter: 300, windowWidth: 900 }, { windowCenter: 40, windowWidth: 1 }]) {
      const file = parse(synthesize({ kind, rows: 70, columns: 50 }))
      const frame = await decodeFrame(file)
      const wanted = Uint8Array.from(displayGrey(file, frame, options).values, (v) => v * 255 + 0.5)
      expect(displayLevels(file, frame, options).levels).toEqual(wanted)
      expect(nativeLevels(file, 0, frameBytes(file), options)?.levels).toEqual(wanted)
    }
})

test('bytes at an odd address give the same levels', () => {
  const file = parse(synthesize({ kind: 'CT' }))
  const bytes = frameBytes(file)
  const odd = Buffer.concat([Buffer.alloc(1), bytes]).subarray(1)
  expect(nativeLevels(file, 0, odd)?.levels).toEqual(nativeLevels(file, 0, Uint8Array.from(bytes))?.levels)
})

test('colours and coded pixels are for others', () => {
  const colour = parse(synthesize({ kind: 'SC' }))
  expect(nativeLevels(colour, 0, frameBytes(colour))).toBeUndefined()
  const rle = parse(synthesize({ kind: 'CT', transferSyntaxUid: '1.2.840.10008.1.2.5' }))
  expect(nativeLevels(rle, 0, frameBytes(rle))).toBeUndefined()
})

test('levels of bytes that come in pieces of any size are those of the whole frame', () => {
  for (const kind of ['CT', 'DX'] as const)
    for (const options of [{}, { windowCenter: 300, windowWidth: 900 }]) {
      const file = parse(synthesize({ kind, rows: 70, columns: 51 }))
      const bytes = frameBytes(file)
      for (const size of [1, 7, 64, 5000]) {
        const stream = openLevels(file, 0, options)
        for (let at = 0; at < bytes.length; at += size) stream?.take(bytes.subarray(at, at + size))
        stream?.take(Buffer.from('what follows the frame'))
        expect(stream?.known).toBe(70 * 51)
        expect(stream?.levels).toEqual(nativeLevels(file, 0, bytes, options)?.levels)
      }
    }
})

test('nothing is shown of a frame in pieces whose least and greatest value decide how it looks', () => {
  const bytes = synthesize({
    kind: 'CT',
    rows: 70,
    columns: 50,
    elements: { WindowCenter: undefined, WindowWidth: undefined },
  })
  const file = parse(bytes)
  expect(openLevels(file, 0)).toBeUndefined()
  expect(openLevels(file, 0, { windowCenter: 40, windowWidth: 400 })).toBeDefined()
  const { levels = new Uint8Array() } = nativeLevels(file, 0, frameBytes(file)) ?? {}
  expect([Math.min(...levels), Math.max(...levels)]).toEqual([0, 255])
})
