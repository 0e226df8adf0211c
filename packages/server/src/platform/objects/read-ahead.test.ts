import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keysFrom } from '../keys.ts'
import { openObjectStore } from './directory.ts'
import { OpenFiles } from './open-files.ts'
import { readPacked } from './pack-reader.ts'
import { placeOfId } from './packed-id.ts'
import { ReadAhead } from './read-ahead.ts'
import { borrow } from './rooms.ts'

let folder: string
let files: OpenFiles
const keys = keysFrom(Buffer.alloc(32, 1))
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firstread-ahead-'))
  files = new OpenFiles()
})
afterEach(async () => {
  files.close()
  await rm(folder, { recursive: true, force: true })
})

const taken = async (ahead: ReadAhead, path: string, offset: number, length: number) =>
  (await ahead.take(path, { offset, length }))?.subarray(0, length)

test('who reads one place after the other finds the next one read; others find nothing, and nobody finds it twice', async () => {
  const path = join(folder, 'a.pack')
  const bytes = randomBytes(400)
  await writeFile(path, bytes)
  const ahead = new ReadAhead(files)
  ahead.note(path, { offset: 0, length: 100 })
  expect(await taken(ahead, path, 100, 100)).toBeUndefined()
  ahead.note(path, { offset: 100, length: 100 })
  expect(await taken(ahead, path, 200, 101)).toBeUndefined() // longer than what was read
  expect(await taken(ahead, path, 300, 100)).toBeUndefined()
  expect(await taken(ahead, path, 200, 90)).toEqual(bytes.subarray(200, 290))
  expect(await taken(ahead, path, 200, 90)).toBeUndefined()
  ahead.note(path, { offset: 200, length: 90 })
  ahead.forget(path)
  expect(await taken(ahead, path, 290, 90)).toBeUndefined()
  ahead.note(path, { offset: 200, length: 100 })
  ahead.note(path, { offset: 300, length: 100 })
  expect(await taken(ahead, path, 400, 100)).toBeUndefined() // the end of the file
})

test('a closed one opens nothing any more', async () => {
  const path = join(folder, 'a.pack')
  await writeFile(path, randomBytes(400))
  const ahead = new ReadAhead(files)
  ahead.note(path, { offset: 0, length: 100 })
  ahead.note(path, { offset: 100, length: 100 })
  ahead.close()
  expect(await taken(ahead, path, 200, 100)).toBeUndefined()
})

async function stored(sizes: readonly number[]) {
  const store = await openObjectStore({ folder, keys })
  const objects = []
  for (const size of sizes) {
    const bytes = randomBytes(size)
    const { objectId } = await store.put(
      (async function* () {
        yield bytes.subarray()
      })(),
    )
    objects.push({ objectId, bytes })
  }
  return { store, objects }
}

test('a series comes as it was stored, in its order, backwards, and all at once, and what was removed is gone', async () => {
  const { store, objects } = await stored([50_000, 50_000, 50_000, 40_000, 60_000, 50_000, 50_000])
  const same = async ({ objectId, bytes }: (typeof objects)[number]) =>
    expect((await store.readAll(objectId)).equals(bytes)).toBe(true)
  for (let round = 0; round < 2; round++) for (const object of objects) await same(object)
  for (const object of objects.toReversed()) await same(object)
  await Promise.all(objects.flatMap((object) => [same(object), same(object)]))
  for (const object of objects.slice(0, 2)) await same(object)
  const third = objects[2]?.objectId ?? ''
  await store.remove(third)
  await expect(store.readAll(third)).rejects.toMatchObject({ code: 'missing' })
  store.close()
})

/** What was read ahead of a pack that is still written to. */
class Torn extends ReadAhead {
  override take(_path: string, { length }: { length: number }) {
    return Promise.resolve(borrow(length).fill(0))
  }
}

test('what was read before it was written is read again', async () => {
  const { store, objects } = await stored([30_000])
  store.close()
  const [{ objectId, bytes }] = objects as [(typeof objects)[number]]
  const place = placeOfId(objectId)
  const [name = ''] = (await readdir(folder, { recursive: true })).filter((one) => one.endsWith('.pack'))
  if (!place) throw new Error('not in a pack')
  const plain = await readPacked(keys, { files, ahead: new Torn(files) }, join(folder, name), objectId, place)
  expect(plain.equals(bytes)).toBe(true)
})
