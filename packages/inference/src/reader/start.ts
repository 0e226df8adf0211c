import { readModel } from '../model/load.ts'
import type { Rendered, StudyReading } from '../reading.ts'
import { residentMiB, startChild } from './child-process.ts'
import { Dispatcher } from './dispatcher.ts'
import type { Reader, ReaderOptions } from './reader.ts'

const MEMORY_LIMIT_MIB = 1536
const TIMEOUT_MS = 60_000
const PREFETCH = 3

/**
 * Starts a reading process with the model of a folder. The model is checked here and again by every child, which must find the very
 * same network: a package that changes on disk stops the reader at its next start instead of being used unnoticed.
 *
 * @throws InferenceError as `loadModelPackage`, and `start-failed`
 */
export async function startReader(options: ReaderOptions): Promise<Reader> {
  const { memoryLimitMiB = MEMORY_LIMIT_MIB, timeoutMs = TIMEOUT_MS, threads = 1, prefetch = PREFETCH } = options
  const { dir, manifest } = await readModel(options.modelDir)
  const start = () => startChild({ type: 'open', dir, sha256: manifest.sha256, threads }, memoryLimitMiB)
  const dispatcher = new Dispatcher(await start(), start, { memoryLimitMiB, timeoutMs, prefetch })
  return {
    manifest,
    get pid() {
      return dispatcher.child?.pid
    },
    analyze: (study, analyzeOptions = {}) =>
      dispatcher.submit({ type: 'analyze', study, options: analyzeOptions }) as Promise<StudyReading>,
    render: (bytes, renderOptions) =>
      dispatcher.submit({ type: 'render', bytes, options: renderOptions }) as Promise<Rendered>,
    status: () => {
      const { child, restarts } = dispatcher
      return {
        pid: child?.pid,
        networkRemoved: child?.networkRemoved ?? false,
        restarts,
        residentMiB: child && residentMiB(child.pid),
      }
    },
    close: () => dispatcher.close(),
  }
}
