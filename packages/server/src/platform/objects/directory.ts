import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Keys } from '../keys.ts'
import { translate } from './errors.ts'
import { fullChunk } from './format.ts'
import type { ObjectStore, StoredObject } from './index.ts'
import { removeLeftovers, temporaryName } from './leftovers.ts'
import { plainBytes } from './reader.ts'
import { ObjectWriter } from './writer.ts'

export type DirectoryOptions = { folder: string; keys: Keys }

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const shards = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))

/**
 * Objects in a folder: `ab/abcd….obj`, 256 folders by the first two digits of the id, and `incoming/` for what is not
 * finished. Names are ours alone; nothing from outside becomes part of a path.
 */
export async function openObjectStore({ folder, keys }: DirectoryOptions): Promise<ObjectStore> {
  const incoming = join(folder, 'incoming')
  await makeFolders(folder, incoming)
  await removeLeftovers(incoming)
  const shardOf = (objectId: string) => {
    if (!uuid.test(objectId)) throw new RangeError('an object id is a UUID')
    return join(folder, objectId.slice(0, 2))
  }
  const pathOf = (objectId: string) => join(shardOf(objectId), `${objectId}.obj`)
  const read = (objectId: string, range?: { start: number; end: number }) =>
    plainBytes(keys, pathOf(objectId), objectId, range)
  return {
    async put(source, { maxBytes = Number.MAX_SAFE_INTEGER } = {}) {
      const objectId = randomUUID()
      const writer = new ObjectWriter(keys, objectId, join(incoming, temporaryName(objectId)))
      const stored = await fill(writer, source, maxBytes, pathOf(objectId))
      await flushFolder(shardOf(objectId))
      return stored
    },
    read: (objectId, range) => Readable.from(read(objectId, range), { objectMode: false, highWaterMark: fullChunk }),
    readAll: async (objectId) => Buffer.concat(await Array.fromAsync(read(objectId))),
    remove: (objectId) => rm(pathOf(objectId), { force: true }),
    list: () => listObjects(folder),
    async room() {
      const { bavail, blocks } = await statfs(folder)
      return bavail / blocks
    },
  }
}

async function fill(
  writer: ObjectWriter,
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
  name: string,
): Promise<StoredObject> {
  try {
    for await (const bytes of source) await writer.write(bytes, maxBytes)
    return await writer.finish(name)
  } catch (error) {
    await writer.abandon()
    throw translate(error)
  }
}

async function makeFolders(folder: string, incoming: string): Promise<void> {
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  await Promise.all(shards.map((shard) => mkdir(join(folder, shard), { recursive: true, mode: 0o700 })))
  await flushFolder(folder)
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function* listObjects(folder: string): AsyncGenerator<{ objectId: string; writtenAt: Date }> {
  for (const shard of shards) {
    for (const name of await readdir(join(folder, shard))) {
      const objectId = name.replace(/\.obj$/, '')
      if (!uuid.test(objectId)) continue
      const found = await stat(join(folder, shard, name)).catch(() => undefined)
      if (found) yield { objectId, writtenAt: found.mtime }
    }
  }
}
