import { connect } from 'node:net'
import multipart from '@fastify/multipart'
import { Problem } from '@firstread/contract'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Form, formLimits } from './form.ts'

let server: FastifyInstance
let port: number
let outcome: PromiseWithResolvers<string>

/** Reads a form the way the upload route does, and says how that ended: file lengths and fields, or the code of the problem. */
async function readForm(form: Form): Promise<string> {
  const lengths: number[] = []
  try {
    for await (const { bytes } of form.files()) {
      let length = 0
      for await (const part of bytes) length += part.length
      lengths.push(length)
    }
    return JSON.stringify([lengths, form.fields()])
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

beforeAll(async () => {
  server = Fastify()
  await server.register(multipart, { limits: formLimits({ UPLOAD_MAX_FILES: 3 }), throwFileSizeLimit: false })
  server.post('/', { bodyLimit: Number.MAX_SAFE_INTEGER }, async (request) => {
    const result = await readForm(new Form(request, 300))
    outcome.resolve(result)
    return result
  })
  await server.listen({ port: 0, host: '127.0.0.1' })
  port = (server.server.address() as { port: number }).port
})
afterAll(() => server.close())

const part = (head: string, body: string) => `--x\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`
const file = (body: string, name = 'images') => part(`name="${name}"; filename="a"`, body)
const field = (name: string, value: string) => part(`name="${name}"`, value)
const send = async (...parts: string[]) => {
  outcome = Promise.withResolvers()
  const headers = { 'content-type': 'multipart/form-data; boundary=x' }
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers,
    body: `${parts.join('')}--x--\r\n`,
  })
  return response.text()
}

test('files and fields come in any order, under both names', async () => {
  const answer = await send(
    file('four'),
    field('priority', 'stat'),
    file('sixsix', 'images[]'),
    field('studyType', ' CT '),
  )
  expect(JSON.parse(answer)).toEqual([[4, 6], { priority: 'stat', studyType: 'CT' }])
})

test('what does not belong into the form is refused, and the rest is read all the same', async () => {
  expect(await send(file('x'), file('y', 'attachment'))).toBe('invalid-request')
  expect(await send(file('x'), field('priority', 'stat'), field('priority', 'urgent'))).toBe('invalid-request')
  expect(await send(file('x'), field('symptoms', 'x'.repeat(65 * 1024)))).toBe('invalid-request')
  expect(await send(file('x'), field('__proto__', 'x'))).toBe('malformed-body')
  expect(await send(...[1, 2, 3, 4].map(() => file('x')))).toBe('too-large')
  expect(await send(file('x'), ...Array.from({ length: 17 }, (_, i) => field(`f${i}`, 'x')))).toBe('too-large')
  expect(JSON.parse(await send(...[1, 2, 3].map(() => file('x'))))).toEqual([[1, 1, 1], {}])
})

/** The beginning of a form over a plain socket; `then` says what the sender does after it. */
function begin(then: (socket: ReturnType<typeof connect>) => void): Promise<string> {
  outcome = Promise.withResolvers()
  const head =
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n'
  const socket = connect(port, '127.0.0.1', () =>
    socket.write(`${head}${file('half a pic').slice(0, -2)}`, () => then(socket)),
  )
  socket.on('error', () => undefined)
  return outcome.promise.finally(() => socket.destroy())
}

test('a sender who goes away, or falls silent, ends the upload', async () => {
  expect(await begin((socket) => socket.destroy())).toBe('malformed-body')
  expect(await begin(() => undefined)).toBe('malformed-body')
})
