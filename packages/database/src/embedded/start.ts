import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { openCluster } from './cluster.ts'
import { letGo, takeOver } from './leftovers.ts'
import { end, launch, type Postmaster } from './postmaster.ts'
import { watchOver } from './watchdog.ts'

export type EmbeddedOptions =
  | { dataDir: string; port?: number; ephemeral?: false }
  /** For tests: a new, empty server that does not wait for the disk and leaves nothing behind. */
  | { dataDir?: undefined; port?: number; ephemeral: true }

export type EmbeddedServer = {
  /** `postgres://postgres:…@127.0.0.1:…/postgres`: the superuser, on the maintenance database. Never log it. */
  readonly url: string
  readonly port: number
  /** The postmaster, for those who want to see it die. */
  readonly pid: number
  /** Disconnects everybody, writes a checkpoint, ends. May be called twice. */
  stop(): Promise<void>
}

/**
 * Starts the real PostgreSQL that npm installed, on 127.0.0.1, as a child that does not outlive us, however we end.
 *
 * @param options.dataDir  where the data stays; made when it is not there. Where root's folders let nobody else in,
 *                         PostgreSQL keeps its files in /var/lib/firstread-postgres-… and `pgdata` is a link to them
 * @param options.port     0 or none: any free one below 32768
 * @throws EmbeddedError   `no-binaries`, `in-use`, `not-ours`, `wrong-version`, `no-start`
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const ephemeral = options.ephemeral === true
  const dataDir = options.ephemeral ? mkdtempSync(join(tmpdir(), 'firstread-postgres-')) : resolve(options.dataDir)
  const cluster = openCluster(dataDir)
  const litter = ephemeral ? [dirname(cluster.pgdata), dataDir] : []
  const clear = () => {
    letGo(dataDir)
    for (const folder of litter) rmSync(folder, { recursive: true, force: true })
  }
  await takeOver(dataDir, cluster.pgdata)
  const log = join(dataDir, 'postgres.log')
  const postmaster = await launch({ cluster, log, port: options.port ?? 0, ephemeral }).catch((error) => {
    clear()
    throw error
  })
  const url = `postgres://postgres:${cluster.password}@127.0.0.1:${postmaster.port}/postgres`
  return { url, port: postmaster.port, pid: postmaster.pid, stop: stopper(postmaster, ephemeral, litter, clear) }
}

function stopper(postmaster: Postmaster, ephemeral: boolean, litter: string[], clear: () => void): () => Promise<void> {
  const dismissWatchdog = watchOver(postmaster.pid, litter)
  // Once it has ended its number may be another's: nobody must be left to signal it.
  postmaster.child.once('exit', dismissWatchdog)
  let stopping: Promise<void> | undefined
  return () => {
    stopping ??= end(postmaster, ephemeral).then(clear)
    return stopping
  }
}
