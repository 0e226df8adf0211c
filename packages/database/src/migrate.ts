import { readdir, readFile } from 'node:fs/promises'
import { runMigrations as installQueue } from 'graphile-worker'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import pg from 'pg'
import { loginRoles, rolePassword } from './roles.ts'

const folder = new URL('../migrations/', import.meta.url)

/**
 * Brings a database to the present schema: roles, then the job queue's own tables, then our migrations, each in a
 * transaction, in the order of their numbers. Running it again changes nothing.
 *
 * @param adminUrl  a superuser, or a role that may create roles, extensions and schemas
 * @throws Error    naming the migration that failed; everything before it stays applied
 */
export async function migrate(adminUrl: string, { rootKey }: { rootKey: Buffer }): Promise<void> {
  const pool = openPool(adminUrl, 2)
  try {
    await prepareRoles(pool, rootKey)
    await prepareQueue(adminUrl, pool)
    await runOurs(adminUrl)
  } finally {
    await pool.end()
  }
}

/** Roles are shared by all databases of the cluster: a lock keeps two migrations from making them at once. */
async function prepareRoles(pool: pg.Pool, rootKey: Buffer): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(`select pg_advisory_xact_lock(hashtext('firstread roles'))`)
    await client.query(await readFile(new URL('../roles.sql', import.meta.url), 'utf8'))
    for (const role of loginRoles) {
      await client.query(`alter role ${role} password '${rolePassword(rootKey, role)}'`)
    }
    await client.query('commit')
    await client.query('alter role fr_backup bypassrls').catch(toleratedWhenManaged)
  } finally {
    client.release()
  }
}

/** Managed services have no superuser to grant BYPASSRLS; the `doctor` command reports it. */
function toleratedWhenManaged(error: { code?: string }): void {
  if (error.code !== '42501') throw error
}

/** graphile-worker's tables belong to fr_queue, which cannot log in; fr_worker has its rights by membership. */
async function prepareQueue(adminUrl: string, admin: pg.Pool): Promise<void> {
  const { rows } = await admin.query('select current_database() as name')
  await admin.query(`grant create on database ${pg.escapeIdentifier(rows[0].name)} to fr_queue`)
  const queuePool = openPool(adminUrl, 1, '-c role=fr_queue')
  try {
    await installQueue({ pgPool: queuePool })
  } finally {
    await queuePool.end()
  }
  // Nobody who serves people needs tables of their own.
  await admin.query(`revoke temporary on database ${pg.escapeIdentifier(rows[0].name)} from public`)
  await admin.query(`revoke create on database ${pg.escapeIdentifier(rows[0].name)} from fr_queue`)
}

async function runOurs(adminUrl: string): Promise<void> {
  await using db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: openPool(adminUrl, 2) }) })
  const migrator = new Migrator({
    db,
    provider: { getMigrations: readMigrations },
    migrationTableSchema: 'migration',
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error) {
    const failed = results?.find((result) => result.status === 'Error')?.migrationName
    throw new Error(`Migration ${failed ?? '(none)'} failed: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const entries = files.map(async (name) => {
    const text = await readFile(new URL(name, folder), 'utf8')
    return [
      name.replace(/\.sql$/, ''),
      {
        up: (db: Kysely<unknown>) =>
          sql
            .raw(text)
            .execute(db)
            .then(() => undefined),
      },
    ] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

function openPool(connectionString: string, max: number, options?: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max, ...(options ? { options } : {}) })
  // A failing connection is reported by the query that was using it.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}
