import { randomUUID } from 'node:crypto'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

let site: Site
let ada: Person
let bea: Person
let patient: Person
let reportId: string
beforeAll(async () => {
  site = await newSite()
  ada = await site.person('doctor', { name: 'Dr. Ada' })
  bea = await site.person('doctor', { name: 'Dr. Bea' })
  patient = await site.person('patient')
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(async () => {
  reportId = (await site.report({ patient, status: 'analyzed', risk: 'high' })).id
})

const claim = (who: Person, body?: unknown) => who.post(`/worklist/${reportId}/claim`, body)
const actions = async () =>
  (
    await site.admin.query('select action, user_id from audit_logs where entity_id = $1 order by created_at', [
      reportId,
    ])
  ).rows.map((row) => row.action)

test('a claim holds the others off, is renewed by its own doctor, and is given back', async () => {
  const first = await claim(ada)
  expect(first).toMatchObject({ status: 200, body: { doctorId: ada.id, doctorName: 'Dr. Ada' } })
  const refused = await claim(bea)
  expect(refused).toMatchObject({ status: 409, body: { code: 'claimed-by-another' } })
  expect(refused.body.detail).toContain('Dr. Ada')
  expect(refused.body.errors).toContainEqual({ item: 'doctorId', code: 'claimed-by', detail: ada.id })
  const renewed = await claim(ada)
  expect(Date.parse(renewed.body.expiresAt)).toBeGreaterThan(Date.parse(first.body.expiresAt))
  expect((await bea.delete(`/worklist/${reportId}/claim`)).body.code).toBe('not-claimed')
  expect((await ada.delete(`/worklist/${reportId}/claim`)).status).toBe(204)
  expect((await claim(bea)).status).toBe(200)
  expect(await actions()).toEqual(
    expect.arrayContaining(['claim_report', 'renew_claim', 'give_back_claim', 'claim_report']),
  )
})

test('of two doctors who reach for one study at once, exactly one gets it', async () => {
  for (let round = 0; round < 10; round += 1) {
    reportId = (await site.report({ patient, status: 'analyzed' })).id
    const answers = await Promise.all([claim(ada), claim(bea), claim(ada), claim(bea)])
    const winners = new Set(answers.filter(({ status }) => status === 200).map(({ body }) => body.doctorId))
    expect(winners.size).toBe(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(2)
  }
})

test('a take-over is asked for in words, recorded, and told to the one who lost it', async () => {
  await claim(ada)
  expect((await claim(bea, { takeOver: true })).body.doctorId).toBe(bea.id)
  expect(await actions()).toContain('take_over_claim')
  const { rows } = await site.admin.query(
    'select user_id, title from notifications where related_report_id = $1 and user_id = $2',
    [reportId, ada.id],
  )
  expect(rows).toEqual([{ user_id: ada.id, title: 'A study was taken over from you' }])
  expect((await claim(ada)).body.code).toBe('claimed-by-another')
  const [item] = (await ada.get('/worklist?limit=200')).body.items.filter(
    (row: { reportId: string }) => row.reportId === reportId,
  )
  expect(item.claim).toMatchObject({ doctorId: bea.id, doctorName: 'Dr. Bea' })
})

test('a claim without a heartbeat ends by itself', async () => {
  await claim(ada)
  await site.admin.query(`update worklist_claims set expires_at = now() - interval '1 second' where report_id = $1`, [
    reportId,
  ])
  expect((await claim(bea)).body.doctorId).toBe(bea.id)
  expect(await actions()).not.toContain('take_over_claim')
})

test('only doctors claim, and only what waits', async () => {
  for (const role of ['tech', 'radiologist', 'patient'] as const) {
    const who = await site.person(role)
    expect((await claim(who)).body.code).toBe('forbidden')
    expect((await who.delete(`/worklist/${reportId}/claim`)).body.code).toBe('forbidden')
  }
  expect((await ada.post(`/worklist/${randomUUID()}/claim`)).body.code).toBe('not-found')
  expect((await claim(ada, { takeover: true })).body.code).toBe('invalid-request')
  reportId = (await site.report({ patient, status: 'reviewed' })).id
  expect((await claim(ada)).body.code).toBe('wrong-status')
})
