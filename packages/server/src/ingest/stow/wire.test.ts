import { PassThrough } from 'node:stream'
import { setImmediate as later } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Wire } from './wire.ts'

const piece = (letter: string, size = 1) => Buffer.alloc(size, letter)

test('pieces come in their order and as they were, then the end', async () => {
  const body = new PassThrough()
  const wire = new Wire(body)
  const asked = wire.next()
  for (const letter of 'abc') body.write(piece(letter))
  body.end()
  const got = [await asked, await wire.next(), await wire.next(), await wire.next()]
  expect(got.map(({ value }) => value?.toString())).toEqual(['a', 'b', 'c', undefined])
  expect(got.at(-1)?.done).toBe(true)
})

test('whoever sends faster than somebody asks has to wait', async () => {
  const body = new PassThrough()
  const wire = new Wire(body)
  let sent = 0
  while (sent < 100 && body.write(piece('x', 64 * 1024))) {
    sent += 1
    await later()
  }
  expect(sent).toBeLessThan(20)
  expect(body.isPaused()).toBe(true)
  for (let i = 0; i < sent; i += 1) expect((await wire.next()).value).toHaveLength(64 * 1024)
  expect(body.isPaused()).toBe(false)
})

test('a body that breaks off fails after what came, whenever that was', async () => {
  const body = new PassThrough()
  const wire = new Wire(body)
  body.write(piece('a'))
  await later()
  body.destroy(new Error('the line went dead'))
  await later()
  expect((await wire.next()).value?.toString()).toBe('a')
  await expect(wire.next()).rejects.toThrow('the line went dead')
  await expect(new Wire(body).next()).rejects.toThrow('the line went dead')
  const silent = new PassThrough()
  const waiting = new Wire(silent).next()
  silent.destroy()
  await expect(waiting).rejects.toThrow('the connection closed')
})

test('leaving early closes nothing', async () => {
  const body = new PassThrough()
  const wire = new Wire(body)
  body.write(piece('a'))
  await wire.next()
  await wire.return()
  expect((await wire.next()).done).toBe(true)
  expect(body.destroyed).toBe(false)
  body.resume()
  body.end(piece('b'))
  await new Promise((done) => body.once('end', done))
})
