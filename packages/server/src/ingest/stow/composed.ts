import { Problem } from '@firstread/contract'
import { compose, DicomError, type DicomJson, fromXml, readModel } from '@firstread/dicom'
import type { App } from '../../platform/app.ts'
import { openLanes } from '../../platform/lanes.ts'
import type { IncomingFile } from '../arrival.ts'
import { Aside } from './aside.ts'
import { bulkSyntax, type Content, partContent } from './media.ts'
import type { Part } from './multipart.ts'

/**
 * Where the pixels of a file lie is known when all of it is: metadata are held in memory, values up to a mebibyte too, all
 * else is laid aside until its file is made.
 */
const most = { metadata: 16 * 1024 * 1024, parts: 4096 }
/** Of such bodies in the whole process; one sender leaves the others room. */
const lanes = openLanes({ width: 4, waiting: 64, each: 3 })

/** What a body of metadata and bulk data holds. */
type Instance = DicomJson | Problem

/**
 * The instances of a body that came as metadata and bulk data (PS3.18 10.5.1.4), each as the file that they make together. One
 * that cannot be made takes no other with it.
 *
 * @param who  whose share of the lanes it takes
 * @throws Problem  malformed-body, too-large, busy, no-room
 */
export async function* composedFiles(
  app: App,
  parts: AsyncIterable<Part>,
  content: Exclude<Content, 'dicom'>,
  who: string | undefined,
): AsyncGenerator<IncomingFile> {
  const done = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const turn = lanes(async () => {
    begun.resolve()
    await done.promise
  }, who)
  const aside = new Aside(app.objects, app.config.UPLOAD_MAX_BYTES)
  try {
    await Promise.race([begun.promise, turn])
    const metadata = await receive(parts, content, aside)
    const instances = metadata.flatMap((text) => modelsIn(text, content))
    for (const instance of instances) yield* oneFile(instance, aside)
  } finally {
    done.resolve()
    await aside.remove()
  }
}

async function* oneFile(instance: Instance, aside: Aside): AsyncGenerator<IncomingFile> {
  const taken = Promise.withResolvers<void>()
  yield { bytes: bytesOf(instance, aside, taken), isOwned: true }
  await taken.promise // so that no more than one file is made at a time
}

async function* bytesOf(
  instance: Instance,
  aside: Aside,
  taken: PromiseWithResolvers<void>,
): AsyncGenerator<Uint8Array> {
  try {
    if (instance instanceof Problem) throw instance
    // Copied where it stays here: the store takes what it is given, and two instances may name one value.
    for (const part of translated(() => compose(instance, aside.of)))
      if (part instanceof Uint8Array) yield new Uint8Array(part)
      else yield* aside.read(part)
  } finally {
    taken.resolve()
  }
}

/** @returns the metadata; bulk data are laid aside */
async function receive(parts: AsyncIterable<Part>, content: Content, aside: Aside): Promise<Buffer[]> {
  const metadata: Buffer[] = []
  let [total, count] = [0, 0]
  for await (const { type, location, bytes } of parts) {
    count += 1
    if (count > most.parts) throw new Problem('too-large', `A body may have ${most.parts} parts`)
    if (partContent(type) !== content) {
      await aside.take(location ?? '', bulkSyntax(type), bytes)
      continue
    }
    const text = await joined(bytes, most.metadata - total)
    total += text.length
    metadata.push(text)
  }
  return metadata
}

async function joined(bytes: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of bytes) {
    size += piece.length
    if (size > limit) throw new Problem('too-large', `The metadata of a body may have ${most.metadata} bytes`)
    pieces.push(Buffer.from(piece)) // a copy: the piece moves on
  }
  return Buffer.concat(pieces)
}

/** XML has a part for each instance, JSON a list of them in one (PS3.18 8.6.1.2). @throws Problem  malformed-body */
function modelsIn(text: Buffer, content: Exclude<Content, 'dicom'>): Instance[] {
  if (content === 'xml') return [attempt(() => fromXml(text.toString('utf8')))]
  const list = parsed(text)
  return (Array.isArray(list) ? list : [list]).map((one) => attempt(() => readModel(one)))
}

function parsed(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'))
  } catch (cause) {
    throw new Problem('malformed-body', 'The metadata are not JSON', { cause })
  }
}

/** The trouble of one instance is its own verdict. */
function attempt(work: () => DicomJson): Instance {
  try {
    return translated(work)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

function translated<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof DicomError)) throw error
    const isLimit = ['too-deep', 'too-many-elements', 'too-large'].includes(error.code)
    throw new Problem(isLimit ? 'file-limits' : 'broken-file', error.message, { cause: error })
  }
}
