import { Problem, problems } from '@firstread/contract'
import type { App } from '../platform/app.ts'
import { ObjectError } from '../platform/objects/index.ts'
import type { Arrival, IncomingFile } from './arrival.ts'
import { FileCheck } from './files/check.ts'
import { inspectStored } from './files/dicom.ts'

type Failed = { item: string; problem: Problem }

/**
 * Checks, hashes, encrypts and flushes the files of one upload as they come. Flushing the last file overlaps with reading
 * the next.
 *
 * @throws Problem  naming every file that was refused, in `errors`; nothing of the upload stays stored then
 */
export async function stageFiles(app: App, files: AsyncIterable<IncomingFile>): Promise<Arrival[]> {
  const staging: Promise<Arrival | Failed>[] = []
  let broken: unknown
  try {
    for await (const file of files) staging.push(stageFile(app, file, `images[${staging.length}]`))
  } catch (error) {
    broken = error
  }
  const results = await Promise.allSettled(staging)
  const staged = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const arrivals = staged.filter((one) => 'object' in one)
  try {
    if (broken !== undefined) throw broken
    for (const result of results) if (result.status === 'rejected') throw result.reason
    refuse(
      staged.filter((one) => 'problem' in one),
      staging.length,
    )
    if (arrivals.length === 0) throw new Problem('no-images')
    return arrivals
  } catch (error) {
    await dropObjects(app, arrivals)
    throw error
  }
}

/** Objects without a row are invisible; what a crash leaves here is swept later. */
export async function dropObjects(app: App, arrivals: readonly Arrival[]): Promise<void> {
  await Promise.all(arrivals.map(({ object }) => app.objects.remove(object.objectId)))
}

async function stageFile(app: App, { name, bytes }: IncomingFile, item: string): Promise<Arrival | Failed> {
  const check = new FileCheck()
  try {
    const object = await app.objects.put(checked(bytes, check, app.config.UPLOAD_MAX_BYTES))
    try {
      const found = check.end()
      if (found.format !== 'DICOM') return { item, name, object, checked: found }
      const inspection = await inspectStored(app.objects, object, found.head)
      return { item, name, object, checked: { format: 'DICOM', inspection } }
    } catch (error) {
      await app.objects.remove(object.objectId)
      throw error
    }
  } catch (error) {
    const problem = toProblem(error)
    if (problem) return { item, problem }
    throw error
  }
}

/** After a refusal the rest of the file is read and thrown away, so that the files behind it are judged as well. */
async function* checked(bytes: AsyncIterable<Uint8Array>, check: FileCheck, maxBytes: number): AsyncGenerator<Buffer> {
  let trouble: unknown
  let size = 0
  for await (const part of bytes) {
    if (trouble !== undefined) continue
    size += part.length
    const piece = Buffer.from(part.buffer, part.byteOffset, part.byteLength)
    try {
      if (size > maxBytes) throw new Problem('too-large', `A file may have ${maxBytes} bytes`)
      check.push(piece)
    } catch (error) {
      trouble = error
      continue
    }
    yield piece
  }
  if (trouble !== undefined) throw trouble
  check.end()
}

/** Only what is the file's own fault names an item; a full disk or a lost connection ends the whole upload. */
function toProblem(error: unknown): Problem | undefined {
  if (error instanceof ObjectError && error.code === 'no-room') {
    throw new Problem('no-room', undefined, { retryAfterSeconds: 60, cause: error })
  }
  return error instanceof Problem && error.code !== 'malformed-body' ? error : undefined
}

/** The upload answers with the gravest of its refusals, the first of the audited ones, and names them all. */
function refuse(failed: readonly Failed[], total: number): void {
  const gravest = failed.find(({ problem }) => problems[problem.code].audited) ?? failed[0]
  if (!gravest) return
  const errors = failed.map(({ item, problem }) => ({ item, code: problem.code, detail: problem.message }))
  const detail =
    total === 1 ? gravest.problem.message : `${failed.length} of ${total} files were refused; none was stored`
  throw new Problem(gravest.problem.code, detail, { errors })
}
