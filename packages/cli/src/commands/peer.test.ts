import { resolve } from 'node:path'
import { openPasswords } from '@firstread/server'
import { newSite, type Site } from '@firstread/testing'
import { certificates, runProgram } from '@firstread/testing/peers'
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
  const { token, certificates: known } = JSON.parse(added.said)
  expect(token).toMatch(/^frp_/)
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
