import { randomBytes } from 'node:crypto'
import { asAdmin, onDatabase } from '@firstread/database'
import { ask } from './broker.ts'
import type { Template } from './template.ts'

export { testRootKey } from './root-key.ts'

export type TestDatabase = {
  /** The superuser, on this database. */
  adminUrl: string
  name: string
  /** Removes it, with whoever is still connected. May be called twice. */
  drop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * A migrated database of its own under a random name, cloned in about a tenth of a second from the template that all
 * tests of a run share. Roles belong to the whole server; their passwords come from `testRootKey`.
 *
 * @throws Error  outside of Vitest, or with the migration's own error when the template could not be made
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const broker = process.env.FIRSTREAD_TEST_BROKER
  if (!broker) throw new Error('A test database is to be had under Vitest only: packages/testing/src/vitest-setup.ts')
  const { serverUrl, database } = (await ask(broker)) as Template
  const name = `test_${randomBytes(8).toString('hex')}`
  await asAdmin(serverUrl, async (client) => {
    const { rows } = await client.query(`select current_setting('server_version_num')::int >= 150000 as has_strategy`)
    // wal_log: copying through the buffers is twice as fast as copying files when the database is this small.
    await client.query(`create database ${name} template ${database} ${rows[0].has_strategy ? 'strategy wal_log' : ''}`)
    // What is granted on a database is not cloned with it; this is what `migrate` does.
    await client.query(`revoke temporary on database ${name} from public`)
  })
  const drop = async () => {
    await asAdmin(serverUrl, (client) => client.query(`drop database if exists ${name} with (force)`))
  }
  return { adminUrl: onDatabase(serverUrl, name), name, drop, [Symbol.asyncDispose]: drop }
}
