import { lstatSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { asAdmin, resolveDatabase } from './index.ts'

test('a given DATABASE_URL is used as it stands, and no server is started or stopped', async () => {
  const url = 'postgres://owner:secret@db.hospital.example:5432/firstread'
  const database = await resolveDatabase({ DATABASE_URL: url, FIRSTREAD_HOME: '/nowhere' })
  expect(database).toMatchObject({ url, embedded: false })
  await database.stop()
})

test('a wrong DATABASE_URL is refused without repeating what it says', async () => {
  const wrong = resolveDatabase({ DATABASE_URL: 'mysql://owner:secret@db/firstread' })
  await expect(wrong).rejects.toThrow(/^DATABASE_URL is not an address/)
  await expect(wrong).rejects.not.toThrow(/secret/)
})

test('without one, a server in FIRSTREAD_HOME has the database firstread, the second time too', async () => {
  const home = mkdtempSync(join(tmpdir(), 'firstread-resolve-test-'))
  for (const time of ['first', 'second']) {
    const database = await resolveDatabase({ FIRSTREAD_HOME: home })
    const { rows } = await asAdmin(database.url, (client) => client.query('select current_database() as name'))
    await database.stop()
    expect({ time, embedded: database.embedded, rows }).toEqual({ time, embedded: true, rows: [{ name: 'firstread' }] })
  }
  // The data is in the home itself, which nobody else may list, whoever runs this.
  expect(lstatSync(join(home, 'postgres', 'pgdata')).isDirectory()).toBe(true)
  expect(statSync(home).mode & 0o066).toBe(0)
  rmSync(home, { recursive: true })
})

test('a second process joins the server of the first, and leaves it running', async () => {
  const home = mkdtempSync(join(tmpdir(), 'firstread-resolve-test-'))
  const first = await resolveDatabase({ FIRSTREAD_HOME: home })
  await asAdmin(first.url, (client) => client.query('create table shared ()'))
  const second = await resolveDatabase({ FIRSTREAD_HOME: home })
  const { rows } = await asAdmin(second.url, (client) => client.query("select to_regclass('shared')::text as it"))
  expect(rows).toEqual([{ it: 'shared' }])
  await second.stop()
  expect(await asAdmin(first.url, async () => 'still here')).toBe('still here')
  await first.stop()
  await expect(asAdmin(first.url, async () => 1)).rejects.toThrow('ECONNREFUSED')
  rmSync(home, { recursive: true })
})

test('two first starts at once end on one server', async () => {
  const home = mkdtempSync(join(tmpdir(), 'firstread-resolve-test-'))
  const both = await Promise.all([1, 2].map(() => resolveDatabase({ FIRSTREAD_HOME: home })))
  expect(both[0]?.url).toBe(both[1]?.url)
  for (const { stop } of both) await stop()
  rmSync(home, { recursive: true })
})
