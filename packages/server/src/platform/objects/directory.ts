import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Keys } from '../keys.ts'
import { ObjectError, translate } from './errors.ts'
import { fullChunk, newHeader } from './format.ts'
import type { ObjectStore, Placed } from './index.ts'
import { removeLeftovers, temporaryName } from './leftovers.ts'
import { OpenFiles } from './open-files.ts'
import { listPack, readPacked, removePacked } from './pack-reader.ts'
import { PackWriter } from './pack-writer.ts'
import { placeOfId } from './packed-id.ts'
import { ReadAhead } from './read-ahead.ts'
import { plainBytes } from './reader.ts'
import { type SealedWriter, Sealing } from './sealing.ts'

export type DirectoryOptions = { folder: string; keys: Keys }

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const shards = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))

/**
 * Objects in a folder: those of more than a chunk in `ab/abcd….obj`, smaller ones together in packs, `ab/abcd….pack`; 256
 * folders by the first two digits of the id, and `incoming/` for what is not finished. Names are ours alone; nothing from
 * outside becomes part of a path.
 */
export async function openObjectStore({ folder, keys }: DirectoryOptions): Promise<ObjectStore> {
  const incoming = join(folder, 'incoming')
  await makeFolders(folder, incoming)
  await removeLeftovers(incoming)
  const shardOf = (id: string) => join(folder, id.slice(0, 2))
  const packPath = (pack: string) => join(shardOf(pack), `${pack}.pack`)
  const packs = new PackWriter({ keys, pathOf: packPath, flushFolder: (pack) => flushFolder(shardOf(pack)) })
  const pathOf = (objectId: string) => {
    if (!uuid.test(objectId)) throw new RangeError('an object id is a UUID')
    return join(shardOf(objectId), `${objectId}.obj`)
  }
  const sealing = new Sealing()
  const files = new OpenFiles()
  const ahead = new ReadAhead(files)
  const placeLarge = async (begun: readonly Uint8Array[], rest: Incoming, isOwned: boolean): Promise<Placed> => {
    const objectId = randomUUID()
    const { header, key } = newHeader(keys, objectId)
    const writer = sealing.open({ path: join(incoming, temporaryName(objectId)), header, key })
    const { sha256, sizeBytes } = await fill(writer, begun, rest, pathOf(objectId), isOwned)
    const durable = flushed(writer, () => flushFolder(shardOf(objectId)))
    durable.catch(() => undefined) // met by whoever waits for it
    return { object: { objectId, keyId: key.keyId, sha256: Buffer.from(sha256), sizeBytes }, durable }
  }
  const read = (objectId: string, range?: { start: number; end: number }) => {
    const path = pathOf(objectId)
    const place = placeOfId(objectId)
    if (!place) return plainBytes(keys, path, objectId, range)
    return rangeOf(readPacked(keys, { files, ahead }, packPath(place.pack), objectId, place), range)
  }
  const place: ObjectStore['place'] = async (source, { maxBytes = Number.MAX_SAFE_INTEGER, isOwned = false } = {}) => {
    const body = new Incoming(source, maxBytes)
    try {
      const begun = await begin(body)
      return 'large' in begun ? await placeLarge(begun.large, body, isOwned) : await packs.place(begun)
    } catch (error) {
      await body.leave()
      throw error
    }
  }
  return {
    place,
    async put(source, options) {
      const { object, durable } = await place(source, options)
      await durable
      return object
    },
    chunks: read,
    read: (objectId, range) => Readable.from(read(objectId, range), { objectMode: false, highWaterMark: fullChunk }),
    readAll: async (objectId) => Buffer.concat(await Array.fromAsync(read(objectId))),
    async remove(objectId) {
      const path = pathOf(objectId)
      const place = placeOfId(objectId)
      if (!place) await rm(path, { force: true })
      else if (!packs.takeBack(objectId)) await removePacked(packPath(place.pack), objectId, place)
      if (place) ahead.forget(packPath(place.pack))
    },
    list: () => listObjects(folder),
    room: roomOf(folder),
    close() {
      packs.close()
      ahead.close()
      files.close()
      sealing.close()
    },
  }
}

/** A tenth of a disk does not fill within a second, so nobody asks more often. */
function roomOf(folder: string): () => Promise<number> {
  let known = { room: Promise.resolve(0), until: 0 }
  const ask = async () => {
    const { bavail, blocks } = await statfs(folder)
    return bavail / blocks
  }
  return () => {
    if (known.until < Date.now()) known = { room: ask(), until: Date.now() + 1000 }
    return known.room
  }
}

/** A source piece by piece, without a generator's promises between: a film has 160 pieces. */
class Incoming {
  readonly #pieces: AsyncIterator<Uint8Array>
  #room: number

  constructor(source: AsyncIterable<Uint8Array>, maxBytes: number) {
    this.#pieces = source[Symbol.asyncIterator]()
    this.#room = maxBytes
  }

  /** @returns undefined at the end. @throws ObjectError  too-large */
  async next(): Promise<Uint8Array | undefined> {
    const { done, value } = await this.#pieces.next()
    if (done) return undefined
    this.#room -= value.length
    if (this.#room < 0) throw new ObjectError('too-large')
    return value
  }

  /** Nobody will ask for more. */
  async leave(): Promise<void> {
    await this.#pieces.return?.()
  }
}

/** A whole object of at most one chunk; of a larger one its beginning. */
async function begin(source: Incoming) {
  const pieces: Uint8Array[] = []
  let size = 0
  for (let next = await source.next(); next; next = await source.next()) {
    pieces.push(next)
    size += next.length
    if (size > fullChunk) return { large: pieces }
  }
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  return { pieces, size, sha256: hash.digest() }
}

async function fill(
  writer: SealedWriter,
  begun: readonly Uint8Array[],
  rest: Incoming,
  name: string,
  isOwned: boolean,
) {
  try {
    for (const bytes of begun) await writer.write(bytes, isOwned)
    for (let next = await rest.next(); next; next = await rest.next()) {
      // Mostly there is room, and nothing to wait for.
      const full = writer.write(next, isOwned)
      if (full) await full
    }
    return await writer.finish(name)
  } catch (error) {
    await writer.abandon()
    throw translate(error)
  }
}

/** The name is there already; a row may point at it once file and folder are flushed. */
async function flushed(writer: SealedWriter, flushName: () => Promise<void>): Promise<void> {
  try {
    await writer.durable()
  } catch (error) {
    await writer.abandon()
    throw translate(error)
  }
  await flushName()
}

async function* rangeOf(whole: Promise<Buffer>, range?: { start: number; end: number }): AsyncGenerator<Buffer> {
  const part = (await whole).subarray(range?.start ?? 0, range?.end)
  if (part.length > 0) yield part
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
      const path = join(folder, shard, name)
      if (name.endsWith('.pack')) yield* listPack(path)
      const objectId = name.replace(/\.obj$/, '')
      if (!uuid.test(objectId)) continue
      const found = await stat(path).catch(() => undefined)
      if (found) yield { objectId, writtenAt: found.mtime }
    }
  }
}
