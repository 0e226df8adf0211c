import type { Db } from '@firstread/database'
import type { Pixels } from '@firstread/inference'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Keys } from './keys.ts'
import type { Metrics } from './metrics.ts'
import type { ObjectStore } from './objects/index.ts'
import type { Readers } from './readers.ts'

/** What every slice works with. Made once at start (src/main), handed down; nothing of it is global. */
export type App = {
  config: Config
  keys: Keys
  log: Logger
  metrics: Metrics
  objects: ObjectStore
  readers: Readers
  /** Makes pictures and turns transfer syntaxes, in processes of their own. */
  pixels: Pixels
  /** As fr_api: sees nothing until somebody enters. */
  db: Db
  /** Ends when the process is told to stop: no new work from then on. */
  stopping: AbortSignal
}

/** What jobs work with: the same, but the database connection is fr_worker's. */
export type WorkerApp = App & { workerId: string }
