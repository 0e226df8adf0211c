import { Worker } from 'node:worker_threads'
import { InferenceError } from '../errors.ts'
import type { LoadedModel } from '../model/load.ts'
import { expectedOutputs } from '../model/shapes.ts'
import { averaged } from './averaged.ts'
import type { RawOutput, RunReply, RunRequest, ThreadData } from './thread.ts'

/** What the network says of one image. */
export type NetworkOutput = {
  logits: Float32Array
  /** classes × height × width */
  maps?: { values: Float32Array; height: number; width: number }
  gate?: Float32Array
  quality?: Float32Array
  embedding?: Float32Array
  ms: number
}

export type Network = { run(pixels: Float32Array): Promise<NetworkOutput> }

type Waiting = { resolve: (reply: RunReply) => void; reject: (error: Error) => void }

/** Numbers the requests and finds each reply's owner; when the thread dies all of them hear of it. */
function converse(thread: Worker) {
  const waiting = new Map<number, Waiting>()
  let next = 0
  let dead: Error | undefined
  const die = (cause: Error) => {
    dead = new InferenceError('model-invalid', 'the network stopped', { cause })
    for (const { reject } of waiting.values()) reject(dead)
    waiting.clear()
  }
  thread.on('message', (reply: RunReply) => {
    waiting.get(reply.id)?.resolve(reply)
    waiting.delete(reply.id)
  })
  thread.on('error', die)
  return (pixels: Float32Array) =>
    new Promise<RunReply>((resolve, reject) => {
      if (dead !== undefined) return reject(dead)
      const id = next++
      waiting.set(id, { resolve, reject })
      thread.postMessage({ id, pixels, count: 1 } satisfies RunRequest)
    })
}

/** @throws InferenceError `model-invalid` when ONNX Runtime will not take the file */
async function openThread({ bytes, manifest }: LoadedModel, threads: number): Promise<Worker> {
  const { name: input, height, width } = manifest.input
  const workerData: ThreadData = { bytes, threads, input, height, width }
  const thread = new Worker(new URL('./thread.ts', import.meta.url), { workerData })
  await new Promise<void>((resolve, reject) => {
    thread.once('message', () => resolve())
    thread.once('error', (cause) =>
      reject(new InferenceError('model-invalid', 'the network cannot be loaded', { cause })),
    )
  })
  return thread
}

const finite = (values: Float32Array) => values.every(Number.isFinite)

function pick({ manifest }: LoadedModel, reply: RunReply): NetworkOutput {
  const outputs = reply.outputs
  if (outputs === undefined) throw new InferenceError('model-invalid', 'the network does not run')
  for (const [name, shape] of expectedOutputs(manifest)) {
    const found = outputs[name]
    const fits =
      found?.dims.length === shape.length && found.dims.every((side, i) => shape[i] === undefined || shape[i] === side)
    if (!fits)
      throw new InferenceError('model-shape', `output ${name} does not have the shape that model.json asks for`)
    if (!finite(found.data)) throw new InferenceError('not-finite', `output ${name}`)
  }
  const named = (name: string | null | undefined): RawOutput | undefined => (name ? outputs[name] : undefined)
  const maps = named(manifest.outputs.attention)
  const [, , height = 0, width = 0] = maps?.dims ?? []
  const result: NetworkOutput = { logits: named(manifest.outputs.logits)?.data ?? new Float32Array(), ms: reply.ms }
  if (maps !== undefined) result.maps = { values: maps.data, height, width }
  for (const part of ['gate', 'quality', 'embedding'] as const) {
    const found = named(manifest.outputs[part])
    if (found !== undefined) result[part] = found.data
  }
  return result
}

/**
 * Opens the network and runs it once on a grey ramp, so that a file with wrong shapes or broken weights is refused before anybody's
 * image meets it.
 *
 * @throws InferenceError `model-invalid`, `model-shape`, `not-finite`
 */
export async function openNetwork(model: LoadedModel, threads: number): Promise<Network> {
  const send = converse(await openThread(model, threads))
  const once = async (pixels: Float32Array) => pick(model, await send(pixels))
  const run = averaged(once, model.manifest)
  const { height, width } = model.manifest.input
  await run(Float32Array.from({ length: height * width }, (_, i) => (i % width) / width))
  return { run }
}
