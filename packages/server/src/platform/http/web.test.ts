import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Server } from './server.ts'
import { serveWeb } from './web.ts'

let folder: string
let server: Server
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firstread-web-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<meta name="style-nonce" content="__STYLE_NONCE__">')
  await writeFile(join(folder, 'assets/app-abc.js'), 'plain')
  await writeFile(join(folder, 'assets/app-abc.js.br'), 'small')
  await writeFile(join(folder, 'secret.key'), 'nobody reads this')
  server = Fastify() as unknown as Server
  server.setErrorHandler((error, _request, reply) => reply.code(404).send({ code: (error as { code?: string }).code }))
  await serveWeb(server, folder)
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const get = (url: string, headers: Record<string, string> = {}) => server.inject({ url, headers })
const asPerson = { accept: 'text/html,application/xhtml+xml' }

test('a person gets the page at every address of the app, each time with a nonce of its own', async () => {
  const one = await get('/read/123', asPerson)
  const other = await get('/', asPerson)
  expect(one.statusCode).toBe(200)
  expect(one.headers['cache-control']).toBe('no-store')
  const nonceOf = (answer: typeof one) => /content="([^"]+)"/.exec(answer.body)?.[1] ?? 'none'
  expect(one.headers['content-security-policy']).toContain(`'nonce-${nonceOf(one)}'`)
  expect(nonceOf(one)).not.toBe(nonceOf(other))
})

test('the policy allows no inline script, no eval, no frame and nothing from elsewhere', async () => {
  const policy = String((await get('/', asPerson)).headers['content-security-policy'])
  const rules = Object.fromEntries(policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1)]))
  expect(rules).toMatchObject({
    'default-src': ["'none'"],
    'script-src': ["'self'", "'wasm-unsafe-eval'"],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    'require-trusted-types-for': ["'script'"],
  })
})

test('a hashed file is kept for ever, in the smallest form that the browser takes', async () => {
  const small = await get('/assets/app-abc.js', { 'accept-encoding': 'gzip, br' })
  expect(small).toMatchObject({ statusCode: 200, body: 'small' })
  expect(small.headers).toMatchObject({
    'content-encoding': 'br',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
  })
  expect((await get('/assets/app-abc.js')).body).toBe('plain')
})

test('machines get no page, and nothing but the app is served', async () => {
  for (const url of ['/api/v1/nonsense', '/dicom-web/studies/x', '/fhir/R4/x', '/assets/gone.js']) {
    expect(await get(url, asPerson)).toMatchObject({ statusCode: 404, body: '{"code":"no-such-route"}' })
  }
  // A program that wants JSON learns that there is nothing, instead of reading a page.
  expect((await get('/nonsense', { accept: 'application/json' })).statusCode).toBe(404)
  for (const url of ['/secret.key', '/../secret.key', '/assets/..%2fsecret.key', '/assets/app-abc.js.br'])
    expect((await get(url)).statusCode).toBe(404)
})
