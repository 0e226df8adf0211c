import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPasswords } from './index.ts'

let site: Site
beforeAll(async () => {
  site = await newSite()
})
afterAll(() => site[Symbol.asyncDispose]())

const password = 'Lamp-Otter-41'
async function withPassword(person: Person): Promise<Person> {
  const hash = await openPasswords(site.app).hash(password)
  await site.admin.query('update users set password_hash = $1 where id = $2', [hash, person.id])
  return person
}
const login = (email: string, given: string) =>
  fetch(`${site.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: given, mode: 'token' }),
  })
const stale = (person: Person) =>
  site.admin.query(`update sessions set password_entered_at = now() - interval '6 minutes' where user_id = $1`, [
    person.id,
  ])
const audited = async (action: string, by: Person) =>
  (
    await site.admin.query('select * from audit_logs where action = $1 and user_id = $2 order by created_at desc', [
      action,
      by.id,
    ])
  ).rows

test('everybody reads and changes the own profile; the phone lies encrypted, only the fields are named in the log', async () => {
  for (const role of ['patient', 'radiologist', 'doctor', 'tech'] as const) {
    const ada = await site.person(role)
    const changed = await ada.patch('/me', { phone: '+49 30 1234', preferences: { theme: 'dark' } })
    expect(changed).toMatchObject({ status: 200, body: { phone: '+49 30 1234', preferences: { theme: 'dark' } } })
    await ada.patch('/me', { preferences: { language: 'de' } })
    expect((await ada.get('/me')).body).toMatchObject({ id: ada.id, preferences: { theme: 'dark', language: 'de' } })
    const { rows } = await site.admin.query('select phone from users where id = $1', [ada.id])
    expect(rows[0].phone).toMatch(/^enc:v1:/)
    const [entry] = await audited('update_profile', ada)
    expect(entry.new_values).toEqual({ fields: ['preferences'] })
    expect(entry.patient_ids).toEqual(role === 'patient' ? [ada.id] : [])
    expect((await ada.patch('/me', { phone: null })).body.phone).toBeNull()
  }
})

test('nobody changes the own role, email or activity through the profile, nor sets a picture on another host', async () => {
  const ada = await site.person('patient')
  for (const body of [
    { role: 'tech' },
    { email: 'x@y.test' },
    { isActive: false },
    { profilePictureUrl: 'https://evil.example/x.png' },
    { profilePictureUrl: '//evil.example/x' },
  ])
    expect(await ada.patch('/me', body)).toMatchObject({ status: 422, body: { code: 'invalid-request' } })
  expect((await ada.patch('/me', { profilePictureUrl: '/pictures/1.png' })).status).toBe(200)
})

test('a person sees and ends the own sessions and nobody else’s; a tech sees and ends any', async () => {
  const [ada, bea] = await site.patients(2)
  const tech = await site.person('tech')
  if (!ada || !bea) throw new Error('two patients were asked for')
  const own = await ada.get('/auth/sessions')
  expect(own.body.items).toHaveLength(1)
  expect(own.body.items[0]).toMatchObject({ userId: ada.id, isCurrent: true })
  expect(JSON.stringify(own.body)).not.toMatch(/token/i)
  const beas = (await bea.get('/auth/sessions')).body.items[0].sessionId
  expect((await ada.get(`/auth/sessions?userId=${bea.id}`)).status).toBe(404)
  expect((await ada.delete(`/auth/sessions/${beas}`)).status).toBe(404)
  expect((await bea.get('/me')).status).toBe(200)
  expect((await tech.get(`/auth/sessions?userId=${bea.id}`)).body.items[0]).toMatchObject({
    sessionId: beas,
    isCurrent: false,
  })
  expect((await tech.delete(`/auth/sessions/${beas}`)).status).toBe(204)
  expect((await bea.get('/me')).status).toBe(401)
  expect((await ada.delete(`/auth/sessions/${own.body.items[0].sessionId}`)).status).toBe(204)
  expect((await ada.get('/me')).status).toBe(401)
})

test('a new password needs the present one and ends every other session', async () => {
  const ada = await withPassword(await site.person('doctor'))
  const other = (await (await login(ada.email, password)).json()) as { accessToken: string }
  const withOther = () => fetch(`${site.url}/api/v1/me`, { headers: { authorization: `Bearer ${other.accessToken}` } })
  const newPassword = 'Wren-Kettle-58'
  expect(await ada.post('/auth/password', { currentPassword: 'Wrong-Word-12', newPassword })).toMatchObject({
    status: 401,
    body: { code: 'wrong-credentials' },
  })
  expect(await ada.post('/auth/password', { currentPassword: password, newPassword: 'Otter-41' })).toMatchObject({
    status: 422,
    body: { code: 'weak-password', errors: [{ code: 'too-short' }] },
  })
  expect((await withOther()).status).toBe(200)
  expect((await ada.post('/auth/password', { currentPassword: password, newPassword })).status).toBe(204)
  expect((await withOther()).status).toBe(401)
  expect((await ada.get('/me')).status).toBe(200)
  expect((await login(ada.email, password)).status).toBe(401)
  expect((await login(ada.email, newPassword)).status).toBe(200)
})

test('entering the password again counts for five minutes; wrong ones count like wrong logins', async () => {
  const tech = await withPassword(await site.person('tech'))
  const bea = await site.person('doctor')
  await stale(tech)
  const change = () => tech.patch(`/users/${bea.id}`, { role: 'radiologist' })
  expect(await change()).toMatchObject({ status: 403, body: { code: 'password-needed' } })
  expect((await tech.post('/auth/confirm', { password: 'Wrong-Word-12' })).status).toBe(401)
  expect((await change()).status).toBe(403)
  expect((await tech.post('/auth/confirm', { password })).status).toBe(204)
  expect(await change()).toMatchObject({ status: 200, body: { role: 'radiologist' } })
  await site.admin.query('update auth.login_failures set failures = 9 where account = auth.account_key($1)', [
    tech.email,
  ])
  expect((await tech.post('/auth/confirm', { password })).status).toBe(429)
})

test('a tech makes accounts, that log in; others do not, and an email exists once', async () => {
  const tech = await site.person('tech')
  const body = {
    email: 'New.Doctor@firstread.test',
    password: 'Wren-Kettle-58',
    name: 'Nora Field',
    role: 'doctor',
    phone: '+44 20 1',
  }
  for (const role of ['patient', 'radiologist', 'doctor'] as const)
    expect(await (await site.person(role)).post('/users', body)).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    })
  expect(await tech.post('/users', { ...body, password: 'Nora-Field-2026' })).toMatchObject({
    status: 422,
    body: { code: 'weak-password' },
  })
  const made = await tech.post('/users', body)
  expect(made).toMatchObject({
    status: 201,
    body: { name: 'Nora Field', role: 'doctor', isActive: true, phone: '+44 20 1' },
  })
  expect(await tech.post('/users', { ...body, email: 'new.doctor@firstread.test' })).toMatchObject({
    status: 409,
    body: { code: 'email-taken' },
  })
  expect((await login(body.email, body.password)).status).toBe(200)
})

test('the directory is for doctors and techs, page by page; patients and radiologists find themselves only', async () => {
  const [doctor, tech, patient, radiologist] = await Promise.all(
    (['doctor', 'tech', 'patient', 'radiologist'] as const).map((role) => site.person(role)),
  )
  if (!doctor || !tech || !patient || !radiologist) throw new Error('four people were asked for')
  for (const n of [3, 1, 2]) await site.person('radiologist', { name: `Zoe Paging ${n}` })
  for (const who of [doctor, tech]) {
    const first = await who.get('/users?query=zoe%20pag&limit=2')
    const second = await who.get(`/users?query=zoe%20pag&limit=2&cursor=${first.body.nextCursor}`)
    const names = [...first.body.items, ...second.body.items].map((item: { name: string }) => item.name)
    expect(names).toEqual(['Zoe Paging 1', 'Zoe Paging 2', 'Zoe Paging 3'])
    expect(second.body.nextCursor).toBeNull()
    expect((await who.get('/users?query=%25')).body.items).toEqual([]) // a percent sign is only a sign
    expect((await who.get(`/users/${patient.id}`)).status).toBe(200)
  }
  for (const who of [patient, radiologist]) {
    expect((await who.get('/users')).status).toBe(403)
    expect((await who.get(`/users/${who.id}`)).status).toBe(200)
    const hidden = await who.get(`/users/${doctor.id}`)
    const missing = await who.get('/users/00000000-0000-4000-8000-000000000000')
    const { requestId: _one, ...hiddenBody } = hidden.body
    const { requestId: _two, ...missingBody } = missing.body
    expect([hidden.status, hiddenBody]).toEqual([missing.status, missingBody])
    expect(hidden.status).toBe(404)
  }
  expect((await tech.get('/users?cursor=nonsense')).body.code).toBe('bad-cursor')
})

test('a tech changes others, and it holds from their next request on; nobody changes the own role', async () => {
  const tech = await site.person('tech')
  const bea = await site.person('doctor')
  expect(await bea.patch(`/users/${bea.id}`, { role: 'tech' })).toMatchObject({ status: 403 })
  expect(await bea.patch(`/users/${tech.id}`, { name: 'X' })).toMatchObject({ status: 403 })
  expect(await tech.patch(`/users/${tech.id}`, { role: 'doctor' })).toMatchObject({ status: 403 })
  expect(await tech.patch(`/users/${tech.id}`, { isActive: false })).toMatchObject({ status: 403 })
  expect(await tech.patch(`/users/${tech.id}`, { name: 'Tess' })).toMatchObject({ status: 200, body: { name: 'Tess' } })
  expect((await bea.get('/me')).status).toBe(200)
  expect((await tech.patch(`/users/${bea.id}`, { isActive: false })).body.isActive).toBe(false)
  expect((await bea.get('/me')).status).toBe(401)
  expect((await audited('update_user', tech))[0].new_values).toEqual({ fields: ['isActive'], isActive: false })
})

test('a provisional patient does not become an account', async () => {
  const tech = await site.person('tech')
  const { rows } = await site.admin.query(
    `insert into users (name, email, password_hash, role, is_active, is_provisional)
     values ('Unknown', 'p@provisional.invalid', '!', 'patient', false, true) returning id`,
  )
  const { id } = rows[0]
  expect((await tech.patch(`/users/${id}`, { isActive: true })).status).toBe(403)
  expect((await tech.patch(`/users/${id}`, { role: 'doctor' })).status).toBe(403)
  expect((await tech.post(`/users/${id}/reset`, { password: 'Wren-Kettle-58' })).status).toBe(403)
  expect((await tech.patch(`/users/${id}`, { name: 'Unknown man' })).status).toBe(200)
})

test('only a tech resets, only others, and every session of that person ends', async () => {
  const tech = await site.person('tech')
  const bea = await site.person('doctor')
  const cleo = await site.person('doctor')
  const reset = { password: 'Wren-Kettle-58' }
  expect((await cleo.post(`/users/${bea.id}/reset`, reset)).status).toBe(403)
  expect((await tech.post(`/users/${tech.id}/reset`, reset)).status).toBe(403)
  expect((await bea.get('/me')).status).toBe(200)
  expect((await tech.post(`/users/${bea.id}/reset`, reset)).status).toBe(204)
  expect((await bea.get('/me')).status).toBe(401)
  expect((await login(bea.email, reset.password)).status).toBe(200)
})

test('without a session every route asks for login', async () => {
  for (const path of [
    '/me',
    '/users',
    '/auth/sessions',
    '/patients',
    '/settings',
    '/notifications',
    '/audit-logs',
    '/events',
  ]) {
    const answer = await fetch(`${site.url}/api/v1${path}`)
    expect([path, answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
      path,
      401,
      'not-logged-in',
    ])
  }
})
