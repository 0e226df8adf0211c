import { actAs } from '@firstread/database'
import { newSite, type Person, type Site } from '@firstread/testing'
import { sql } from 'kysely'
import { generate } from 'otplib'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openPasswords } from './index.ts'
import { newRecoveryCodes, stepOf } from './one-time.ts'

let site: Site
const password = 'Lamp-Otter-41'
beforeAll(async () => {
  site = await newSite()
  // A code belongs to half a minute: the clock of this process stands in the middle of one, so that none passes between
  // making a code and trying it. The database keeps its own.
  vi.useFakeTimers({ toFake: ['Date'], now: Math.floor(Date.now() / 30_000) * 30_000 + 15_000 })
})
afterAll(async () => {
  vi.useRealTimers()
  await site[Symbol.asyncDispose]()
})

/** Somebody with a real password; the session of the fixture counts as one in which it was just entered. */
async function person(role: Person['role'] = 'doctor'): Promise<Person> {
  const who = await site.person(role)
  const hash = await openPasswords(site.app).hash(password)
  await site.admin.query('update users set password_hash = $2 where id = $1', [who.id, hash])
  return who
}
const stale = (who: Person) =>
  site.admin.query(`update sessions set password_entered_at = now() - interval '6 minutes' where user_id = $1`, [
    who.id,
  ])
