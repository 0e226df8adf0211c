import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keysFrom } from '../keys.ts'
import { openObjectStore } from './directory.ts'
import { fullChunk, headerBytes, tagBytes } from './format.ts'
import type { ObjectStore } from './index.ts'

let folder: string
let store: ObjectStore
const keys = keysFrom(Buffer.alloc(32, 1))

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firstread-objects-'))
  store = await openObjectStore({ folder, keys })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function* pieces(bytes: Buffer, size = 65_521) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
const pathOf = (objectId: string) => join(folder, objectId.slice(0, 2), `${objectId}.obj`)
const incoming = () => readdir(join(folder, 'incoming'))
async function collect(objectId: string, range?: { start: number; end: number }) {
  return Buffer.concat(await Array.fromAsync(store.read(objectId, range) as AsyncIterable<Buffer>))
}

// Around every seam: empty, one byte, one byte less and more than one and two chunks.
const sizes = [0, 1, fullChunk - 1, fullChunk, fullChunk + 1, 2 * fullChunk, 2 * fullChunk + 1, 5 * fullChunk + 12_345]

test.each(sizes)('%i bytes come back as they were', async (size) => {
  const bytes = randomBytes(size)
  const stored = await store.put(pieces(bytes))
  expect(stored).toMatchObject({ sizeBytes: size, keyId: 'object-kek:1' })
  expect(stored.sha256.equals(createHash('sha256').update(bytes).digest())).toBe(true)
  expect((await store.readAll(stored.objectId)).equals(bytes)).toBe(true)
  if (size <= fullChunk) return // packs have their own test
  // Header, and one tag for each chunk.
  const chunks = Math.ceil(size / fullChunk)
  const file = await readFile(pathOf(stored.objectId))
  expect(file.length).toBe(headerBytes + size + chunks * tagBytes)
  expect(file.includes(bytes.subarray(0, 64))).toBe(false)
  expect(await incoming()).toEqual([])
})

test('a piece larger than a chunk is cut into chunks', async () => {
  const bytes = randomBytes(3 * fullChunk + 5)
  const { objectId } = await store.put(pieces(bytes, bytes.length))
  expect((await store.readAll(objectId)).equals(bytes)).toBe(true)
})

test('a range gives exactly its bytes', async () => {
  const bytes = randomBytes(3 * fullChunk + 100)
  const { objectId } = await store.put(pieces(bytes))
  const ranges = [
    [0, 1],
    [fullChunk - 1, fullChunk + 1],
    [fullChunk, 2 * fullChunk],
    [10, 3 * fullChunk + 50],
    [3 * fullChunk + 99, 3 * fullChunk + 100],
    [0, 9 * fullChunk],
    [4 * fullChunk, 5 * fullChunk],
  ] as const
  for (const [start, end] of ranges) {
    expect((await collect(objectId, { start, end })).equals(bytes.subarray(start, end)), `${start}-${end}`).toBe(true)
  }
})

test('the same bytes twice look different on disk', async () => {
  const bytes = Buffer.alloc(fullChunk + 1000, 7)
  const [a, b] = [await store.put(pieces(bytes)), await store.put(pieces(bytes))]
  const [first, second] = [await readFile(pathOf(a.objectId)), await readFile(pathOf(b.objectId))]
  expect(first.subarray(headerBytes).equals(second.subarray(headerBytes))).toBe(false)
})

const chunkAt = (index: number) => headerBytes + index * (fullChunk + tagBytes)
const tampering: [string, (file: Buffer) => Buffer][] = [
  ['a flipped bit in the header', (file) => flip(file, 33)],
  ['another version of the key', (file) => flip(file, 11)],
  ['another chunk size', (file) => flip(file, 15)],
  ['a flipped bit in the first chunk', (file) => flip(file, chunkAt(0) + 5)],
  ['a flipped bit in the last chunk', (file) => flip(file, chunkAt(2) + 5)],
  ['a flipped bit in a tag', (file) => flip(file, file.length - 1)],
  ['swapped chunks', (file) => swap(file)],
  ['a chunk too few', (file) => file.subarray(0, chunkAt(2))],
  ['a byte too few', (file) => file.subarray(0, -1)],
  ['a byte too many', (file) => Buffer.concat([file, Buffer.alloc(1)])],
  ['a chunk twice', (file) => Buffer.concat([file.subarray(0, chunkAt(1)), file.subarray(chunkAt(0))])],
  ['nothing but the header', (file) => file.subarray(0, headerBytes)],
  ['half a header', (file) => file.subarray(0, 40)],
  ['an empty file', () => Buffer.alloc(0)],
]
const flip = (file: Buffer, at: number) => {
  const changed = Buffer.from(file)
  changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}
