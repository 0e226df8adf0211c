import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { asAdmin, onDatabase } from './admin.ts'
import { EmbeddedError } from './errors.ts'
import { joinRunning } from './join.ts'
import { startEmbedded } from './start.ts'

/** The database that Firstread lives in, with the rights of its owner, and how to leave it. */
export type ResolvedDatabase = {
  url: string
  /** True when it is the embedded one, whoever started it. */
  embedded: boolean
  /** Stops the server if it was started here; leaves any other alone. */
  stop(): Promise<void>
}

/**
 * `DATABASE_URL` when it is set, otherwise an embedded PostgreSQL that keeps its data in `$FIRSTREAD_HOME/postgres`
 * (without FIRSTREAD_HOME: `.firstread/postgres` below the working folder) and has a database `firstread`.
 * While another process of ours runs that server already, this one joins it.
 *
 * @throws EmbeddedError  as `startEmbedded`
 * @throws TypeError      when DATABASE_URL is not a `postgres:` or `postgresql:` address; its text is not repeated
 */
export async function resolveDatabase(env: NodeJS.ProcessEnv): Promise<ResolvedDatabase> {
  if (env.DATABASE_URL) return { url: checked(env.DATABASE_URL), embedded: false, stop: async () => undefined }
  const home = env.FIRSTREAD_HOME || '.firstread'
  letPass(home)
  const server = await startOrJoin(join(home, 'postgres'))
  try {
    await ensureDatabase(server.url, 'firstread')
  } catch (error) {
    await server.stop()
    throw error
  }
  return { url: onDatabase(server.url, 'firstread'), embedded: true, stop: server.stop }
}

async function startOrJoin(dataDir: string): Promise<Pick<ResolvedDatabase, 'url' | 'stop'>> {
  try {
    return await startEmbedded({ dataDir })
  } catch (error) {
    if (!(error instanceof EmbeddedError) || error.code !== 'in-use') throw error
    return { url: await joinRunning(dataDir), stop: async () => undefined }
  }
}

/**
 * Root's PostgreSQL runs under another account, which has to walk through the data folder to its own. It may pass (x),
 * not look around (r), and every file beside it keeps its own mode; so the database stays where the rest of the data is.
 */
function letPass(home: string): void {
  if (process.getuid?.() !== 0) return
  mkdirSync(home, { recursive: true, mode: 0o711 })
  const { mode, uid } = statSync(home)
  if (uid === 0 && (mode & 0o001) === 0) chmodSync(home, (mode & 0o777) | 0o001)
}

async function ensureDatabase(url: string, name: string): Promise<void> {
  await asAdmin(url, async (client) => {
    await client.query('select pg_advisory_lock(hashtext($1))', [`firstread create ${name}`])
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
  })
}

function checked(address: string): string {
  const protocol = URL.canParse(address) ? new URL(address).protocol : undefined
  // The address may hold a password: say what is wrong with it, never what it is.
  if (protocol === 'postgres:' || protocol === 'postgresql:') return address
  throw new TypeError('DATABASE_URL is not an address like postgres://user:password@host:5432/database')
}
