import { expect, test } from 'vitest'
import { associate, type Peer, type StoreRequest, storageContexts } from './index.ts'
import { newArchive } from './testing/archive.ts'

const sopClassUid = '1.2.840.10008.5.1.4.1.1.7'
const transferSyntaxUid = '1.2.840.10008.1.2.1'
const MiB = 1024 * 1024

const to = (port: number) => ({ host: '127.0.0.1', port, calledAeTitle: 'FIRSTREAD', callingAeTitle: 'US' })
const contexts = storageContexts([{ sopClassUid, transferSyntaxUid }])

test('a sender that is faster than the disk has to wait: nothing piles up in between', async () => {
  let made = 0
  let taken = 0
  let mostBetween = 0
  const services = {
    async store({ dataSet }: StoreRequest<Peer>) {
      for await (const piece of dataSet) {
        mostBetween = Math.max(mostBetween, made - taken)
        taken += piece.length
        await new Promise((resolve) => setImmediate(resolve))
      }
      return { status: 0 }
    },
  }
  async function* source() {
    for (; made < 256 * MiB; made += MiB) yield Buffer.alloc(MiB)
  }
  await using archive = await newArchive({ services })
  await using requestor = await associate({ ...to(archive.port), contexts })
  const encode = async () => ({ transferSyntaxUid, dataSet: source() })
  expect(await requestor.store({ sopClassUid, sopInstanceUid: '1.2.3', encode })).toBe(0)
  expect(taken).toBe(256 * MiB)
  // What we hold, and what the kernel holds for both ends of the connection.
  expect(mostBetween).toBeLessThan(32 * MiB)
})

test('an instance that cannot be read leaves no half behind, and the next one is sent', async () => {
  await using archive = await newArchive()
  const broken = async function* (good: number) {
    for (let i = 0; i < good; i++) yield Buffer.alloc(MiB)
    throw new Error('the disk says no')
  }
  const instance = (dataSet: AsyncIterable<Buffer> | Buffer[]) => ({
    sopClassUid,
    sopInstanceUid: '1.2.3',
    encode: async () => ({ transferSyntaxUid, dataSet }),
  })
  await using requestor = await associate({ ...to(archive.port), contexts })
  // At its beginning nothing has left yet: the association goes on.
  await expect(requestor.store(instance(broken(0)))).rejects.toThrow('the disk says no')
  expect(await requestor.store(instance([Buffer.alloc(10)]))).toBe(0)
  expect(archive.kept.size).toBe(1)
  archive.kept.clear()
  // In its middle only an abort can tell.
  await expect(requestor.store(instance(broken(3)))).rejects.toMatchObject({ code: 'stopped' })
  await expect.poll(() => archive.stats).toMatchObject({ open: 0, aborted: 1 })
  expect(archive.kept.size).toBe(0)
})

test('stopping lets a store finish, and ends who is idle', async () => {
  const begun = Promise.withResolvers<void>()
  const disk = Promise.withResolvers<void>()
  const archive = await newArchive({
    services: {
      async store({ dataSet }) {
        begun.resolve()
        for await (const _ of dataSet);
        await disk.promise
        return { status: 0 }
      },
    },
  })
  const working = await associate({ ...to(archive.port), contexts })
  const idle = await associate({ ...to(archive.port), contexts })
  const encode = async () => ({ transferSyntaxUid, dataSet: [Buffer.alloc(10)] })
  const stored = working.store({ sopClassUid, sopInstanceUid: '1.2.3', encode })
  await begun.promise
  const closed = archive.close(5_000)
  expect(await idle.association.over).toMatchObject({ code: 'aborted' })
  await expect(associate({ ...to(archive.port), contexts })).rejects.toMatchObject({ code: 'no-connection' })
  disk.resolve()
  expect(await stored).toBe(0)
  await closed
})
