import { resolve } from 'node:path'
import { openPasswords } from '@firstread/server'
import { newSite, type Site } from '@firstread/testing'
import { certificates, runProgram } from '@firstread/testing/peers'
import { generate } from 'otplib'
import { afterAll, beforeAll, expect, test } from 'vitest'

const main = resolve(import.meta.dirname, '../main.ts')
const email = 'tech@peers.test'
const password = 'a pass phrase for peers'
let site: Site
beforeAll(async () => {
  site = await newSite()
  const hash = await openPasswords(site.app).hash(password)
  await site.admin.query(`select auth.create_user('Toni', $1, 'tech', $2)`, [email, hash])
})
afterAll(() => site[Symbol.asyncDispose]())

const peer = (...args: string[]) => {
  const command = [process.execPath, main, 'peer', ...args, '--url', site.url, '--email', email]
  return runProgram('env', [`FIRSTREAD_PASSWORD=${password}`, ...command])
}

test('a tech lets a peer in from the command line, by the file of its certificate', async () => {
  using made = certificates()
  const { certificateFile, fingerprint256 } = made.of('ct1')
  const added = await peer(
    'add',
    'CT1',
    '--may',
    'store',
    'query',
    '--certificate',
    certificateFile,
    '--token',
    '--json',
  )
  expect(added.status, added.said).toBe(0)
  const { token, tokenSince, certificates: known } = JSON.parse(added.said)
  expect(token).toMatch(/^frp_/)
  expect(tokenSince).toEqual(expect.any(String))
  expect(known).toMatchObject([{ fingerprint: fingerprint256.replaceAll(':', '').toLowerCase() }])
  expect((await peer('list')).said).toMatch(/active +CT1 +store,query +sees own/)
})

test('says what is wrong, and ends with an error', async () => {
  expect(await peer('add', 'CT1', '--may', 'store')).toEqual({
    status: 1,
    said: 'Another active peer has this AE title or certificate\n',
  })
  expect(await peer('add', 'CT2', '--may', 'delete')).toMatchObject({ status: 1 })
  expect((await peer('echo', 'NOBODY')).said).toContain('There is no active peer NOBODY')
})

test('with a second factor, a code comes with the command; without a terminal nobody is asked in vain', async () => {
  const post = async (path: string, body: unknown, token?: string) => {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
    const answer = await fetch(`${site.url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return (await answer.json()) as Record<string, string> & { recoveryCodes: string[] }
  }
  const { accessToken } = await post('/auth/login', { email, password, mode: 'token' })
  const { secret } = await post('/auth/second-factor', {}, accessToken)
  const { recoveryCodes } = await post(
    '/auth/second-factor/confirm',
    { otp: await generate({ secret: String(secret) }) },
    accessToken,
  )
  expect(await peer('list')).toEqual({
    status: 1,
    said: 'The account has a second factor: give the code with --otp.\n',
  })
  expect(await peer('list', '--otp', recoveryCodes[0] ?? '')).toMatchObject({ status: 0 })
  expect((await peer('list', '--otp', recoveryCodes[0] ?? '')).status).toBe(1)
})
