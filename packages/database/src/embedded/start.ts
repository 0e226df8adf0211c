import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { openCluster } from './cluster.ts'
import { claim, heal, letGo } from './leftovers.ts'
import { type Supervised, supervise } from './supervise.ts'

export type EmbeddedOptions =
  | { dataDir: string; port?: number; ephemeral?: false }
  /** For tests: a new, empty server that does not wait for the disk and leaves nothing behind. */
  | { dataDir?: undefined; port?: number; ephemeral: true }

export type EmbeddedServer = {
  /** `postgres://postgres:…@127.0.0.1:…/postgres`: the superuser, on the maintenance database. Never log it. */
  readonly url: string
  readonly port: number
  /** The postmaster now; another one after it died and was started again. */
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
  const wasClaimed = claim(dataDir)
  const clear = (litter: string[]) => {
    letGo(dataDir)
    for (const folder of litter) rmSync(folder, { recursive: true, force: true })
  }
  try {
    const cluster = openCluster(dataDir, !ephemeral)
    await heal(cluster.pgdata, wasClaimed)
    const litter = ephemeral ? [...new Set([dirname(cluster.pgdata), dataDir])] : []
    const what = { cluster, log: join(dataDir, 'postgres.log'), port: options.port ?? 0, ephemeral }
    return face(await supervise(what, litter), cluster.password, () => clear(litter))
  } catch (error) {
    clear(ephemeral ? [dataDir] : [])
    throw error
  }
}

function face(server: Supervised, password: string, clear: () => void): EmbeddedServer {
  let stopping: Promise<void> | undefined
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres`,
    port: server.port,
    get pid() {
      return server.pid()
    },
    stop() {
      stopping ??= server.stop().then(clear)
      return stopping
    },
  }
}
