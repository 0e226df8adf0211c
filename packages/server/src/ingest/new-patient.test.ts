import { newSite, type Person, type Site } from '@firstread/testing'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { upload } from './testing/upload.ts'

let site: Site
let rae: Person
let ray: Person
let tech: Person
beforeAll(async () => {
  site = await newSite()
  rae = await site.person('radiologist')
  ray = await site.person('radiologist')
  tech = await site.person('tech')
})
afterAll(() => site[Symbol.asyncDispose]())

let shade = 0
/** A small grey picture, another one each time. */
const picture = async () => {
  shade += 1
  const create = { width: 320, height: 320, channels: 3 as const, background: { r: shade, g: shade, b: shade } }
  return new Uint8Array(await sharp({ create }).png().toBuffer())
}
const make = (who: Person, body: object) => who.post('/patients', body)
const find = async (who: Person, name: string) =>
  (await who.get(`/patients?query=${encodeURIComponent(name)}`)).body.items

test('a radiologist makes a patient without an account, finds it again, and sends a study of it', async () => {
  const made = await make(rae, { name: 'Zoë Newcomer', dateOfBirth: '2019-05-04' })
  expect(made).toMatchObject({
    status: 201,
    body: { name: 'Zoë Newcomer', dateOfBirth: '2019-05-04', isProvisional: true },
  })
  const patientId = made.body.id
  expect(await find(rae, 'zoë new')).toEqual([made.body])
  const { rows } = await site.admin.query('select * from users where id = $1', [patientId])
  expect(rows[0]).toMatchObject({ is_active: false, is_provisional: true, password_hash: '!', created_by: rae.id })

  const sent = await upload(rae, [await picture()], { patientId })
  expect(sent).toMatchObject({ status: 201, body: { patientId, identityState: 'open' } })
  expect((await find(rae, 'zoë new')).map((one: { id: string }) => one.id)).toEqual([patientId])
  const audited = await site.admin.query(
    `select user_id, patient_ids from audit_logs where action = 'create_patient' and entity_id = $1`,
    [patientId],
  )
  expect(audited.rows).toEqual([{ user_id: rae.id, patient_ids: [patientId] }])
})

test('a request whose answer was lost makes nobody twice, were it sent twice at once', async () => {
  const send = async (name: string) => {
    const response = await rae.fetch('/patients', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'patient 1' },
      body: JSON.stringify({ name }),
    })
    return { status: response.status, body: await response.json() }
  }
  const answers = await Promise.all([send('Olga Once'), send('Olga Once')])
  expect(answers.map(({ status }) => status)).toEqual([201, 201])
  expect(answers[0]?.body).toEqual(answers[1]?.body)
  expect(await find(rae, 'olga once')).toHaveLength(1)
  expect(await send('Olga Other')).toMatchObject({ status: 422, body: { code: 'idempotency-mismatch' } })
})

test('its studies wait on the board under the typed name; a tech links them to the account, and can undo it', async () => {
  const patientId = (await make(rae, { name: 'Yuri Typed', dateOfBirth: '2020-01-02' })).body.id
  const { reportId } = (await upload(rae, [await picture()], { patientId })).body
  const board = (await tech.get('/quarantine?state=open&limit=100')).body.items
  const item = board.find((one: { reportId: string }) => one.reportId === reportId)
  expect(item.claimedIdentity).toEqual({ PatientName: 'Yuri Typed', PatientBirthDate: '2020-01-02' })
  const account = await site.person('patient', { name: 'Yuri Typed' })
  const link = await tech.post(`/quarantine/${item.quarantineId}/link`, { patientId: account.id })
  expect(link.status).toBe(200)
  expect((await account.get(`/reports/${reportId}`)).status).toBe(200)
  expect((await tech.post(`/quarantine/${item.quarantineId}/unlink`)).status).toBe(200)
  expect((await account.get(`/reports/${reportId}`)).status).toBe(404)
  expect((await rae.get(`/reports/${reportId}`)).body).toMatchObject({ patientId, identityState: 'open' })
})

describe('duplicates', () => {
  test('of one name and no other date are named; who says that it is somebody else gets a new one', async () => {
    const first = (await make(rae, { name: 'Xena Twice', dateOfBirth: '2018-03-03' })).body.id
    const again = await make(rae, { name: 'XENA twice' })
    expect(again).toMatchObject({ status: 409, body: { code: 'similar-patient' } })
    expect(again.body.errors.map((one: { item: string }) => one.item)).toEqual([first])
    expect(JSON.stringify(again.body)).not.toMatch(/xena/i)
    expect((await make(rae, { name: 'Xena Twice', dateOfBirth: '2011-01-01' })).status).toBe(201)
    expect((await make(rae, { name: 'Xena Twice', isSomebodyElse: true })).status).toBe(201)
    expect(await find(rae, 'xena')).toHaveLength(3)
  })

  test("are judged by what one may see: a colleague's patient is not told of", async () => {
    await make(rae, { name: 'Wanda Hidden' })
    expect(await find(ray, 'wanda')).toEqual([])
    expect((await make(ray, { name: 'Wanda Hidden' })).status).toBe(201)
  })
})

test("a colleague's new patient takes no upload, and nobody but radiologists makes one", async () => {
  const patientId = (await make(rae, { name: 'Vera Own' })).body.id
  expect((await upload(ray, [await picture()], { patientId })).body.code).toBe('unknown-patient')
  for (const role of ['patient', 'doctor', 'tech'] as const) {
    expect((await make(await site.person(role), { name: 'No One' })).body.code).toBe('forbidden')
  }
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
  for (const body of [{}, { name: ' ' }, { name: 'A', dateOfBirth: tomorrow }, { name: 'A', email: 'a@b.c' }]) {
    expect((await make(rae, body)).body.code).toBe('invalid-request')
  }
})
