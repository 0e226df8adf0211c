import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

let site: Site
beforeAll(async () => {
  site = await newSite()
})
afterAll(() => site[Symbol.asyncDispose]())

type Entry = {
  action: string
  isPatient: boolean
  userId: string
  patientIds: string[]
  createdAt: string
  logId: string
}
const actions = (answer: { body: { items: Entry[] } }) => answer.body.items.map((item) => item.action)

async function threePeople(): Promise<{ ada: Person; bea: Person; doctor: Person }> {
  const [ada, bea] = await site.patients(2)
  if (!ada || !bea) throw new Error('two patients were asked for')
  const doctor = await site.person('doctor')
  await doctor.get(`/patients/${ada.id}/medical-history`)
  await doctor.get(`/patients/${bea.id}/medical-history`)
  return { ada, bea, doctor }
}

test('a patient sees who looked at the own record, not at others, and only who, what and when', async () => {
  const { ada, bea, doctor } = await threePeople()
  const own = await ada.get(`/patients/${ada.id}/access-log`)
  expect(own.status).toBe(200)
  const look = own.body.items.find((item: Entry) => item.action === 'view_medical_history')
  expect(look).toMatchObject({
    who: doctor.name,
    isPatient: false,
    role: 'doctor',
    entityId: ada.id,
    status: 'success',
  })
  expect(Object.keys(look).sort()).toEqual([
    'action',
    'createdAt',
    'entityId',
    'entityType',
    'isPatient',
    'role',
    'sharedWith',
    'status',
    'who',
  ])
  expect(JSON.stringify(own.body)).not.toContain(bea.id)
  expect(JSON.stringify(own.body)).not.toContain('@')
  const isOwn = async (asked: string) =>
    new Set(
      (await ada.get(`/patients/${ada.id}/access-log?own=${asked}`)).body.items.map((one: Entry) => one.isPatient),
    )
  expect([await isOwn('with'), await isOwn('without')]).toEqual([new Set([true, false]), new Set([false])])
  expect(await ada.get(`/patients/${bea.id}/access-log`)).toMatchObject({ status: 404, body: { code: 'not-found' } })
  expect((await doctor.get(`/patients/${ada.id}/access-log`)).status).toBe(403)
})

test('a list that named several patients tells each of them of themselves alone', async () => {
  const { ada, bea, doctor } = await threePeople()
  await doctor.get('/patients?query=patient')
  const logs = await ada.get('/audit-logs?action=search_patients')
  expect(logs.body.items.length).toBeGreaterThan(0)
  for (const item of logs.body.items)
    expect(item).toMatchObject({ patientIds: [ada.id], ipAddress: null, newValues: null })
  expect(JSON.stringify(logs.body)).not.toContain(bea.id)
  expect((await ada.get(`/audit-logs?patientId=${bea.id}`)).body.items).toEqual([])
})

test('doctors and radiologists see their own actions, a tech everybody’s', async () => {
  const { ada, doctor } = await threePeople()
  const tech = await site.person('tech')
  await tech.get(`/users/${ada.id}`)
  const own = await doctor.get('/audit-logs?limit=200')
  expect(new Set(own.body.items.map((item: Entry) => item.userId))).toEqual(new Set([doctor.id]))
  expect((await doctor.get(`/audit-logs?userId=${tech.id}`)).body.items).toEqual([])
  expect(actions(await doctor.get(`/audit-logs?patientId=${ada.id}`))).toContain('view_medical_history')
  const byDoctor = await tech.get(`/audit-logs?userId=${doctor.id}`)
  expect(actions(byDoctor)).toContain('view_medical_history')
  const about = await tech.get(`/audit-logs?patientId=${ada.id}`)
  expect(new Set(actions(about))).toEqual(
    new Set(['list_audit_logs', 'view_user', 'view_medical_history', 'create_user']),
  )
  expect(about.body.items.every((item: Entry) => item.patientIds.includes(ada.id))).toBe(true)
  expect(actions(await tech.get(`/audit-logs?patientId=${ada.id}&action=view_user`))).toEqual(['view_user'])
  expect(actions(await tech.get(`/audit-logs?patientId=${ada.id}&userId=${doctor.id}&entityId=${ada.id}`))).toEqual([
    'view_medical_history',
  ])
  expect((await tech.get(`/patients/${ada.id}/access-log`)).body.items.length).toBeGreaterThan(2)
})

test('looking at the log is in the log', async () => {
  const { ada } = await threePeople()
  const tech = await site.person('tech')
  await tech.get(`/audit-logs?entityId=${ada.id}`)
  await tech.get(`/patients/${ada.id}/access-log`)
  expect(actions(await tech.get(`/audit-logs?userId=${tech.id}`)).slice(0, 2)).toEqual([
    'view_access_log',
    'list_audit_logs',
  ])
})

test('pages miss nothing and repeat nothing, also among entries of the same millisecond', async () => {
  const tech = await site.person('tech')
  const entity = '11111111-1111-4111-8111-111111111111'
  await site.admin.query(
    `insert into audit_logs (action, entity_type, entity_id, created_at)
     select 'old_entry', 'report', $1, timestamptz '2026-11-01 10:00:00.123Z' + make_interval(secs => n * 1e-6) from generate_series(1, 30) n`,
    [entity],
  )
  const seen: string[] = []
  let cursor = ''
  do {
    const page = await tech.get(`/audit-logs?entityId=${entity}&limit=7${cursor && `&cursor=${cursor}`}`)
    seen.push(...page.body.items.map((item: Entry) => item.logId))
    cursor = page.body.nextCursor ?? ''
  } while (cursor)
  expect(seen).toHaveLength(30)
  expect(new Set(seen).size).toBe(30)
  expect((await tech.get(`/audit-logs?entityId=${entity}&from=2026-11-01T10:00:00.124Z`)).body.items).toEqual([])
  expect((await tech.get(`/audit-logs?entityId=${entity}&to=2026-11-01T10:00:01Z&limit=200`)).body.items).toHaveLength(
    30,
  )
})

test('without anything to go by a tech gets a month, with a date the time before', async () => {
  const tech = await site.person('tech')
  const old = new Date(Date.now() - 40 * 86_400_000).toISOString()
  await site.admin.query(`insert into audit_logs (action, created_at) values ('forty_days_ago', $1)`, [old])
  expect(actions(await tech.get('/audit-logs?action=forty_days_ago'))).toEqual([])
  expect(actions(await tech.get(`/audit-logs?action=forty_days_ago&from=${old}`))).toEqual(['forty_days_ago'])
})
