/**
 * The program of the process that makes pictures and turns transfer syntaxes. Like the reading process it has no environment, no
 * write access and, where the system allows, no network (`reader/sandbox.ts`); it has no model either. One request at a time.
 */
import { Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { troubleOf } from '../reader/trouble.ts'
import { BYTES_FD, type FromPixels, type PixelRequest } from './messages.ts'
import { Receiving } from './receiving.ts'
import { work } from './work.ts'

const tell = (message: FromPixels) => process.send?.(message)

const CHUNK = 1024 * 1024

/** Where the bytes of the request in hand go; the parent sends nothing before it has the answer to what it sent. */
let inHand: Receiving | undefined
/** What came before its request did: the two ways do not wait for each other. */
const early: Buffer[] = []

function begin(request: PixelRequest): void {
  inHand = new Receiving(request)
  for (const bytes of early.splice(0)) receive(bytes)
  finishIfWhole()
}

function receive(bytes: Uint8Array): void {
  if (inHand === undefined) early.push(Buffer.from(bytes))
  else inHand.take(bytes)
}

function finishIfWhole(): void {
  if (!inHand?.isWhole) return
  const whole = inHand
  inHand = undefined
  void serve(whole)
}

async function serve({ request, segments, picture }: Receiving): Promise<void> {
  const { id } = request
  try {
    const made = picture ? [await picture.finish()] : await work(request, segments)
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
