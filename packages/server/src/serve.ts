import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { urlAs } from '@firstread/database'
import { createApi } from './api.ts'
import { type OpenApp, openApp } from './open-app.ts'
import type { Config } from './platform/config.ts'
import type { Keys } from './platform/keys.ts'
import { type Metrics, openMetrics } from './platform/metrics.ts'
import { listenDicom } from './scp/listen.ts'
import { startWorker, type Worker } from './worker.ts'

export type ServeOptions = {
  config: Config
  keys: Keys
  adminUrl: string
  api: boolean
  worker: boolean
  /** Listen for DICOM; beside the API that is done when DICOM_PORT is given. */
  scp?: boolean
}
type Part = ServeOptions & { metrics: Metrics }
/** `url` is undefined when no API runs, `dicom` when nothing listens for DICOM. */
export type Running = { url: string | undefined; dicom: Dicom | undefined; stop(): Promise<void> }
export type Dicom = { host: string; port: number; aeTitle: string; isPlain: boolean }

/** How long a stopping process may finish what it began (security.md 8). */
const drainMs = 25_000

/** Starts the asked parts of Firstread in this process, on a migrated database. */
export async function serve(asked: ServeOptions): Promise<Running> {
  // Parts in one process are one target for Prometheus.
  const options = { ...asked, metrics: openMetrics() }
  const parts: { stop(): Promise<void> }[] = []
  const stop = async () => {
    // The last started stops first; each at most as long as draining may take.
    for (const part of parts.splice(0).reverse()) await within(drainMs, part.stop())
  }
  try {
    const url = options.api ? await startApi(options, parts) : undefined
    if (options.worker) parts.push(await startWorkerPart(options))
    const isAsked = options.scp ?? (options.api && options.config.DICOM_PORT !== undefined)
    const dicom = isAsked ? await startScp(options, parts) : undefined
    return { url, dicom, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startApi(
  { config, keys, adminUrl, metrics }: Part,
  parts: { stop(): Promise<void> }[],
): Promise<string> {
  const app = await openApp({ config, keys, adminUrl, metrics, part: 'api' })
  const server = await createApi(app)
  parts.push({ stop: () => stopApi(app, server) })
  await server.listen({ port: config.PORT, host: config.HOST })
  const { port } = server.server.address() as AddressInfo
  const scheme = config.TLS_CERT_FILE ? 'https' : 'http'
  app.log.info({ port }, 'listening')
  return `${scheme}://${config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST}:${port}`
}

async function stopApi(app: OpenApp, server: Awaited<ReturnType<typeof createApi>>): Promise<void> {
  app.beginStop() // not ready from now on; event streams end
  await server.close()
  await app.close()
}

async function startWorkerPart({ config, keys, adminUrl, metrics }: Part): Promise<{ stop(): Promise<void> }> {
  const opened = await openApp({ config, keys, adminUrl, metrics, part: 'worker' })
  const app = Object.assign(opened, { workerId: `${hostname()}-${process.pid}` })
  const worker: Worker = await startWorker({ app, databaseUrl: urlAs(adminUrl, 'fr_worker', keys.root) })
  const stop = async () => {
    opened.beginStop()
    await worker.stop()
    await opened.close()
  }
  return { stop }
}

async function startScp({ config, keys, adminUrl, metrics }: Part, parts: { stop(): Promise<void> }[]): Promise<Dicom> {
  const app = await openApp({ config, keys, adminUrl, metrics, part: 'scp' })
  const listening = await listenDicom(app).catch(async (error) => {
    await app.close()
    throw error
  })
  parts.push({
    stop: async () => {
      app.beginStop()
      await listening.close(drainMs)
      await app.close()
    },
  })
  app.log.info({ port: listening.port }, 'listening for DICOM')
  const { DICOM_HOST: host, DICOM_AE_TITLE: aeTitle, DICOM_TLS_CA_FILE: authorities } = config
  return { host, port: listening.port, aeTitle, isPlain: authorities === undefined }
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  const timer = Promise.withResolvers<void>()
  const timeout = setTimeout(timer.resolve, ms)
  await Promise.race([work, timer.promise]).finally(() => clearTimeout(timeout))
}
