import { read } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Keys } from '../keys.ts'
import { ObjectError, translate } from './errors.ts'
import { headerBytes } from './format.ts'
import type { OpenFiles } from './open-files.ts'
import { begunAt, idEnd, idStart, leadBytes, openEntry, packHeadBytes, readLead, removed } from './pack-format.ts'
import type { PackedPlace } from './packed-id.ts'
import type { ReadAhead } from './read-ahead.ts'
import { giveBack, inRoom } from './rooms.ts'

const readLater = promisify(read)
const dayMs = 24 * 60 * 60 * 1000

async function withFile<T>(path: string, flags: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, flags).catch((error) => {
    throw translate(error)
  })
  try {
    return await work(file)
  } finally {
    await file.close()
  }
}

async function bytesAt(file: FileHandle, length: number, position: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

/** The packs that are read: kept open, and read ahead. */
export type PackFiles = { files: OpenFiles; ahead: ReadAhead }

/** The plain bytes of an object in a pack. @throws ObjectError  missing, damaged */
export async function readPacked(
  keys: Keys,
  { files, ahead }: PackFiles,
  path: string,
  objectId: string,
  place: PackedPlace,
): Promise<Buffer> {
  const early = await ahead.take(path, place)
  const opened = early && openEarly(keys, objectId, early, place.length)
  const plain = opened ?? (await readNow(keys, files, path, objectId, place))
  ahead.noteSoon(path, place)
  return plain
}

/** Undefined when it was read before it was written to its end: it is read again then. */
function openEarly(keys: Keys, objectId: string, room: Buffer<ArrayBuffer>, length: number): Buffer | undefined {
  try {
    return openEntry(keys, objectId, room.subarray(0, length))
  } catch {
    return undefined
  } finally {
    giveBack(room)
  }
}

function readNow(
  keys: Keys,
  files: OpenFiles,
  path: string,
  objectId: string,
  { offset, length }: PackedPlace,
): Promise<Buffer> {
  return files.use(path, (fd) =>
    inRoom(length, async (room) => {
      const { bytesRead } = await readLater(fd, room, 0, length, offset)
      // The end of a pack that was taken back.
      if (bytesRead === 0) throw new ObjectError('missing')
      return openEntry(keys, objectId, room.subarray(0, bytesRead))
    }),
  )
}

/**
 * Removes an object from a pack: its key is overwritten, so that its bytes say nothing any more. The room comes back when
 * the whole pack is removed.
 */
export async function removePacked(path: string, objectId: string, place: PackedPlace): Promise<void> {
  await withFile(path, 'r+', async (file) => {
    const entry = await bytesAt(file, leadBytes + headerBytes, place.offset)
    // The id stands in the header: a place that is used again by another object is left alone.
    const isSame = entry.toString('hex', idStart, idEnd) === hexOf(objectId)
    if (readLead(entry)?.length !== place.length || !isSame) return
    removed.copy(entry)
    entry.fill(0, idEnd)
    await file.write(entry, 0, entry.length, place.offset)
  }).catch((error) => {
    if (!(error instanceof ObjectError && error.code === 'missing')) throw error
  })
}

const hexOf = (objectId: string) => objectId.replaceAll('-', '')

/** Every living object of a pack. What a crash cut off ends it. A pack of which nothing lives is removed after a day. */
export async function* listPack(path: string): AsyncGenerator<{ objectId: string; writtenAt: Date }> {
  const { found, isOver } = await withFile(path, 'r', walk).catch(() => ({ found: [], isOver: false }))
  yield* found
  if (isOver) await rm(path, { force: true })
}

async function walk(file: FileHandle) {
  const found: { objectId: string; writtenAt: Date }[] = []
  const begun = begunAt(await bytesAt(file, packHeadBytes, 0))
  for (let at = packHeadBytes; ; ) {
    const head = await bytesAt(file, idEnd, at)
    const lead = readLead(head)
    if (!lead || head.length < idEnd) break
    const objectId = uuidOf(head.toString('hex', idStart, idEnd))
    if (lead.isLiving) found.push({ objectId, writtenAt: new Date(lead.writtenAt) })
    at += lead.length
  }
  // Whoever writes to a pack closes it within the hour.
  return { found, isOver: found.length === 0 && begun !== undefined && begun < Date.now() - dayMs }
}

const uuidOf = (hex: string) =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
