import { expect, test } from 'vitest'
import { ByteChannel } from './byte-channel.ts'

const limits = { dataSetBytes: 1_000_000, bufferedBytes: 10_000 }
const settled = async (promise: Promise<void> | undefined) =>
  promise === undefined ||
  (await Promise.race([promise.then(() => true), new Promise((r) => setTimeout(r, 20, false))]))

async function all(channel: ByteChannel): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of channel) pieces.push(piece)
  return Buffer.concat(pieces)
}

test('bytes come out as they went in, whatever their pieces', async () => {
  const channel = new ByteChannel(limits)
  const sizes = [1, 1, 1023, 1024, 5, 40_000, 3, 20_000, 2]
  const pieces = sizes.map((size, i) => Buffer.alloc(size, i))
  const read = all(channel)
  for (const piece of pieces) await channel.push(piece)
  channel.end()
  expect((await read).equals(Buffer.concat(pieces))).toBe(true)
  await channel.over
})

test('byte by byte comes out in large pieces', async () => {
  const channel = new ByteChannel(limits)
  const count = (async () => (await Array.fromAsync(channel)).length)()
  for (let i = 0; i < 50_000; i++) await channel.push(Buffer.of(i & 255))
  channel.end()
  expect(await count).toBe(Math.ceil(50_000 / (16 * 1024)))
})

test('whoever pushes waits until the reader has taken', async () => {
  const channel = new ByteChannel(limits)
  expect(channel.push(Buffer.alloc(10_000))).toBeUndefined()
  const waiting = channel.push(Buffer.alloc(2000))
  expect(await settled(waiting)).toBe(false)
  const reader = channel[Symbol.asyncIterator]()
  await reader.next()
  expect(await settled(waiting)).toBe(true)
})

test('a reader that leaves keeps nobody waiting', async () => {
  const channel = new ByteChannel(limits)
  const waiting = channel.push(Buffer.alloc(20_000))
  for await (const piece of channel) {
    expect(piece.length).toBe(20_000)
    break
  }
  expect(await settled(waiting)).toBe(true)
  expect(channel.push(Buffer.alloc(20_000))).toBeUndefined()
})

test('too much is refused with 0xA700 and the rest thrown away', async () => {
  const channel = new ByteChannel({ ...limits, dataSetBytes: 5000 })
  const read = all(channel)
  for (let i = 0; i < 100; i++) expect(await settled(channel.push(Buffer.alloc(2000)))).toBe(true)
  await expect(read).rejects.toMatchObject({ name: 'StatusError', status: 0xa700 })
})

test('a reader learns that the rest will not come', async () => {
  const channel = new ByteChannel(limits)
  channel.push(Buffer.alloc(2000))
  const read = all(channel)
  channel.fail(new Error('the peer has gone'))
  await expect(read).rejects.toThrow('the peer has gone')
  await channel.over
})
