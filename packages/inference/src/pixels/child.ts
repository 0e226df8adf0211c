/**
 * The program of the process that makes pictures and turns transfer syntaxes. Like the reading process it has no environment, no
 * write access and, where the system allows, no network (`reader/sandbox.ts`); it has no model either. One request at a time.
 */
import { Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { troubleOf } from '../reader/trouble.ts'
import { BYTES_FD, type FromPixels, type PixelRequest } from './messages.ts'
import { work } from './work.ts'

const tell = (message: FromPixels) => process.send?.(message)

const CHUNK = 1024 * 1024
/** Typed arrays of up to 64 bits may lie on a segment. */
const ALIGNMENT = 8

/** Where the bytes of the request in hand go; the parent sends nothing before it has the answer to what it sent. */
let inHand: Receiving | undefined
/** What came before its request did: the two ways do not wait for each other. */
const early: Buffer[] = []

type Receiving = { request: PixelRequest; segments: Uint8Array[]; at: number; filled: number }

function begin(request: PixelRequest): void {
  inHand = { request, segments: roomFor(request.segments), at: 0, filled: 0 }
  for (const bytes of early.splice(0)) receive(bytes)
  finishIfWhole()
}

/** One piece of memory for all segments. */
function roomFor(lengths: readonly number[]): Uint8Array[] {
  const aligned = (length: number) => Math.ceil(length / ALIGNMENT) * ALIGNMENT
  const whole = new Uint8Array(lengths.reduce((sum, length) => sum + aligned(length), 0))
  let from = 0
  return lengths.map((length) => {
    const segment = whole.subarray(from, from + length)
    from += aligned(length)
    return segment
  })
}

function receive(bytes: Uint8Array): void {
  if (inHand === undefined) {
    early.push(Buffer.from(bytes))
    return
  }
  for (let from = 0; from < bytes.length; ) {
    const segment = inHand.segments[inHand.at]
    if (segment === undefined) return
    const taken = bytes.subarray(from, from + segment.length - inHand.filled)
    segment.set(taken, inHand.filled)
    inHand.filled += taken.length
    from += taken.length
    skipFull(inHand)
  }
}

function skipFull(receiving: Receiving): void {
  while (receiving.at < receiving.segments.length && receiving.filled === receiving.segments[receiving.at]?.length) {
    receiving.at += 1
    receiving.filled = 0
  }
}

function finishIfWhole(): void {
  if (inHand === undefined) return
  skipFull(inHand)
  if (inHand.at < inHand.segments.length) return
  const { request, segments } = inHand
  inHand = undefined
  void serve(request, segments)
}

async function serve(request: PixelRequest, segments: Uint8Array[]): Promise<void> {
  const { id } = request
  try {
    const made = await work(request, segments)
    tell({ type: 'done', id, segments: made.map((bytes) => bytes.length) })
    for (const bytes of made) pipe.write(bytes)
  } catch (error) {
    tell({ type: 'failed', id, trouble: troubleOf(error) })
  }
}

const pipe = new Socket({
  fd: BYTES_FD,
  onread: {
    buffer: Buffer.alloc(CHUNK),
    callback(length, buffer) {
      receive(buffer.subarray(0, length))
      finishIfWhole()
      return true
    },
  },
} as ConstructorParameters<typeof Socket>[0])
pipe.on('error', () => process.kill(process.pid, 'SIGKILL'))
pipe.resume()

process.on('message', (request: PixelRequest) => begin(request))
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
tell({ type: 'ready', networkRemoved: Object.keys(networkInterfaces()).length === 0 })
