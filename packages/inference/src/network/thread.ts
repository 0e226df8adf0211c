/**
 * The thread that owns the network. ONNX Runtime computes synchronously; here it blocks nobody, and while it works the main thread
 * decodes the next picture. The thread is never terminated (that would abort the process in native code): the whole process is.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { InferenceSession, Tensor } from 'onnxruntime-node'

export type ThreadData = { bytes: Uint8Array; threads: number; input: string; height: number; width: number }
export type RunRequest = { id: number; pixels: Float32Array; count: number }
export type RawOutput = { data: Float32Array; dims: readonly number[] }
export type RunReply = { id: number; ms: number; outputs?: Record<string, RawOutput>; error?: string }

const port = parentPort
if (port === null) throw new Error('thread.ts runs in a worker thread')
const { bytes, threads, input, height, width }: ThreadData = workerData

/** Sequential and with a fixed number of threads, so that the same input gives the same bits. */
const session = await InferenceSession.create(bytes, {
  executionProviders: ['cpu'],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 4,
})

async function run({ id, pixels, count }: RunRequest): Promise<RunReply> {
  const start = performance.now()
  const results = await session.run({ [input]: new Tensor('float32', pixels, [count, 1, height, width]) })
  const outputs: Record<string, RawOutput> = {}
  for (const [name, { data, dims }] of Object.entries(results))
    if (data instanceof Float32Array) outputs[name] = { data, dims }
  return { id, ms: performance.now() - start, outputs }
}

port.on('message', (request: RunRequest) => {
  run(request).then(
    (reply) => port.postMessage(reply),
    (error: unknown) => port.postMessage({ id: request.id, ms: 0, error: String(error) } satisfies RunReply),
  )
})
port.postMessage('ready')
