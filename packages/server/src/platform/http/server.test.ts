import { once } from 'node:events'
import { connect } from 'node:net'
import { newSite } from '@firstread/testing'
import { expect, test } from 'vitest'

test('closing does not wait for a connection that never asked anything', async () => {
  const site = await newSite()
  const { port } = new URL(site.url)
  const silent = connect(Number(port), '127.0.0.1')
  await once(silent, 'connect')
  await fetch(`${site.url}/healthz`) // by now the server has seen the other one too
  const ended = once(silent, 'close')
  await site[Symbol.asyncDispose]() // Vitest's own timeout fails this when it hangs
  await ended
})

test('a request with an empty JSON body is a request without a body', async () => {
  await using site = await newSite()
  const dana = await site.person('doctor')
  const [ada] = await site.patients(1)
  if (!ada) throw new Error('a patient was asked for')
  const { id } = await site.report({ patient: ada, status: 'analyzed', risk: 'high' })
  const claim = (body?: string) =>
    dana.fetch(`/worklist/${id}/claim`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    })
  expect((await claim()).status).toBe(200)
  expect((await claim('{}')).status).toBe(200)
  const broken = await claim('{"takeOver":')
  expect(broken.status).toBe(400)
  expect(await broken.json()).toMatchObject({ code: 'malformed-body' })
})

test('a wrong type, an unknown field and a wrong method are refused by name', async () => {
  await using site = await newSite()
  const post = (body: string, type: string) =>
    fetch(`${site.url}/api/v1/auth/login`, { method: 'POST', body, headers: { 'content-type': type } })
  expect((await post('a=1', 'application/x-www-form-urlencoded')).status).toBe(415)
  const unknown = await post(
    JSON.stringify({ email: 'a@b.test', password: 'x', mode: 'token', admin: true }),
    'application/json',
  )
  expect(unknown.status).toBe(422)
  expect(((await unknown.json()) as { detail: string }).detail).toContain('admin')
  expect((await fetch(`${site.url}/api/v1/auth/login`, { method: 'PUT' })).status).toBe(404)
})

test('what PostgreSQL cannot hold is refused with a code, not met with a bug', async () => {
  await using site = await newSite()
  const [tech, ada] = [await site.person('tech'), await site.person('patient')]
  const year0 = '0000-01-01T00:00:00Z'
  const cursor = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url')
  const answers = [
    await tech.get('/users?query=%00'),
    await tech.get(`/audit-logs?from=${year0}`),
    await tech.get(`/quarantine?cursor=${cursor(['nope', tech.id])}`),
    await tech.get(`/reports?cursor=${cursor(['9999999999', tech.id])}`),
    await tech.post('/users', { name: 'a\0b', email: 'a@b.test', role: 'patient', password: 'correct horse battery' }),
    await ada.patch('/me', { name: 'a\0' }),
    await ada.put(`/patients/${ada.id}/medical-history`, { conditions: ['\ud800'] }),
  ]
  for (const { status, body } of answers)
    expect([422, body.code], JSON.stringify(body)).toEqual([
      status,
      expect.stringMatching(/^(invalid-request|bad-cursor)$/),
    ])
})

test('a header that is no bearer token switches neither the cookie on nor the cross-site rule off', async () => {
  await using site = await newSite()
  const ada = await site.person('patient')
  const send = (headers: Record<string, string>) =>
    fetch(`${site.url}/api/v1/me`, {
      method: 'PATCH',
      body: JSON.stringify({ name: 'Ada' }),
      headers: { 'content-type': 'application/json', cookie: `__Host-firstread=${ada.token}`, ...headers },
    })
  const foreign = { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' }
  expect((await send(foreign)).status).toBe(403)
  expect((await send({ ...foreign, authorization: 'Basic x' })).status).toBe(401)
  expect((await send({ 'sec-fetch-site': 'same-origin' })).status).toBe(200)
})
