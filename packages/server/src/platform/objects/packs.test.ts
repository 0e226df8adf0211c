import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keysFrom } from '../keys.ts'
import { openObjectStore } from './directory.ts'
import { fullChunk } from './format.ts'
import type { ObjectStore } from './index.ts'
import { packHead } from './pack-format.ts'
import { packedId, placeOfId } from './packed-id.ts'

let folder: string
let store: ObjectStore
const keys = keysFrom(Buffer.alloc(32, 1))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firstread-packs-'))
  store = await openObjectStore({ folder, keys })
})
afterEach(async () => {
  store.close()
  await rm(folder, { recursive: true, force: true })
})

const put = (bytes: Buffer) =>
  store.put(
    (async function* () {
      for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
    })(),
  )
const packs = async () => (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.pack'))
const packOf = async () => join(folder, (await packs())[0] ?? '')
const listed = async () => (await Array.fromAsync(store.list())).map(({ objectId }) => objectId).sort()

test('what is small lies together, and comes back', async () => {
  const contents = [0, 1, 15, 16, 17, 50_000, 65_536, fullChunk - 1, fullChunk].map((size) => randomBytes(size))
  const stored = await Promise.all(contents.map(put))
  expect(await packs()).toHaveLength(1)
  for (const [i, { objectId, sha256, sizeBytes }] of stored.entries()) {
    const bytes = contents[i] ?? Buffer.alloc(0)
    expect([sizeBytes, sha256]).toEqual([bytes.length, createHash('sha256').update(bytes).digest()])
    expect((await store.readAll(objectId)).equals(bytes)).toBe(true)
    const part = Buffer.concat(await Array.fromAsync(store.read(objectId, { start: 10, end: 40_000 })))
    expect(part.equals(bytes.subarray(10, 40_000))).toBe(true)
  }
  expect(await listed()).toEqual(stored.map(({ objectId }) => objectId).sort())
  const file = await readFile(await packOf())
  expect(file.includes(contents[5]?.subarray(0, 32) ?? 'x')).toBe(false)
})

test('an id says where its object lies', () => {
  for (const place of [
    { pack: '0123456789ab', offset: 16, length: 32 },
    { pack: 'ffffffffffff', offset: 2 ** 28 - 16, length: 2 ** 24 - 16 },
    { pack: '000000000000', offset: 0x1234560, length: 1_048_720 },
  ]) {
    const id = packedId(place)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(placeOfId(id)).toEqual(place)
    expect(packedId(place)).not.toBe(id)
  }
})

test('each changed byte of an object is noticed', async () => {
  const { objectId } = await put(randomBytes(300))
  const path = await packOf()
  const file = await readFile(path)
  // The lead's time and the padding behind the object guard nothing and mean nothing.
  const unguarded = (at: number) => at < 16 || (at >= 24 && at < 32) || at >= 16 + 16 + 92 + 300 + 16
  for (let at = 0; at < file.length; at += 1) {
    if (unguarded(at)) continue
    const changed = Buffer.from(file)
    changed[at] = (changed[at] ?? 0) ^ 0x80
    await writeFile(path, changed)
    await expect(store.readAll(objectId), `byte ${at}`).rejects.toMatchObject({ code: 'damaged' })
  }
  await writeFile(path, file)
  expect(await store.readAll(objectId)).toHaveLength(300)
})

test('removed in the middle: the key is gone and the neighbours stay', async () => {
  const [a, b, c] = [await put(randomBytes(100)), await put(randomBytes(100)), await put(randomBytes(100))]
  await store.remove(b.objectId)
  await store.remove(b.objectId)
  await expect(store.readAll(b.objectId)).rejects.toMatchObject({ code: 'missing' })
  expect(await listed()).toEqual([a.objectId, c.objectId].sort())
  const other = await openObjectStore({ folder, keys })
  await other.remove(a.objectId)
  await expect(store.readAll(a.objectId)).rejects.toMatchObject({ code: 'missing' })
  expect(await store.readAll(c.objectId)).toHaveLength(100)
})

test('removed at the end: the room comes back, and the old id opens nothing', async () => {
  const kept = await put(randomBytes(100))
  const size = (await stat(await packOf())).size
  const gone = [await put(randomBytes(200)), await put(randomBytes(200))]
  for (const { objectId } of gone) await store.remove(objectId)
  expect((await stat(await packOf())).size).toBe(size)
  for (const { objectId } of gone) await expect(store.readAll(objectId)).rejects.toMatchObject({ code: 'missing' })
  const next = await put(randomBytes(200))
  for (const { objectId } of gone) {
    await store.remove(objectId) // the place is another's now
    await expect(store.readAll(objectId)).rejects.toMatchObject({ name: 'ObjectError' })
  }
  expect(await store.readAll(next.objectId)).toHaveLength(200)
  expect(await listed()).toEqual([kept.objectId, next.objectId].sort())
})

test('what a crash cut off ends the list, and nothing else', async () => {
  const [a, b] = [await put(randomBytes(500)), await put(randomBytes(500))]
  await truncate(await packOf(), (await stat(await packOf())).size - 100)
  expect(await listed()).toEqual([a.objectId, b.objectId].sort())
  await expect(store.readAll(b.objectId)).rejects.toMatchObject({ code: 'damaged' })
  expect(await store.readAll(a.objectId)).toHaveLength(500)
})

test('a pack of which nothing lives goes after a day', async () => {
  const yesterday = Date.now() - 25 * 3600 * 1000
  for (const [name, begun] of [
    ['aa0000000000', yesterday],
    ['aa0000000001', Date.now()],
  ] as const)
    await writeFile(join(folder, 'aa', `${name}.pack`), packHead(begun))
  await utimes(join(folder, 'aa', 'aa0000000001.pack'), new Date(0), new Date(0))
  expect(await listed()).toEqual([])
  expect(await packs()).toEqual([join('aa', 'aa0000000001.pack')])
})

test('a body that breaks off leaves nothing behind', async () => {
  const broken = async function* () {
    yield randomBytes(1000)
    throw new Error('the line went dead')
  }
  await expect(store.put(broken())).rejects.toThrow('the line went dead')
  expect(await packs()).toEqual([])
})

test('a process that is killed while it writes has stored what it said it had', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', endlessWriter], {
    env: { ...process.env, FOLDER: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (text) => (said += text))
  while (said.split('\n').length < 300) await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const lines = said.split('\n').slice(0, -1) // the last may be cut off
  expect(lines.length).toBeGreaterThan(250)
  for (const line of lines) {
    const [objectId = '', digest] = line.split(' ')
    expect(
      createHash('sha256')
        .update(await store.readAll(objectId))
        .digest('hex'),
    ).toBe(digest)
  }
  expect(await listed()).toEqual(expect.arrayContaining(lines.map((line) => line.split(' ')[0])))
})

/** Stores objects of many sizes, eight at once, and says each that is acknowledged. */
const endlessWriter = `
  const { randomBytes, randomInt } = await import('node:crypto')
  const { openObjectStore } = await import(${JSON.stringify(join(import.meta.dirname, 'directory.ts'))})
  const { keysFrom } = await import(${JSON.stringify(join(import.meta.dirname, '../keys.ts'))})
  const store = await openObjectStore({ folder: process.env.FOLDER, keys: keysFrom(Buffer.alloc(32, 1)) })
  for (let lane = 0; lane < 8; lane += 1) (async () => {
    for (;;) {
      const bytes = randomBytes(randomInt(1, 100_000))
      const { objectId, sha256 } = await store.put((async function* () { yield bytes })())
      process.stdout.write(objectId + ' ' + sha256.toString('hex') + '\\n')
    }
  })()`
