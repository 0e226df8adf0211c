import { Problem, problems } from '@firstread/contract'
import type { Inspection } from '@firstread/dicom'
import type { App } from '../platform/app.ts'
import { ObjectError, type StoredObject } from '../platform/objects/index.ts'
import type { Arrival, IncomingFile } from './arrival.ts'
import { withBehind } from './files/behind.ts'
import { type Checked, FileCheck } from './files/check.ts'
import { inspectHead, inspectStored } from './files/dicom.ts'

/** A file that was refused; of its header is told what was read. */
export type Failed = { item: string; problem: Problem; inspection: Inspection | undefined }
export type StageOptions = {
  /** Pictures without DICOM are refused. */
  isDicomOnly?: boolean
  /** Looks at each header before its file is kept. @throws Problem  to refuse it */
  accept?: (inspection: Inspection, file: IncomingFile) => void
  /** The caller waits for `durable` itself, and has something to do meanwhile. */
  flushesLater?: boolean
}

/**
 * Checks, hashes, encrypts and flushes files as they come, and answers for each, in order. Flushing one file overlaps with
 * reading the next.
 *
 * @throws Problem  malformed-body, no-room, and whatever ends the whole body; nothing of it stays stored then
 */
export async function stageFiles(
  app: App,
  files: AsyncIterable<IncomingFile>,
  options: StageOptions = {},
): Promise<(Arrival | Failed)[]> {
  const staging: Promise<Arrival | Failed>[] = []
  let broken: unknown
  try {
    for await (const file of files) {
      const staged = stageFile(app, file, `images[${staging.length}]`, options)
      staging.push(staged)
      // On the wire one file comes after the other by itself; what lies here already would come all at once.
      if (file.isRead) await Promise.race([file.isRead, staged.catch(() => undefined)])
    }
  } catch (error) {
    broken = error
  }
  const results = await Promise.allSettled(staging)
  const failure = broken ?? results.find((result) => result.status === 'rejected')?.reason
  const staged = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  if (failure === undefined) return staged
  await dropObjects(app, staged.filter(isArrival))
  throw failure
}

export const isArrival = (one: Arrival | Failed): one is Arrival => 'object' in one

/** Objects without a row are invisible; what a crash leaves here is swept later. */
export async function dropObjects(app: App, arrivals: readonly Arrival[]): Promise<void> {
  await Promise.all(arrivals.map(({ object }) => app.objects.remove(object.objectId)))
}

async function stageFile(app: App, file: IncomingFile, item: string, options: StageOptions): Promise<Arrival | Failed> {
  const passing = new Passing(file, app.config.UPLOAD_MAX_BYTES, options)
  try {
    const { object, durable } = await app.objects.place(passing.bytes(), { isOwned: file.isOwned ?? false })
    const flushed = durable.catch(rethrow)
    flushed.catch(() => undefined) // met by whoever waits for it
    try {
      if (!options.flushesLater) await flushed
      return { item, name: file.name, object, durable: flushed, checked: await passing.found(app, object) }
    } catch (error) {
      await app.objects.remove(object.objectId)
      throw error
    }
  } catch (error) {
    const problem = toProblem(error)
    if (problem) return { item, problem, inspection: passing.inspection }
    throw error
  }
}

/** One file on its way through the checks into the store. */
class Passing {
  inspection: Inspection | undefined
  readonly #file: IncomingFile
  readonly #maxBytes: number
  readonly #accept: StageOptions['accept']
  readonly #check: FileCheck
  #size = 0

  constructor(file: IncomingFile, maxBytes: number, { isDicomOnly = false, accept }: StageOptions) {
    this.#file = file
    this.#maxBytes = maxBytes
    this.#accept = accept
    this.#check = new FileCheck({ isDicomOnly })
  }

  /** After a refusal the rest of the file is read and thrown away, so that the files behind it are judged as well. */
  async *bytes(): AsyncGenerator<Buffer> {
    let trouble: unknown
    for await (const part of this.#file.bytes) {
      if (trouble !== undefined) continue
      const piece = Buffer.isBuffer(part) ? part : Buffer.from(part.buffer, part.byteOffset, part.byteLength)
      try {
        this.#see(piece)
      } catch (error) {
        trouble = error
        continue
      }
      yield piece
    }
    if (trouble !== undefined) throw trouble
    this.#end()
  }

  #see(piece: Buffer): void {
    this.#size += piece.length
    if (this.#size > this.#maxBytes) throw new Problem('too-large', `A file may have ${this.#maxBytes} bytes`)
    this.#check.push(piece)
  }

  /** Most headers are known by now: what is refused here never becomes an object. */
  #end(): void {
    const found = this.#check.end()
    if (found.format !== 'DICOM') return
    this.inspection = inspectHead(found.head, this.#size, found.early)
    if (this.inspection) this.#accept?.(this.inspection, this.#file)
  }

  async found(app: App, object: StoredObject): Promise<Checked> {
    const found = this.#check.end()
    if (found.format !== 'DICOM') return found
    if (!this.inspection) {
      this.inspection = await inspectStored(app.objects, object, found.head)
      this.#accept?.(this.inspection, this.#file)
    }
    this.inspection = await withBehind(app.objects, object, this.inspection, found.pixelsEnd)
    return { format: 'DICOM', inspection: this.inspection }
  }
}

function rethrow(error: unknown): never {
  toProblem(error)
  throw error
}

/** Only what is the file's own fault names an item; a full disk or a lost connection ends the whole upload. */
function toProblem(error: unknown): Problem | undefined {
  if (error instanceof ObjectError && error.code === 'no-room') {
    throw new Problem('no-room', undefined, { retryAfterSeconds: 60, cause: error })
  }
  return error instanceof Problem && error.code !== 'malformed-body' ? error : undefined
}

/**
 * All or nothing: an upload answers with the gravest of its refusals, the first of the audited ones, and names them all.
 *
 * @throws Problem  the first file's code, or no-images
 */
export function refuseFailed(staged: readonly (Arrival | Failed)[]): void {
  const failed = staged.filter((one): one is Failed => !isArrival(one))
  const gravest = failed.find(({ problem }) => problems[problem.code].audited) ?? failed[0]
  if (staged.length === 0) throw new Problem('no-images')
  if (!gravest) return
  const errors = failed.map(({ item, problem }) => ({ item, code: problem.code, detail: problem.message }))
  const detail =
    staged.length === 1
      ? gravest.problem.message
      : `${failed.length} of ${staged.length} files were refused; none was stored`
  throw new Problem(gravest.problem.code, detail, { errors })
}
