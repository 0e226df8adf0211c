import { actAs, type Caller, type Tx } from '@firstread/database'
import { newSite, type Person, type Site } from '@firstread/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'

let site: Site
let dana: Person
beforeAll(async () => {
  site = await newSite({ env: { DATABASE_POOL: '1' } })
  dana = await site.person('doctor')
})
afterAll(() => site[Symbol.asyncDispose]())

const entry = (tx: Tx, action: string) =>
  sql`select audit.write(${action}, 'report', null, '{}'::uuid[], 'success', null, null, null)`.execute(tx)
const rename = (tx: Tx, name: string) => sql`update users set name = ${name} where id = ${dana.id}`.execute(tx)
const nameNow = async () =>
  (await site.admin.query('select name from users where id = $1', [dana.id])).rows[0].name as string
const entries = async (action: string) =>
  (await site.admin.query('select 1 from audit_logs where action = $1', [action])).rows.length
const as = <T>(work: (tx: Tx) => Promise<T>, caller: Caller = dana.caller) => actAs(site.db, caller, work)

test('what is done and its audit entry are committed together', async () => {
  await as(async (tx) => {
    await rename(tx, 'Dana the First')
    await entry(tx, 'together_one')
  })
  expect([await nameNow(), await entries('together_one')]).toEqual(['Dana the First', 1])
})

test('an entry that cannot be written takes everything back, and says why', async () => {
  const tooLong = 'x'.repeat(100) // audit_logs.action holds 64
  const work = as(async (tx) => {
    await rename(tx, 'Dana the Unrecorded')
    await entry(tx, tooLong)
  })
  await expect(work).rejects.toMatchObject({ code: '22001' })
  expect(await nameNow()).toBe('Dana the First')
  // The connection goes on as if nothing had been.
  expect(await as(async (tx) => (await sql`select 1 as one`.execute(tx)).rows)).toEqual([{ one: 1 }])
})

test('an entry stands before what is asked after it', async () => {
  await as(async (tx) => {
    await entry(tx, 'together_two')
    const { rows } = await sql`select 1 from audit_logs where action = 'together_two'`.execute(tx)
    expect(rows.length).toBe(1)
  })
})

test('work that fails leaves neither its entry nor its deed', async () => {
  const work = as(async (tx) => {
    await rename(tx, 'Dana the Failed')
    await entry(tx, 'together_three')
    throw new Error('on purpose')
  })
  await expect(work).rejects.toThrow('on purpose')
  expect([await nameNow(), await entries('together_three')]).toEqual(['Dana the First', 0])
})

test('nobody enters with a wrong credential, and the next one on that connection does', async () => {
  await expect(as(async () => 1, { ...dana.caller, tokenMac: 'f'.repeat(64) } as Caller)).rejects.toThrow()
  expect(await as(async () => 1)).toBe(1)
})
