import type { Db } from '@firstread/database'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Keys } from './keys.ts'
import type { Metrics } from './metrics.ts'
import type { ObjectStore } from './objects/index.ts'

/** What every slice works with. Made once at start (src/main), handed down; nothing of it is global. */
export type App = {
  config: Config
  keys: Keys
  log: Logger
  metrics: Metrics
  objects: ObjectStore
  /** As fr_api: sees nothing until somebody enters. */
  db: Db
}

/** What jobs work with: the same, but the database connection is fr_worker's. */
export type WorkerApp = App & { workerId: string }
