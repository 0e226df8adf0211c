import { settingValues } from '@firstread/contract'
import { newSite, type Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openField } from '../platform/fields.ts'

let site: Site
beforeAll(async () => {
  site = await newSite()
})
afterAll(() => site[Symbol.asyncDispose]())

const jobs = async (task: string) =>
  Number(
    (await site.admin.query('select count(*) from graphile_worker.jobs where task_identifier = $1', [task])).rows[0]
      .count,
  )

test('every setting of the database has a schema, its default fits, and there is no schema without a setting', async () => {
  const { rows } = await site.admin.query('select setting_key, setting_value from system_settings')
  expect(rows.map((row) => row.setting_key).sort()).toEqual(Object.keys(settingValues).sort())
  for (const row of rows) {
    const schema = settingValues[row.setting_key as keyof typeof settingValues]
    expect(schema.safeParse(row.setting_value), row.setting_key).toMatchObject({ success: true })
  }
})

test('techs and doctors read settings, a sensitive one is masked for the tech and hidden from the doctor', async () => {
  const [tech, doctor] = [await site.person('tech'), await site.person('doctor')]
  const find = async (who: typeof tech) =>
    (await who.get('/settings')).body.items.find((item: { key: string }) => item.key === 'release.mode')
  expect(await find(tech)).toMatchObject({ value: 'at_signing', isMasked: false })
  expect(await find(doctor)).toMatchObject({ value: 'at_signing' })
  await site.admin.query(`update system_settings set is_sensitive = true where setting_key = 'release.mode'`)
  expect(await find(tech)).toMatchObject({ value: null, isMasked: true })
  expect(await find(doctor)).toBeUndefined()
  // Set, it is stored encrypted, answered masked, and the log does not tell it.
  expect((await tech.put('/settings/release.mode', { value: 'held' })).body).toMatchObject({
    value: null,
    isMasked: true,
  })
  const { rows } = await site.admin.query(`select * from system_settings where setting_key = 'release.mode'`)
  const place = { table: 'system_settings', column: 'setting_value', row: rows[0].setting_id }
  expect(JSON.parse(openField(site.app.keys, place, rows[0].setting_value))).toBe('held')
  const log = await site.admin.query(
    `select old_values, new_values from audit_logs where action = 'update_setting' and entity_id = $1`,
    [rows[0].setting_id],
  )
  expect(log.rows).toEqual([{ old_values: null, new_values: null }])
  await site.admin.query(
    `update system_settings set is_sensitive = false, setting_value = '"at_signing"' where setting_key = 'release.mode'`,
  )
})

test('only a tech sets, only known keys, only fitting values; old and new stand in the log', async () => {
  const tech = await site.person('tech')
  expect(await tech.put('/settings/triage.claim_minutes', { value: 20 })).toMatchObject({
    status: 200,
    body: { value: 20 },
  })
  const { rows } = await site.admin.query(
    `select user_id, old_values, new_values from audit_logs where action = 'update_setting' and user_id = $1`,
    [tech.id],
  )
  expect(rows).toEqual([{ user_id: tech.id, old_values: { value: 15 }, new_values: { value: 20 } }])
  for (const value of ['20', 0, 1.5, null, { minutes: 20 }])
    expect(await tech.put('/settings/triage.claim_minutes', { value })).toMatchObject({
      status: 422,
      body: { code: 'invalid-request' },
    })
  expect(await tech.put('/settings/no.such_thing', { value: 1 })).toMatchObject({
    status: 404,
    body: { code: 'unknown-setting' },
  })
  for (const role of ['patient', 'radiologist', 'doctor'] as const)
    expect((await (await site.person(role)).put('/settings/triage.claim_minutes', { value: 5 })).status).toBe(403)
  expect((await (await site.person('patient')).get('/settings')).status).toBe(403)
})

test('new longest waits have the due times computed again, in one job; other settings do not', async () => {
  const tech = await site.person('tech')
  await tech.put('/settings/triage.claim_minutes', { value: 15 })
  expect(await jobs('recompute_due')).toBe(0)
  const value = { 1: 30, 2: 120, 3: 240, 4: 720 }
  expect((await tech.put('/settings/triage.max_wait_minutes', { value })).status).toBe(200)
  expect((await tech.put('/settings/triage.max_wait_minutes', { value })).status).toBe(200)
  expect(await jobs('recompute_due')).toBe(1)
  expect((await tech.put('/settings/triage.max_wait_minutes', { value: { 1: 30, 2: 120, 3: 240 } })).status).toBe(422)
})

test('each change stands in the history with who, when, from and to; the same value again is none', async () => {
  const tech = await site.person('tech', { name: 'Toni Tech' })
  for (const value of [20, 20, 25]) await tech.put('/settings/outcomes.recompute_minutes', { value })
  const { body } = await tech.get('/settings/outcomes.recompute_minutes/history?limit=1')
  expect(body.items).toMatchObject([{ from: 20, to: 25, changedBy: { userId: tech.id, name: 'Toni Tech' } }])
  expect(Date.now() - Date.parse(body.items[0].changedAt)).toBeLessThan(60_000)
  const rest = await tech.get(`/settings/outcomes.recompute_minutes/history?cursor=${body.nextCursor}`)
  expect(rest.body.items[0]).toMatchObject({ to: 20 })
  expect(rest.body.items).toHaveLength(1)
  // The operator at the machine changes it too, and nobody is named.
  await site.admin.query(
    `update system_settings set setting_value = '15' where setting_key = 'outcomes.recompute_minutes'`,
  )
  expect((await tech.get('/settings/outcomes.recompute_minutes/history')).body.items[0]).toMatchObject({
    changedBy: null,
    from: 25,
    to: 15,
  })
  expect((await tech.get('/settings/nothing.at.all/history')).body.code).toBe('unknown-setting')
  const doctor = await site.person('doctor')
  expect((await doctor.get('/settings/outcomes.recompute_minutes/history')).body.code).toBe('forbidden')
})
