import type { IncomingMessage } from 'node:http'
import { Problem } from '@firstread/contract'
import type { App } from '../../platform/app.ts'
import type { IncomingFile } from '../arrival.ts'
import { composedFiles } from './composed.ts'
import { type Body, isDicomPart } from './media.ts'
import { Multipart, type Part } from './multipart.ts'
import { Wire } from './wire.ts'

/** A sender who says nothing for so long has gone; the place belongs to somebody else (security.md 8). */
const silenceMs = 60_000

/** Parts of one body. A study of many slices is one body; the sender may always send another. */
const maxParts = 4096

/**
 * The instances of a body, as they come.
 *
 * @param who  the sender, who gets no more than a share of what is scarce
 * @throws Problem  malformed-body, too-large
 */
export async function* filesOf(app: App, raw: IncomingMessage, body: Body, who?: string): AsyncGenerator<IncomingFile> {
  const giveUp = () => raw.destroy(new Error('the sender went silent'))
  raw.setTimeout(silenceMs, giveUp)
  const pieces = new Wire(raw)
  try {
    yield* filesIn(app, received(pieces), body, who)
  } finally {
    raw.setTimeout(0)
    raw.off('timeout', giveUp)
    await pieces.return()
    // Whatever is still on the wire has to be taken off it before an answer can be read.
    raw.resume()
  }
}

function filesIn(
  app: App,
  source: AsyncIterableIterator<Buffer>,
  body: Body,
  who?: string,
): AsyncGenerator<IncomingFile> {
  if (body.content !== 'dicom') return composedFiles(app, partsIn(source, body), body.content, who)
  return body.kind === 'single' ? whole(source) : dicomOf(new Multipart(source, body.boundary).parts())
}

/** A single part is one that needs no boundary. */
async function* partsIn(source: AsyncIterableIterator<Buffer>, body: Body): AsyncGenerator<Part> {
  if (body.kind === 'multipart') yield* new Multipart(source, body.boundary).parts()
  else yield { type: `application/dicom+${body.content}`, location: undefined, bytes: source }
}

async function* whole(source: AsyncIterableIterator<Buffer>): AsyncGenerator<IncomingFile> {
  const passed = Promise.withResolvers<void>()
  yield { bytes: untilPassed(source, passed), isOwned: true }
  await passed.promise
}

async function* untilPassed(
  source: AsyncIterableIterator<Buffer>,
  passed: PromiseWithResolvers<void>,
): AsyncGenerator<Buffer> {
  try {
    yield* source
  } finally {
    passed.resolve()
  }
}

async function* dicomOf(parts: AsyncIterable<Part>): AsyncGenerator<IncomingFile> {
  let count = 0
  for await (const { type, bytes } of parts) {
    count += 1
    if (count > maxParts) throw new Problem('too-large', `A body may have ${maxParts} parts`)
    yield { bytes: isDicomPart(type) ? bytes : otherwise(bytes), isOwned: true }
  }
}

/** A body that breaks off is refused; it is no trouble of ours. */
function received(pieces: Wire): AsyncIterableIterator<Buffer> {
  const next = () =>
    pieces.next().catch((cause) => {
      throw new Problem('malformed-body', 'The body ends too early', { cause })
    })
  return {
    next,
    return: () => pieces.return(),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** A part of another type is read and refused; the parts around it are stored. */
async function* otherwise(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const piece of bytes) yield piece.subarray(0, 0)
  throw new Problem('unsupported-file', 'A part is no application/dicom')
}