const swap = (file: Buffer) =>
  Buffer.concat([
    file.subarray(0, chunkAt(0)),
    file.subarray(chunkAt(1), chunkAt(2)),
    file.subarray(chunkAt(0), chunkAt(1)),
    file.subarray(chunkAt(2)),
  ])

test.each(tampering)('%s is noticed, and no wrong byte leaves', async (_name, change) => {
  const bytes = randomBytes(2 * fullChunk + 1000)
  const { objectId } = await store.put(pieces(bytes))
  const path = pathOf(objectId)
  await writeFile(path, change(await readFile(path)))
  await expect(store.readAll(objectId)).rejects.toMatchObject({ name: 'ObjectError', code: 'damaged' })
  const seen: Buffer[] = []
  await expect(
    (async () => {
      for await (const part of store.read(objectId)) seen.push(part)
    })(),
  ).rejects.toMatchObject({ code: 'damaged' })
  const got = Buffer.concat(seen)
  expect(got.equals(bytes.subarray(0, got.length))).toBe(true)
})

test('bytes past the end of a cut file are no empty answer', async () => {
  const { objectId } = await store.put(pieces(randomBytes(3 * fullChunk)))
  const path = pathOf(objectId)
  await writeFile(path, (await readFile(path)).subarray(0, chunkAt(1)))
  const range = { start: 2 * fullChunk, end: 2 * fullChunk + 10 }
  await expect(collect(objectId, range)).rejects.toMatchObject({ code: 'damaged' })
})

test('an object under another id, or another root key, does not open', async () => {
  const [a, b] = [
    await store.put(pieces(randomBytes(2 * fullChunk))),
    await store.put(pieces(randomBytes(2 * fullChunk))),
  ]
  const other = await openObjectStore({ folder, keys: keysFrom(Buffer.alloc(32, 2)) })
  await expect(other.readAll(a.objectId)).rejects.toMatchObject({ code: 'damaged' })
  expect((await store.readAll(a.objectId)).length).toBe(2 * fullChunk)
  await rename(pathOf(a.objectId), pathOf(b.objectId))
  await expect(store.readAll(b.objectId)).rejects.toMatchObject({ code: 'damaged' })
  await expect(store.readAll(a.objectId)).rejects.toMatchObject({ code: 'missing' })
})

test('a body that breaks off or is too large leaves nothing behind', async () => {
  const before = (await Array.fromAsync(store.list())).length
  async function* broken() {
    yield randomBytes(2 * fullChunk)
    throw new Error('the line went dead')
  }
  await expect(store.put(broken())).rejects.toThrow('the line went dead')
  const small = pieces(Buffer.alloc(1001), 10)
  await expect(store.put(small, { maxBytes: 1000 })).rejects.toMatchObject({ code: 'too-large' })
  expect(await incoming()).toEqual([])
  expect((await Array.fromAsync(store.list())).length).toBe(before)
})

test('removing takes an object away and may be repeated; ids from outside are no paths', async () => {
  const { objectId } = await store.put(pieces(randomBytes(fullChunk + 10)))
  await store.remove(objectId)
  await store.remove(objectId)
  await expect(store.readAll(objectId)).rejects.toMatchObject({ code: 'missing' })
  await expect(async () => store.readAll('../../etc/passwd')).rejects.toThrow(RangeError)
})

