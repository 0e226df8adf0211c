import { openDatabase, urlAs } from '@firstread/database'
import { openPixels } from '@firstread/inference'
import type { App } from './platform/app.ts'
import { type Config, objectFolder } from './platform/config.ts'
import type { Keys } from './platform/keys.ts'
import { openLog } from './platform/log.ts'
import { type Metrics, openMetrics } from './platform/metrics.ts'
import { openObjectStore } from './platform/objects/directory.ts'
import { openReaders } from './platform/readers.ts'

export type Part = 'api' | 'worker' | 'scp'
/** `adminUrl` is only taken apart: each part connects as its own role, with the password that follows from the root key. */
export type AppOptions = { config: Config; keys: Keys; adminUrl: string; part: Part; metrics?: Metrics }
export type OpenApp = App & { beginStop(): void; close(): Promise<void> }

const databaseRole = { api: 'fr_api', worker: 'fr_worker', scp: 'fr_api' } as const

export async function openApp({ config, keys, adminUrl, part, metrics = openMetrics() }: AppOptions): Promise<OpenApp> {
  const stop = new AbortController()
  const max = part === 'worker' ? config.WORKER_CONCURRENCY + 2 : config.DATABASE_POOL
  const db = openDatabase({ url: urlAs(adminUrl, databaseRole[part], keys.root), max, name: `firstread ${part}` })
  const readers = openReaders(config)
  const pixels = openPixels({ memoryLimitMiB: config.ANALYSIS_MEMORY_MB, timeoutMs: config.ANALYSIS_TIMEOUT_MS })
  const app: App = {
    config,
    keys,
    db,
    readers,
    pixels,
    log: openLog(config, part),
    metrics,
    objects: await openObjectStore({ folder: objectFolder(config), keys }),
    stopping: stop.signal,
  }
  const close = async () => {
    stop.abort()
    await Promise.all([readers.close(), pixels.close()])
    app.objects.close()
    await db.destroy()
  }
  return Object.assign(app, { close, beginStop: () => stop.abort() })
}
