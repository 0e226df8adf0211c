import { randomBytes } from 'node:crypto'
import { asAdmin, migrate, onDatabase, startEmbedded } from '@firstread/database'
import { testRootKey } from './root-key.ts'

/** A server for tests, as superuser, and the migrated database that others are cloned from. */
export type Template = { serverUrl: string; database: string }

/**
 * Starts a server (or uses the one at TEST_DATABASE_URL, a superuser's address) and migrates one database on it.
 * `close` takes back what was made: the server, or on a given one this template.
 */
export async function makeTemplate(): Promise<Template & { close(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL
  const server = given ? { url: given, stop: async () => undefined } : await startEmbedded({ ephemeral: true })
  const database = `template_${randomBytes(6).toString('hex')}`
  const close = async () => {
    if (given) await asAdmin(given, (client) => client.query(`drop database if exists ${database} with (force)`))
    await server.stop()
  }
  try {
    await asAdmin(server.url, (client) => client.query(`create database ${database}`))
    await migrate(onDatabase(server.url, database), { rootKey: testRootKey })
    // A database with a connection cannot be cloned: nobody shall look into this one.
    await asAdmin(server.url, (client) => client.query(`alter database ${database} allow_connections false`))
    return { serverUrl: server.url, database, close }
  } catch (error) {
    await close()
    throw error
  }
}
