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
