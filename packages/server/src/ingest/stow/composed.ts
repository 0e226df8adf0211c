import { Problem } from '@firstread/contract'
import { compose, DicomError, type DicomJson, fromXml, type ReceivedBulk, readModel } from '@firstread/dicom'
import { openLanes } from '../../platform/lanes.ts'
import type { IncomingFile } from '../arrival.ts'
import { bulkSyntax, type Content, partContent } from './media.ts'
import type { Part } from './multipart.ts'

/**
 * Where the pixels of a file lie is known when all of it is: unlike whole files, metadata and bulk data are held in memory,
 * one body at a time in the whole process. Whoever has more sends it as files.
 */
const most = { metadata: 16 * 1024 * 1024, body: 64 * 1024 * 1024, parts: 4096 }
const oneByOne = openLanes({ width: 1, waiting: 64 })

/** What a body of metadata and bulk data holds. */
type Received = { metadata: Buffer[]; bulk: Map<string, Bulk> }
type Bulk = { transferSyntaxUid: string | undefined; pieces: Buffer[] }
type Instance = DicomJson | Problem

/**
 * The instances of a body that came as metadata and bulk data (PS3.18 10.5.1.4), each as the file that they make together. One
 * that cannot be made takes no other with it.
 *
 * @throws Problem  malformed-body, too-large, busy
 */
export async function* composedFiles(
  parts: AsyncIterable<Part>,
  content: Exclude<Content, 'dicom'>,
): AsyncGenerator<IncomingFile> {
  const done = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const turn = oneByOne(async () => {
    begun.resolve()
    await done.promise
  })
  try {
    await Promise.race([begun.promise, turn])
    const { metadata, bulk } = await receive(parts, content)
    const instances = metadata.flatMap((text) => modelsIn(text, content))
    for (const instance of instances) yield* oneFile(instance, bulk)
  } finally {
    done.resolve()
  }
}

async function* oneFile(instance: Instance, bulk: ReadonlyMap<string, ReceivedBulk>): AsyncGenerator<IncomingFile> {
  const taken = Promise.withResolvers<void>()
  yield { bytes: bytesOf(instance, bulk, taken), isOwned: true }
  await taken.promise // so that no more than one file is made at a time
}

async function* bytesOf(
  instance: Instance,
  bulk: ReadonlyMap<string, ReceivedBulk>,
  taken: PromiseWithResolvers<void>,
): AsyncGenerator<Uint8Array> {
  try {
    if (instance instanceof Problem) throw instance
    yield translated(() => compose(instance, (uri) => bulk.get(uri)))
  } finally {
    taken.resolve()
  }
}

async function receive(parts: AsyncIterable<Part>, content: Content): Promise<Received> {
  const received: Received = { metadata: [], bulk: new Map() }
  let [total, count] = [0, 0]
  for await (const { type, location, bytes } of parts) {
    count += 1
    if (count > most.parts) throw new Problem('too-large', `A body may have ${most.parts} parts`)
    const isMetadata = partContent(type) === content
    const piece = await joined(bytes, Math.min(most.body - total, isMetadata ? most.metadata : most.body))
    total += piece.length
    if (isMetadata) received.metadata.push(piece)
    else keepBulk(received.bulk, location ?? '', bulkSyntax(type), piece)
  }
  return received
}

/** Parts with the same address are the frames of one image, in their order. */
function keepBulk(kept: Map<string, Bulk>, location: string, transferSyntaxUid: string | undefined, piece: Buffer) {
  const before = kept.get(location)
  if (before) before.pieces.push(piece)
  else kept.set(location, { transferSyntaxUid, pieces: [piece] })
}

async function joined(bytes: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of bytes) {
    size += piece.length
    if (size > limit) throw new Problem('too-large', 'Metadata and bulk data are larger than can be joined; send files')
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
