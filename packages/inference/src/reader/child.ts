/**
 * The program of the reading process. Everything that touches a stranger's bytes happens here: DICOM parsing, image codecs, the
 * network. It has no environment, no write access, and where the system allows no network (see `sandbox.ts`).
 */
import { networkInterfaces } from 'node:os'
import { InferenceError } from '../errors.ts'
import { readModel } from '../model/load.ts'
import { openNetwork } from '../network/network.ts'
import type { Pipeline } from '../pipeline.ts'
import { render } from '../render.ts'
import { readStudy } from '../study.ts'
import type { FromChild, Open, Request, ToChild } from './messages.ts'
import { troubleOf } from './trouble.ts'

const tell = (message: FromChild) => process.send?.(message)

async function open({ dir, sha256, threads }: Open): Promise<Pipeline> {
  const model = await readModel(dir, sha256)
  return { manifest: model.manifest, network: await openNetwork(model, threads) }
}

function answer(request: Request, pipeline: Pipeline): Promise<unknown> {
  if (request.type === 'render') return render(request.bytes, request.options)
  const { images, context } = request.study
  return readStudy(images, context, pipeline, request.options)
}

let opened: Promise<Pipeline> | undefined

function begin(message: Open): void {
  opened = open(message)
  opened.then(
    // Without a network of its own not even the loopback device is up.
    () => tell({ type: 'ready', networkRemoved: Object.keys(networkInterfaces()).length === 0 }),
    (error: unknown) => tell({ type: 'refused', trouble: troubleOf(error) }),
  )
}

async function serve(request: Request & { id: number }): Promise<void> {
  const { id } = request
  try {
    if (opened === undefined) throw new InferenceError('internal', 'no model was opened')
    tell({ type: 'done', id, result: await answer(request, await opened) })
  } catch (error) {
    tell({ type: 'failed', id, trouble: troubleOf(error) })
  }
}

process.on('message', (message: ToChild) => (message.type === 'open' ? begin(message) : void serve(message)))

// The parent is gone. Leaving by exit() would wait for native code, and end in an abort if the network is running.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
