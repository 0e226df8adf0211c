import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Reader } from '../reader/reader.ts'
import { startReader } from '../reader/start.ts'
import type { Label } from './labels.ts'
import { type Row, rowOf } from './rows.ts'

export type Progress = (done: number, total: number) => void

/** Requests in flight for each reader: enough that its network never waits for a file. */
const IN_FLIGHT = 4

async function readOne(reader: Reader, imagesDir: string, label: Label): Promise<Row> {
  const bytes = await readFile(join(imagesDir, label.file))
  const study = { images: [{ imageId: label.file, bytes }], context: {} }
  return rowOf(label, await reader.analyze(study, { attention: false }))
}

/** Reads labelled images with several readers at once; the rows come in the order of the labels. */
export async function readAll(
  readers: readonly Reader[],
  imagesDir: string,
  labels: readonly Label[],
  onDone: () => void,
): Promise<Row[]> {
  const rows = new Array<Row>(labels.length)
  let next = 0
  const lane = async (reader: Reader) => {
    for (let i = next++; i < labels.length; i = next++) {
      rows[i] = await readOne(reader, imagesDir, labels[i] as Label)
      onDone()
    }
  }
  await Promise.all(readers.flatMap((reader) => Array.from({ length: IN_FLIGHT }, () => lane(reader))))
  return rows
}

/** Runs `work` with readers of a model and closes them whatever happens. */
export async function withReaders<T>(
  modelDir: string,
  count: number,
  threads: number,
  work: (readers: Reader[]) => Promise<T>,
): Promise<T> {
  const readers = await Promise.all(
    Array.from({ length: count }, () => startReader({ modelDir, threads, prefetch: IN_FLIGHT })),
  )
  try {
    return await work(readers)
  } finally {
    await Promise.all(readers.map((reader) => reader.close()))
  }
}
