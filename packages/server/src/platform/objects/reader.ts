import { type FileHandle, open } from 'node:fs/promises'
import type { Keys } from '../keys.ts'
import { ObjectError, translate } from './errors.ts'
import { headerBytes, type ObjectKey, openChunk, openHeader, tagBytes } from './format.ts'
import { inRoom } from './rooms.ts'

type Opened = { file: FileHandle; key: ObjectKey; chunks: number; sealedBytes: number }

/**
 * The plain bytes from `start` to `end` (exclusive, cut at the object's end), chunk by chunk. Only the chunks that hold
 * them are read, and a chunk leaves only after it was authenticated.
 *
 * @throws ObjectError  missing, damaged
 */
export async function* plainBytes(
  keys: Keys,
  path: string,
  objectId: string,
  { start, end }: { start: number; end: number } = { start: 0, end: Number.MAX_SAFE_INTEGER },
): AsyncGenerator<Buffer> {
  const opened = await openObject(keys, path, objectId)
  try {
    const { chunkBytes } = opened.key
    // Bytes past the end of a file that was cut off are told from bytes past the end of the object.
    if (start >= opened.chunks * chunkBytes) await readChunk(opened, opened.chunks - 1)
    for (let index = Math.floor(start / chunkBytes); index < opened.chunks && index * chunkBytes < end; index += 1) {
      const plain = await readChunk(opened, index)
      const from = Math.max(0, start - index * chunkBytes)
      const part = plain.subarray(from, Math.max(from, end - index * chunkBytes))
      if (part.length > 0) yield part
    }
  } finally {
    await opened.file.close()
  }
}

async function openObject(keys: Keys, path: string, objectId: string): Promise<Opened> {
  const file = await open(path, 'r').catch((error) => {
    throw translate(error)
  })
  try {
    const key = openHeader(keys, objectId, await readFully(file, headerBytes, 0))
    const sealedBytes = (await file.stat()).size - headerBytes
    if (sealedBytes < tagBytes) throw new ObjectError('damaged')
    return { file, key, sealedBytes, chunks: Math.ceil(sealedBytes / (key.chunkBytes + tagBytes)) }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function readChunk({ file, key, chunks, sealedBytes }: Opened, index: number): Promise<Buffer> {
  const size = key.chunkBytes + tagBytes
  const length = Math.min(size, sealedBytes - index * size)
  return inRoom(length, async (room) => {
    const sealed = await readFully(file, length, headerBytes + index * size, room)
    return openChunk(key, index, index === chunks - 1, sealed)
  })
}

async function readFully(
  file: FileHandle,
  length: number,
  position: number,
  into = Buffer.allocUnsafe(length),
): Promise<Buffer> {
  const { bytesRead } = await file.read(into, 0, length, position)
  if (bytesRead !== length) throw new ObjectError('damaged')
  return into
}
