import { asAdmin } from '@firstread/database'
import { expect, test } from 'vitest'
import { createTestDatabase } from './index.ts'

const currentTables = "select count(*)::int as tables from pg_tables where schemaname = 'public'"

test('each test database is migrated and on its own', async () => {
  await using one = await createTestDatabase()
  await using other = await createTestDatabase()
  const { rows } = await asAdmin(one.adminUrl, (client) => client.query(currentTables))
  expect(rows[0].tables).toBeGreaterThanOrEqual(12) // the seed has twelve
  await asAdmin(one.adminUrl, (client) => client.query('create table only_here ()'))
  const seen = await asAdmin(other.adminUrl, (client) => client.query("select to_regclass('only_here') as it"))
  expect(seen.rows).toEqual([{ it: null }])
})

test('dropping one takes it away, even from under somebody, and may be said twice', async () => {
  await using server = await createTestDatabase()
  const database = await createTestDatabase()
  const exists = () =>
    asAdmin(server.adminUrl, async (client) => {
      const { rowCount } = await client.query('select from pg_database where datname = $1', [database.name])
      return rowCount === 1
    })
  expect(await exists()).toBe(true)
  await asAdmin(database.adminUrl, async (client) => {
    client.on('error', () => undefined) // it is cut off, which is the point
    await database.drop()
  })
  await database.drop()
  expect(await exists()).toBe(false)
})

test('many may be cloned at once', async () => {
  const databases = await Promise.all(Array.from({ length: 8 }, () => createTestDatabase()))
  expect(new Set(databases.map(({ name }) => name)).size).toBe(8)
  await Promise.all(databases.map((database) => database.drop()))
})
