import { Kysely, type LogEvent, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { Db } from './act-as.ts'
import { prepareQueries } from './prepared.ts'
import type { Database } from './types.ts'

// int8 and numeric arrive as numbers: our counts, sizes and probabilities are far below 2^53.
export const types = new pg.TypeOverrides()
types.setTypeParser(20, Number)
types.setTypeParser(1700, Number)
// A date has no time zone; as text it cannot move by one.
types.setTypeParser(1082, (text) => text)

export type OpenOptions = {
  url: string
  max?: number
  name?: string
  connectTimeoutMs?: number
  log?: (event: LogEvent) => void
}

/**
 * A new connection has everything before it: a process, its caches, a plan for each question. pg would close one after ten
 * seconds, so whoever reads a report for a minute would pay for it at each step.
 */
const idleMs = 10 * 60 * 1000

/**
 * Opens a pool. When all its connections are taken, a caller waits at most `connectTimeoutMs` (3 s by default,
 * security.md 8) and then gets an error instead of an endless wait.
 */
export function openDatabase({ url, max = 20, name = 'firstread', connectTimeoutMs = 3000, log }: OpenOptions): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: name,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    idleTimeoutMillis: idleMs,
    types,
    // Several statements may be on their way at once (together.ts).
    pipeline: true,
  })
  // A connection that breaks while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', prepareQueries)
  const db: Db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }), ...(log ? { log } : {}) })
  urls.set(db, url)
  pools.set(db, pool)
  return db
}

const urls = new WeakMap<Db, string>()
/** Where a database was opened, for the one connection that cannot come from its pool (listen.ts). */
export function urlOf(db: Db): string {
  const url = urls.get(db)
  if (url === undefined) throw new Error('not a database of openDatabase')
  return url
}

const pools = new WeakMap<Db, pg.Pool>()
/** For what is sent past Kysely (read-as.ts). */
export function poolOf(db: Db): pg.Pool {
  const pool = pools.get(db)
  if (pool === undefined) throw new Error('not a database of openDatabase')
  return pool
}

/** Answers when the database does. @throws whatever keeps it from answering */
export async function ping(db: Db): Promise<void> {
  await sql`select 1`.execute(db)
}
