import { frameBytes, inspect, parse, synthesize } from '@firstread/dicom'
import { expect, test } from 'vitest'
import { BadFragments, framePieces } from './fragments.ts'

const item = (bytes: Uint8Array, tag = 0xe000) => {
  const head = Buffer.alloc(8)
  head.writeUInt16LE(0xfffe, 0)
  head.writeUInt16LE(tag, 2)
  head.writeUInt32LE(bytes.length, 4)
  return Buffer.concat([head, bytes])
}
const end = item(new Uint8Array(), 0xe0dd)
const soi = (rest: number) => Buffer.from([0xff, 0xd8, 0xff, 0xf7, rest, rest])
const table = (...offsets: number[]) => Buffer.from(Uint32Array.from(offsets).buffer)

/** Fragments behind some header, as a file. */
const file = (...items: Buffer[]) => Buffer.concat([Buffer.alloc(20), ...items])
const found = async (bytes: Buffer, frames: number) => {
  const read = async (start: number, stop: number) => bytes.subarray(start, stop)
  const pieces = await framePieces(read, 20, bytes.length, frames)
  return pieces.map((frame) =>
    Buffer.concat(frame.map((piece) => bytes.subarray(piece.start, piece.end))).toString('hex'),
  )
}
const hex = (...parts: Buffer[]) => Buffer.concat(parts).toString('hex')

test('a single frame is all its fragments', async () => {
  expect(await found(file(item(Buffer.alloc(0)), item(soi(1)), item(soi(2)), end), 1)).toEqual([hex(soi(1), soi(2))])
})

test('the offset table says where frames begin; offsets count from the item behind it', async () => {
  // Frame 0 has two fragments of 8 + 6 bytes, so frame 1 begins 28 bytes on.
  const bytes = file(item(table(0, 28)), item(soi(1)), item(soi(2)), item(soi(3)), end)
  expect(await found(bytes, 2)).toEqual([hex(soi(1), soi(2)), hex(soi(3))])
})

test('a table that points at no item is worth nothing; then a fragment is a frame', async () => {
  for (const wrong of [table(0, 3), table(14, 0), table(0, 400)])
    expect(await found(file(item(wrong), item(soi(1)), item(soi(2)), end), 2)).toEqual([hex(soi(1)), hex(soi(2))])
})

test('with more fragments than frames, a frame begins like a code stream', async () => {
  const middle = Buffer.from([1, 2, 3, 4, 5, 6])
  const bytes = file(item(Buffer.alloc(0)), item(soi(1)), item(middle), item(soi(2)), end)
  expect(await found(bytes, 2)).toEqual([hex(soi(1), middle), hex(soi(2))])
})

test('what follows no rule is refused', async () => {
  const middle = Buffer.from([1, 2, 3, 4])
  const bad = [
    file(item(Buffer.alloc(0)), end),
    file(item(Buffer.alloc(0)), Buffer.from('no item here')),
    file(item(Buffer.alloc(0)), item(middle), item(middle), item(middle), end),
  ]
  for (const bytes of bad) await expect(found(bytes, 2)).rejects.toThrow(BadFragments)
})

test('a file is found as the DICOM package finds it in memory', async () => {
  const bytes = Buffer.from(synthesize({ kind: 'CT', frames: 5, rows: 200, transferSyntaxUid: '1.2.840.10008.1.2.5' }))
  const { pixelDataOffset = 0 } = inspect(bytes, bytes.length)
  const read = async (start: number, stop: number) => bytes.subarray(start, stop)
  const pieces = await framePieces(read, pixelDataOffset, bytes.length, 5)
  const parsed = parse(bytes)
  for (const [i, frame] of pieces.entries())
    expect(Buffer.concat(frame.map(({ start, end: stop }) => bytes.subarray(start, stop)))).toEqual(
      Buffer.from(frameBytes(parsed, i)),
    )
})