test('a killed process leaves a part, and the next start sweeps it but not the work of the living', async () => {
  const killed = spawnSync(process.execPath, ['-e', partWriter(folder)], { encoding: 'utf8' })
  expect(killed.signal).toBe('SIGKILL')
  const [left] = await incoming()
  expect(left).toMatch(/\.part$/)
  const ours = `${left?.split('~')[0]}~${process.pid}~living.part`
  const parent = `${left?.split('~')[0]}~${process.ppid}~living.part`
  const elsewhere = 'another-machine~1~living.part'
  const old = 'another-machine~2~old.part'
  for (const name of [ours, parent, elsewhere, old]) await writeFile(join(folder, 'incoming', name), 'part')
  const yesterday = new Date(Date.now() - 25 * 3600 * 1000)
  await utimes(join(folder, 'incoming', old), yesterday, yesterday)
  await openObjectStore({ folder, keys })
  expect((await incoming()).sort()).toEqual([ours, parent, elsewhere].sort())
  for (const name of await incoming()) await rm(join(folder, 'incoming', name))
})

/** A real process that stores some chunks of an endless body and is killed in the middle. */
const partWriter = (target: string) => `
  import(${JSON.stringify(join(import.meta.dirname, 'directory.ts'))}).then(async ({ openObjectStore }) => {
    const { keysFrom } = await import(${JSON.stringify(join(import.meta.dirname, '../keys.ts'))})
    const store = await openObjectStore({ folder: ${JSON.stringify(target)}, keys: keysFrom(Buffer.alloc(32, 1)) })
    await store.put((async function* () {
      for (let i = 0; i < 60; i += 1) yield Buffer.alloc(65536)
      const { readdirSync } = await import('node:fs')
      while (readdirSync(${JSON.stringify(join(target, 'incoming'))}).length === 0) await new Promise((next) => setTimeout(next, 5))
      process.kill(process.pid, 'SIGKILL')
      yield Buffer.alloc(1)
    })())
  })`

test('what the writing thread cannot do is said with its reason', async () => {
  const small = await mkdtemp(join(tmpdir(), 'firstread-full-'))
  const full = await openObjectStore({ folder: small, keys })
  await rm(join(small, 'incoming'), { recursive: true }) // where the file should begin
  await expect(full.put(pieces(randomBytes(5 * fullChunk)))).rejects.toMatchObject({ code: 'missing' })
  full.close()
  await rm(small, { recursive: true, force: true })
})

test('pieces stay with their owner unless they were given away', async () => {
  const mine = randomBytes(65_536)
  const repeated = async function* () {
    for (let i = 0; i < 40; i += 1) yield mine
  }
  const { objectId } = await store.put(repeated())
  expect(mine.length).toBe(65_536)
  expect((await store.readAll(objectId)).equals(Buffer.concat(Array.from({ length: 40 }, () => mine)))).toBe(true)
  const given = async function* () {
    for (let i = 0; i < 40; i += 1) yield new Uint8Array(mine)
  }
  const moved = await store.put(given(), { isOwned: true })
  expect(moved.sha256.equals((await store.put(repeated())).sha256)).toBe(true)
})

test('a thread that ends takes its uploads with it, and the next one gets another', async () => {
  const source = async function* () {
    for (let i = 0; i < 100; i += 1) {
      yield randomBytes(65_536)
      if (i === 50) store.close()
    }
  }
  await expect(store.put(source())).rejects.toThrow('the sealing thread ended')
  const { objectId } = await store.put(pieces(randomBytes(3 * fullChunk)))
  expect(await store.readAll(objectId)).toHaveLength(3 * fullChunk)
})

test('a large object can be read as soon as it has its place, and says when it is durable', async () => {
  const bytes = randomBytes(3 * fullChunk + 7)
  const { object, durable } = await store.place(pieces(bytes))
  expect((await store.readAll(object.objectId)).equals(bytes)).toBe(true)
  await durable
  expect((await incoming()).join()).not.toContain(object.objectId)
})

test('an object that gets no name in the end leaves nothing behind, and whoever brought it is told', async () => {
  const own = await mkdtemp(join(tmpdir(), 'firstread-unnamed-'))
  const unnamed = await openObjectStore({ folder: own, keys })
  const folders = (await readdir(own)).filter((name) => name.length === 2)
  await Promise.all(folders.map((name) => rm(join(own, name), { recursive: true })))
  await expect(unnamed.put(pieces(randomBytes(3 * fullChunk)))).rejects.toMatchObject({ code: 'missing' })
  expect(await readdir(join(own, 'incoming'))).toEqual([])
  unnamed.close()
  await rm(own, { recursive: true, force: true })
})