const post = async (path: string, body: unknown) => {
  const answer = await fetch(`${site.url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, never> & { code?: string } }
}
const login = ({ email }: Person, otp?: string, given = password) =>
  post('/auth/login', { email, password: given, mode: 'token', ...(otp ? { otp } : {}) })
/** The code of a moment that many seconds from now: three steps side by side are taken, so a test has three codes. */
const codeOf = (secret: string, seconds = 0) => generate({ secret, epoch: Math.floor(Date.now() / 1000) + seconds })
const actions = async (who: Person) =>
  (
    await site.admin.query('select action, status from audit_logs where entity_id = $1 order by created_at, log_id', [
      who.id,
    ])
  ).rows.map((row) => `${row.action} ${row.status}`)

async function enrolled(role: Person['role'] = 'doctor') {
  const who = await person(role)
  const { secret } = (await who.post('/auth/second-factor')).body
  // With the code of the step before, so that the present one and the next are still to be used.
  const { recoveryCodes } = (await who.post('/auth/second-factor/confirm', { otp: await codeOf(secret, -30) })).body
  return { who, secret: secret as string, codes: recoveryCodes as string[] }
}

test('RFC 6238 Appendix B: the code of 59 seconds after 1970 belongs to step 1, and to no other secret', async () => {
  // Secret "12345678901234567890" in base32; the RFC's eight digits are 94287082, of which six are the last.
  const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  expect(await generate({ secret: seed, epoch: 59 })).toBe('287082')
  const now = await codeOf(seed)
  const step = await stepOf(seed, now, 0)
  expect(step).toBe(Math.floor(Date.now() / 30_000))
  expect(await stepOf(seed, now, step ?? 0)).toBeUndefined()
  expect(await stepOf(seed, `${now.slice(0, 3)} ${now.slice(3)}`, 0)).toBe(step)
  expect(await stepOf('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJA', now, 0)).toBeUndefined()
  for (const odd of ['', '12345', 'abcdef', '1234567', '١٢٣٤٥٦']) expect(await stepOf(seed, odd, 0)).toBeUndefined()
})

test('recovery codes are ten, all different, and have nothing that is easily misread', () => {
  const codes = newRecoveryCodes()
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) expect(code).toMatch(/^([A-HJKMNP-TV-Z2-9]{4}-){2}[A-HJKMNP-TV-Z2-9]{4}$/)
})

test('set up with a code, it is asked for at every sign-in, and each code works once', async () => {
  const who = await person()
  expect((await who.get('/auth/second-factor')).body).toEqual({
    isOn: false,
    since: null,
    codesLeft: 0,
    isRequired: false,
  })
  const offer = await who.post('/auth/second-factor')
  expect(offer.body.uri).toMatch(/^otpauth:\/\/totp\/Firstread/)
  // Shown but not answered: nothing asks for it yet.
  expect((await login(who)).status).toBe(200)
  expect((await who.post('/auth/second-factor/confirm', { otp: '000000' })).body.code).toBe('wrong-otp')
  const { secret } = offer.body
  const confirmed = await who.post('/auth/second-factor/confirm', { otp: await codeOf(secret, -30) })
  expect(confirmed.body.recoveryCodes).toHaveLength(10)
  expect((await who.get('/auth/second-factor')).body).toMatchObject({ isOn: true, codesLeft: 10 })

  expect((await login(who)).body.code).toBe('otp-needed')
  expect((await login(who, '000000')).body.code).toBe('wrong-otp')
  expect((await login(who, await codeOf(secret, -30))).body.code).toBe('wrong-otp')
  const now = await codeOf(secret)
  expect((await login(who, now)).status).toBe(200)
  expect((await login(who, now)).body.code).toBe('wrong-otp')
  expect((await login(who, await codeOf(secret, 30), 'Not-The-Word-9')).body.code).toBe('wrong-credentials')
  expect((await login(who, await codeOf(secret, 30))).status).toBe(200)
  expect(await actions(who)).toEqual(
    expect.arrayContaining(['begin_second_factor success', 'set_up_second_factor success', 'login failure']),
  )
})

test('of ten who show one code at once, one gets in', async () => {
  const { who, secret } = await enrolled()
  const now = await codeOf(secret)
  const answers = await Promise.all(Array.from({ length: 10 }, () => login(who, now)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
})

test('the seed is encrypted and bound to its account, recovery codes are keyed hashes', async () => {
  const one = await enrolled()
  const other = await enrolled()
  const { rows } = await site.admin.query('select seed from auth.second_factors where user_id = $1', [one.who.id])
  expect(rows[0].seed).toMatch(/^enc:v1:f1:/)
  expect(rows[0].seed).not.toContain(one.secret)
  await site.admin.query('update auth.second_factors set seed = $2 where user_id = $1', [other.who.id, rows[0].seed])
  expect((await login(other.who, await codeOf(one.secret))).status).toBe(500)
  const kept = await site.admin.query('select mac from auth.recovery_codes where user_id = $1', [one.who.id])
  expect(kept.rows).toHaveLength(10)
  for (const { mac } of kept.rows) expect(mac).toMatch(/^[0-9a-f]{64}$/)
})

test('a recovery code signs in once, is told to its owner, and is worth nothing for anybody else', async () => {
  const { who, codes } = await enrolled()
  const stranger = await enrolled()
  const [first, second] = codes as [string, string]
  expect((await login(stranger.who, first)).body.code).toBe('wrong-otp')
  expect((await login(who, first.toLowerCase().replaceAll('-', ''))).status).toBe(200)
  expect((await login(who, first)).body.code).toBe('wrong-otp')
  const { rows } = await site.admin.query('select title from notifications where user_id = $1', [who.id])
  expect(rows).toEqual([{ title: 'A recovery code was used to sign in' }])
  const renewed = (await who.post('/auth/second-factor/codes')).body.recoveryCodes as string[]
  expect((await login(who, second)).body.code).toBe('wrong-otp')
  expect((await login(who, renewed[0])).status).toBe(200)
  expect((await who.get('/auth/second-factor')).body.codesLeft).toBe(9)
})

test('wrong codes are slowed down like wrong passwords', async () => {
  const { who, secret } = await enrolled()
  for (let i = 0; i < 5; i += 1) expect((await login(who, '000000')).body.code).toBe('wrong-otp')
  const slowed = await login(who, await codeOf(secret))
  expect([slowed.status, slowed.body.code]).toEqual([429, 'try-later'])
})

describe('a fresh password is asked for', () => {
  test('to begin, to confirm, for new recovery codes and to take it away; by the database too', async () => {
    const { who } = await enrolled()
    const other = await person()
    const { secret } = (await other.post('/auth/second-factor')).body
    await stale(who)
    await stale(other)
    expect((await other.post('/auth/second-factor')).body.code).toBe('password-needed')
    expect((await other.post('/auth/second-factor/confirm', { otp: await codeOf(secret) })).body.code).toBe(
      'password-needed',
    )
    expect((await who.post('/auth/second-factor/codes')).body.code).toBe('password-needed')
    expect((await who.delete('/auth/second-factor')).body.code).toBe('password-needed')
    expect((await who.get('/auth/second-factor')).body.isOn).toBe(true)
    await who.post('/auth/confirm', { password })
    expect((await who.post('/auth/second-factor')).body.code).toBe('factor-exists')
    expect((await who.delete('/auth/second-factor')).status).toBe(204)
    expect((await login(who)).status).toBe(200)
    expect((await who.delete('/auth/second-factor')).body.code).toBe('not-found')
  })
})

describe('where a role needs codes', () => {
  const require = (roles: string[]) =>
    site.admin.query(`update system_settings set setting_value = $1 where setting_key = 'auth.second_factor_roles'`, [
      JSON.stringify(roles),
    ])

  test('who has none sets them up at the sign-in, and no session is opened before', async () => {
    const who = await person('radiologist')
    await require(['radiologist'])
    expect((await login(who)).body.code).toBe('second-factor-needed')
    expect((await login(who, '000000')).body.code).toBe('second-factor-needed')
    expect((await post('/auth/second-factor/enrol', { email: who.email, password: 'Wrong-One-77' })).body.code).toBe(
      'wrong-credentials',
    )
    const { body } = await post('/auth/second-factor/enrol', { email: who.email, password })
    const secret = String(body.secret)
    expect((await login(who)).body.code).toBe('second-factor-needed')
    const entered = await login(who, await codeOf(secret))
    expect(entered.status).toBe(200)
    expect(entered.body.recoveryCodes).toHaveLength(10)
    // Nobody can put another secret in its place by knowing the password.
    expect((await post('/auth/second-factor/enrol', { email: who.email, password })).body.code).toBe('forbidden')
    const again = await login(who, await codeOf(secret, 30))
    expect([again.status, again.body.recoveryCodes]).toEqual([200, undefined])
    await require([])
  })

  test('other roles sign in as before, and cannot set one up at the door', async () => {
    await require(['tech'])
    const who = await person('doctor')
    expect((await login(who)).status).toBe(200)
    expect((await post('/auth/second-factor/enrol', { email: who.email, password })).body.code).toBe('forbidden')
    await require([])
  })

  test('who signed in without a code signs in again; who has one, and other roles, go on', async () => {
    const [without, other] = [await person('radiologist'), await person('doctor')]
    const { who: having } = await enrolled('radiologist')
    await require(['radiologist'])
    expect(await without.get('/me')).toMatchObject({ status: 401, body: { code: 'session-ended' } })
    expect((await having.get('/me')).status).toBe(200)
    expect((await other.get('/me')).status).toBe(200)
    await require([])
  })

  test('the tech who asks it of techs is not put out in the middle of it', async () => {
    const [tech, colleague] = [await person('tech'), await person('tech')]
    expect((await tech.put('/settings/auth.second_factor_roles', { value: ['tech'] })).status).toBe(200)
    expect((await tech.get('/me')).status).toBe(200)
    expect((await colleague.get('/me')).status).toBe(401)
    await require([])
  })

  test('the setting takes roles and nothing else', async () => {
    const tech = await person('tech')
    const put = (value: unknown) => tech.put('/settings/auth.second_factor_roles', { value })
    expect((await put(['doctor', 'tech'])).status).toBe(200)
    for (const odd of [['nurse'], ['doctor', 'doctor'], 'doctor']) {
      expect((await put(odd)).body.code).toBe('invalid-request')
    }
    await put([])
  })

  test('to change which roles, a tech enters the password anew; the database asks for it too', async () => {
    const tech = await person('tech')
    await stale(tech)
    const put = (value: unknown) => tech.put('/settings/auth.second_factor_roles', { value })
    expect((await put(['tech'])).body.code).toBe('password-needed')
    const bySql = actAs(site.db, tech.caller, (tx) =>
      sql`update system_settings set setting_value = '["tech"]' where setting_key = 'auth.second_factor_roles'`.execute(
        tx,
      ),
    )
    await expect(bySql).rejects.toMatchObject({ code: '42501' })
    expect((await tech.put('/settings/triage.claim_minutes', { value: 21 })).status).toBe(200)
    await tech.post('/auth/confirm', { password })
    expect((await put(['tech'])).status).toBe(200)
    await require([])
  })
})

test('a tech takes it away from somebody who lost it, with a fresh password; their sessions end and they are told', async () => {
  const { who } = await enrolled('patient')
  const tech = await person('tech')
  expect((await tech.get(`/users/${who.id}/second-factor`)).body).toMatchObject({ isOn: true, codesLeft: 10 })
  await stale(tech)
  expect((await tech.delete(`/users/${who.id}/second-factor`)).body.code).toBe('password-needed')
  await tech.post('/auth/confirm', { password })
  expect((await tech.delete(`/users/${tech.id}/second-factor`)).body.code).toBe('forbidden')
  expect((await tech.delete(`/users/${who.id}/second-factor`)).status).toBe(204)
  expect((await who.get('/me')).status).toBe(401)
  expect((await login(who)).status).toBe(200)
  expect((await tech.delete(`/users/${who.id}/second-factor`)).body.code).toBe('not-found')
  expect(await actions(who)).toContain('remove_second_factor success')
  for (const role of ['doctor', 'patient'] as const) {
    const other = await person(role)
    expect((await other.get(`/users/${who.id}/second-factor`)).body.code).toBe('forbidden')
    expect((await other.delete(`/users/${who.id}/second-factor`)).body.code).toBe('forbidden')
  }
})
