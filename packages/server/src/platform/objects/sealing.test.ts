import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keysFrom } from '../keys.ts'
import { newHeader } from './format.ts'
import { type SealedWriter, Sealing } from './sealing.ts'

const keys = keysFrom(Buffer.alloc(32, 1))
const sealing = new Sealing()
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firstread-sealing-'))
})
afterAll(async () => {
  sealing.close()
  await rm(folder, { recursive: true, force: true })
})

const open = (n: number): SealedWriter =>
  sealing.open({ path: join(folder, String(n)), ...newHeader(keys, crypto.randomUUID()) })
const piece = 256 * 1024

/** Bytes that are taken before the writer has to be waited for. The thread cannot answer meanwhile. */
function takenAtOnce(writer: SealedWriter): number {
  for (let taken = piece; ; taken += piece) if (writer.write(new Uint8Array(piece), true)) return taken
}

test.each([
  // files at once, and bytes of each that may wait for the thread: 2 MiB, or its part of 8 MiB, and one piece more
  [1, 2_048 * 1024],
  [4, 2_048 * 1024],
  [16, 512 * 1024],
  [64, 256 * 1024],
])('%i files at once have %i bytes each on their way to the disk', async (count, each) => {
  const writers = Array.from({ length: count }, (_, n) => open(n))
  expect(writers.map(takenAtOnce)).toEqual(writers.map(() => each + piece))
  await Promise.all(writers.map((writer) => writer.abandon()))
  expect(await readdir(folder)).toEqual([])
})

test('who waits for room goes on, and every byte arrives', async () => {
  const bytes = randomBytes(3 * piece)
  const writers = Array.from({ length: 20 }, (_, n) => open(n))
  const written = await Promise.all(
    writers.map(async (writer, n) => {
      for (let i = 0; i < 12; i += 1) await writer.write(new Uint8Array(bytes), true)
      return writer.finish(join(folder, `${n}.done`))
    }),
  )
  expect(new Set(written.map(({ sizeBytes }) => sizeBytes))).toEqual(new Set([36 * piece]))
  expect(new Set(written.map(({ sha256 }) => Buffer.from(sha256).toString('hex'))).size).toBe(1)
  await Promise.all(writers.map((writer) => writer.durable()))
})
