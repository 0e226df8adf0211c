import { newSite, type Site } from '@firstread/testing'
import bcrypt from 'bcrypt'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { openPasswords } from './index.ts'

let site: Site
let count = 0
const password = 'Lamp-Otter-41'

beforeAll(async () => {
  site = await newSite()
})
afterAll(() => site[Symbol.asyncDispose]())
afterEach(() => vi.restoreAllMocks())

/** An account with a real password, at a cost of its own. */
async function account(role = 'doctor', cost = 10) {
  count += 1
  const email = `login-${count}@firstread.test`
  const hash = await openPasswords({ keys: site.app.keys, config: { AUTH_BCRYPT_COST: cost } }).hash(password)
  const { rows } = await site.admin.query('select auth.create_user($1, $2, $3, $4) as id', [
    'Ada Lane',
    email,
    role,
    hash,
  ])
  return { email, id: rows[0].id as string }
}

const call = (path: string, body?: unknown, headers: Record<string, string> = {}, method = 'POST') =>
  fetch(`${site.url}/api/v1${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
const login = (email: string, given = password, mode = 'token') => call('/auth/login', { email, password: given, mode })
const me = (token: string) => call('/me', undefined, { authorization: `Bearer ${token}` }, 'GET')
const logged = async (email: string) => json(await login(email))
type Body = { accessToken: string; refreshToken: string; accessExpiresAt: string; code: string; requestId: string }
const json = (answer: Response) => answer.json() as Promise<Body>
const code = async (answer: Response) => (await json(answer)).code
/** Failures in a row from here, as if they had been made. The last one is so long ago that nothing has to be waited for. */
const failures = (email: string, number: number, ago = '1 hour') =>
  site.admin.query(
    `insert into auth.login_failures (account, place, failures, last_failure_at)
     values (auth.account_key($1), '127.0.0.1', $2, clock_timestamp() - $3::interval)`,
    [email, number, ago],
  )

test('the right password opens a session, a wrong one does not', async () => {
  const { email, id } = await account()
  const answer = await login(email)
  expect(answer.status).toBe(200)
  const body = await json(answer)
  expect(body).toMatchObject({ user: { id, email, role: 'doctor' } })
  expect(Date.parse(body.accessExpiresAt) - Date.now()).toBeGreaterThan(14 * 60_000)
  expect((await me(body.accessToken)).status).toBe(200)
  const wrong = await login(email, 'Lamp-Otter-42')
  expect([wrong.status, await code(wrong)]).toEqual([401, 'wrong-credentials'])
  expect((await login(email.toUpperCase())).status).toBe(200)
})

test('tokens are stored as keyed hashes only', async () => {
  const { email, id } = await account()
  const { accessToken, refreshToken } = await logged(email)
  const { rows } = await site.admin.query('select token, refresh_token from sessions where user_id = $1', [id])
  expect(rows).toEqual([
    { token: site.app.keys.tokenMac(accessToken), refresh_token: site.app.keys.tokenMac(refreshToken) },
  ])
})

test('an unknown, a deactivated and a known account cost the same one comparison and get the same answer', async () => {
  const known = await account()
  const gone = await account()
  await site.admin.query('update users set is_active = false where id = $1', [gone.id])
  const compare = vi.spyOn(bcrypt, 'compare')
  const bodies = []
  for (const email of [known.email, gone.email, 'nobody@firstread.test']) {
    compare.mockClear()
    const answer = await login(email, 'Not-The-Word-9')
    const { requestId, ...body } = await json(answer)
    bodies.push({ status: answer.status, body, comparisons: compare.mock.calls.length })
    // The same cost too: the stand-in is a hash of the configured cost.
    expect(bcrypt.getRounds(String(compare.mock.calls[0]?.[1]))).toBe(10)
  }
  expect(bodies[0]).toMatchObject({ status: 401, body: { code: 'wrong-credentials' }, comparisons: 1 })
  expect(bodies[1]).toEqual(bodies[0])
  expect(bodies[2]).toEqual(bodies[0])
})

test('four failures delay nothing; from the fifth on the account waits, and the right password too', async () => {
  const { email } = await account()
  await failures(email, 3)
  expect((await login(email, 'Wrong-Word-12')).status).toBe(401) // the fourth
  expect((await login(email)).status).toBe(200)
  await failures(email, 7)
  expect((await login(email, 'Wrong-Word-12')).status).toBe(401) // the eighth: 2^(8 - 5) = 8 seconds from now
  const early = await login(email)
  expect([early.status, await code(early)]).toEqual([429, 'try-later'])
  expect(Number(early.headers.get('retry-after'))).toBeGreaterThanOrEqual(6)
  expect(Number(early.headers.get('retry-after'))).toBeLessThanOrEqual(8)
  await site.admin.query(`update auth.login_failures set last_failure_at = last_failure_at - interval '9 seconds'`)
  expect((await login(email)).status).toBe(200)
})

test('an unknown account is delayed in the same way', async () => {
  await failures('stranger@firstread.test', 9, '0 seconds')
  expect((await login('stranger@firstread.test')).status).toBe(429)
})

test('failures from one network do not keep the owner out from another', async () => {
  const { email } = await account()
  await site.admin.query(
    `insert into auth.login_failures (account, place, failures) values (auth.account_key($1), '203.0.113.9', 99)`,
    [email],
  )
  expect((await login(email)).status).toBe(200)
})

test('failures from the same network do not lock the owner out on a device they have used before', async () => {
  const [ada, bea] = [await account(), await account()]
  const deviceOf = async (email: string) => {
    const cookies = (await login(email, password, 'cookie')).headers.getSetCookie()
    return cookies.find((text) => text.startsWith('__Secure-firstread-device='))?.split(';')[0] ?? ''
  }
  const device = await deviceOf(ada.email)
  const from = (email: string, cookie: string, given = password) =>
    call('/auth/login', { email, password: given, mode: 'token' }, { cookie })
  await failures(ada.email, 100)
  expect((await login(ada.email)).status).toBe(403)
  expect((await from(ada.email, device)).status).toBe(200)
  // Not a device of somebody else, not a made-up one; and the device has its own count.
  expect((await from(ada.email, await deviceOf(bea.email))).status).toBe(403)
  expect(
    (
      await from(
        ada.email,
        device.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      )
    ).status,
  ).toBe(403)
  for (let n = 0; n < 5; n += 1) expect((await from(ada.email, device, 'Wrong-Word-12')).status).toBe(401)
  expect((await from(ada.email, device)).status).toBe(429)
})

test('a hundred failures close the account for that network until a tech resets it', async () => {
  const { email, id } = await account()
  await failures(email, 100)
  const closed = await login(email)
  expect([closed.status, await code(closed)]).toEqual([403, 'account-needs-reset'])
  const tech = await site.person('tech')
  expect((await tech.post(`/users/${id}/reset`, { password: 'Wren-Kettle-58' })).status).toBe(204)
  expect((await login(email, 'Wren-Kettle-58')).status).toBe(200)
})

test('twenty wrong passwords at the same moment count as twenty in a row', async () => {
  const { email } = await account()
  const started = Date.now()
  const answers = await Promise.all(Array.from({ length: 20 }, () => login(email, 'Wrong-Word-12')))
  const seconds = (Date.now() - started) / 1000
  const learned = answers.filter(({ status }) => status === 401).length
  // Five at once, then one after 1, 2, 4, … seconds: after k of them 2^k - 1 seconds have passed.
  expect(learned).toBeGreaterThanOrEqual(5)
  expect(learned).toBeLessThanOrEqual(5 + Math.floor(Math.log2(seconds + 1)))
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(20 - learned)
})

test('a login keeps five sessions: the sixth ends the oldest', async () => {
  const { email } = await account()
  const tokens: string[] = []
  for (let n = 0; n < 6; n += 1) tokens.push((await logged(email)).accessToken)
  const statuses = await Promise.all(tokens.map(async (token) => (await me(token)).status))
  expect(statuses).toEqual([401, 200, 200, 200, 200, 200])
})

test('a raised cost is taken over at login, and the password stays', async () => {
  const { email, id } = await account('doctor', 4)
  const hashOf = async () =>
    (await site.admin.query('select password_hash from users where id = $1', [id])).rows[0].password_hash
  expect(bcrypt.getRounds(await hashOf())).toBe(4)
  expect((await login(email, 'Wrong-Word-12')).status).toBe(401)
  expect(bcrypt.getRounds(await hashOf())).toBe(4)
  const { accessToken } = await logged(email)
  expect(bcrypt.getRounds(await hashOf())).toBe(10)
  expect((await me(accessToken)).status).toBe(200)
  expect((await login(email)).status).toBe(200)
})

test('a refresh token works once; its second use ends the session, is audited and told', async () => {
  const { email, id } = await account('radiologist')
  const first = await logged(email)
  const second = await json(await call('/auth/refresh', { refreshToken: first.refreshToken }))
  expect((await me(first.accessToken)).status).toBe(401)
  expect((await me(second.accessToken)).status).toBe(200)
  const third = await json(await call('/auth/refresh', { refreshToken: second.refreshToken }))
  const again = await call('/auth/refresh', { refreshToken: first.refreshToken })
  expect([again.status, await code(again)]).toEqual([401, 'refresh-refused'])
  expect((await me(third.accessToken)).status).toBe(401)
  expect((await call('/auth/refresh', { refreshToken: third.refreshToken })).status).toBe(401)
  const { rows: audited } = await site.admin.query(
    `select status from audit_logs where action = 'refresh_reuse' and user_id = $1`,
    [id],
  )
  expect(audited).toEqual([{ status: 'failure' }])
  const { rows: told } = await site.admin.query('select type, priority from notifications where user_id = $1', [id])
  expect(told).toEqual([{ type: 'system_alert', priority: 'high' }])
})

test('a client whose answer got lost may repeat the refresh within ten seconds', async () => {
  const { email } = await account()
  const first = await logged(email)
  await call('/auth/refresh', { refreshToken: first.refreshToken })
  const repeated = await call('/auth/refresh', { refreshToken: first.refreshToken })
  expect(repeated.status).toBe(200)
  expect((await me((await json(repeated)).accessToken)).status).toBe(200)
  await site.admin.query(`update auth.refresh_tokens set used_at = used_at - interval '11 seconds' where mac = $1`, [
    site.app.keys.tokenMac(first.refreshToken),
  ])
  expect((await call('/auth/refresh', { refreshToken: first.refreshToken })).status).toBe(401)
})

test('a made-up refresh token is refused, and so is none at all', async () => {
  expect((await call('/auth/refresh', { refreshToken: 'A'.repeat(43) })).status).toBe(401)
  expect((await call('/auth/refresh')).status).toBe(401)
})

test('in cookie mode the tokens are in guarded cookies and nowhere else', async () => {
  const { email } = await account()
  const answer = await login(email, password, 'cookie')
  const body = await json(answer)
  expect(Object.keys(body).sort()).toEqual(['accessExpiresAt', 'user'])
  const cookies = answer.headers.getSetCookie()
  expect(cookies).toHaveLength(3)
  expect(cookies.shift()).toMatch(
    /^__Secure-firstread-device=[\w.-]+; Max-Age=\d+; Path=\/api\/v1\/auth; HttpOnly; Secure; SameSite=Strict$/,
  )
  expect(cookies[0]).toMatch(/^__Host-firstread=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/)
  expect(cookies[1]).toMatch(
    /^__Secure-firstread-refresh=[\w-]{43}; Max-Age=\d+; Path=\/api\/v1\/auth; HttpOnly; Secure; SameSite=Strict$/,
  )
  const cookie = cookies.map((text) => text.split(';')[0]).join('; ')
  expect((await call('/me', undefined, { cookie }, 'GET')).status).toBe(200)
  const foreign = await call('/auth/refresh', undefined, { cookie, origin: 'https://evil.example' })
  expect([foreign.status, await code(foreign)]).toEqual([403, 'cross-site'])
  const refreshed = await call('/auth/refresh', undefined, { cookie, 'sec-fetch-site': 'same-origin' })
  expect(refreshed.status).toBe(200)
  expect(Object.keys(await json(refreshed)).sort()).toEqual(['accessExpiresAt', 'user'])
  const next = refreshed.headers.getSetCookie().filter((text) => !/Max-Age=0|Expires/.test(text))
  expect(next.map((text) => text.split('=')[0])).toEqual(['__Host-firstread', '__Secure-firstread-refresh'])
  expect((await call('/me', undefined, { cookie }, 'GET')).status).toBe(401)
})

test('logout holds on the next request, also when only the refresh token is left', async () => {
  const { email } = await account()
  const one = await logged(email)
  expect((await call('/auth/logout', undefined, { authorization: `Bearer ${one.accessToken}` })).status).toBe(204)
  expect((await me(one.accessToken)).status).toBe(401)
  const two = await logged(email)
  await site.admin.query(`update sessions set access_expires_at = now() - interval '1 minute' where token = $1`, [
    site.app.keys.tokenMac(two.accessToken),
  ])
  expect((await me(two.accessToken)).status).toBe(401)
  expect((await call('/auth/logout', { refreshToken: two.refreshToken })).status).toBe(204)
  expect((await call('/auth/refresh', { refreshToken: two.refreshToken })).status).toBe(401)
  expect((await call('/auth/logout')).status).toBe(204)
})

test('a session ends when it is idle, too old, or its account is deactivated', async () => {
  const ends = [
    `update sessions set last_activity = now() - interval '16 minutes' where user_id = $1`,
    `update sessions set expires_at = now() - interval '1 second' where user_id = $1`,
    `update users set is_active = false where id = $1`,
  ]
  for (const end of ends) {
    const { email, id } = await account()
    const { accessToken, refreshToken } = await logged(email)
    expect((await me(accessToken)).status).toBe(200)
    await site.admin.query(end, [id])
    expect((await me(accessToken)).status).toBe(401)
    expect((await call('/auth/refresh', { refreshToken })).status).toBe(401)
  }
})

test('what the browser polls in the background does not count as activity', async () => {
  const { email, id } = await account()
  const { accessToken } = await logged(email)
  const idle = async () =>
    (
      await site.admin.query(
        "select last_activity < now() - interval '9 minutes' as idle from sessions where user_id = $1",
        [id],
      )
    ).rows[0].idle
  await site.admin.query(`update sessions set last_activity = now() - interval '10 minutes' where user_id = $1`, [id])
  await call('/me', undefined, { authorization: `Bearer ${accessToken}`, 'x-background': '1' }, 'GET')
  expect(await idle()).toBe(true)
  await me(accessToken)
  expect(await idle()).toBe(false)
})

test('unknown fields are refused, and the answer repeats no password', async () => {
  const answer = await call('/auth/login', { email: 'a@b.test', password: 'Secret-Word-77', extra: 1 })
  expect(answer.status).toBe(422)
  expect(await answer.text()).not.toContain('Secret-Word-77')
})
