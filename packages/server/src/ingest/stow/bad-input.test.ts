import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { inspect, synthesize } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { haveTestData, readManifest, realFiles } from '../testing/manifest.ts'
import { failedIn, otherFailuresIn, related, type StowReply, storedIn, stow } from '../testing/stow.ts'

let site: Site
let ray: Person
beforeAll(async () => {
  site = await newSite()
  ray = await site.person('radiologist')
})
afterAll(() => site[Symbol.asyncDispose]())

const objectsStored = async () => (await Array.fromAsync(site.app.objects.list())).length
const rowsStored = async () => (await site.admin.query('select 1 from stored_objects')).rowCount
const verdictsIn = (reply: StowReply) =>
  new Set([...storedIn(reply), ...Object.keys(failedIn(reply))]).size + otherFailuresIn(reply).length

test.skipIf(!haveTestData)('every broken file gets its verdict, alone and beside a good one', async () => {
  const broken = (await readManifest()).filter(({ status }) => status === 'broken')
  expect(broken).toHaveLength(21)
  for (const [i, { file }] of broken.entries()) {
    const bytes = await readFile(join(realFiles, file))
    const good = synthesize({ kind: 'CT', rows: 8, columns: 8, study: `beside ${i}`, seed: i })
    const reply = await stow(ray, [bytes, good])
    expect([200, 202]).toContain(reply.status)
    expect(storedIn(reply)).toContain(inspect(good, good.length).sopInstanceUid)
    expect(verdictsIn(reply), file).toBe(2)
  }
  expect(await objectsStored()).toBe(await rowsStored())
})

/** A fixed sequence, so that a failure can be repeated (Park and Miller). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

test('two thousand damaged instances, a verdict for each, and nothing half stored', async () => {
  const random = randomFrom(7)
  const kinds = ['CT', 'DX', 'SC'] as const
  for (let body = 0; body < 20; body += 1) {
    const parts = Array.from({ length: 100 }, (_, n) => {
      const whole = synthesize({
        kind: kinds[n % 3] ?? 'CT',
        rows: 12,
        columns: 12,
        study: `damaged ${body} ${n}`,
        seed: n,
      })
      const bytes = Buffer.from(whole)
      for (let act = random(3); act >= 0; act -= 1) bytes[random(Math.min(bytes.length, 3000))] = random(256)
      return random(4) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes
    })
    const reply = await stow(ray, parts)
    expect([200, 202, 409]).toContain(reply.status)
    // A repeated UID is one of the damages; it is listed once.
    expect(verdictsIn(reply)).toBeGreaterThan(90)
  }
  expect(await objectsStored()).toBe(await rowsStored())
}, 120_000)

/** A multi-frame object of any size: a header that says so, and one frame again and again. */
function multiframe(frames: number) {
  const small = synthesize({
    kind: 'CT',
    rows: 2048,
    columns: 2048,
    study: 'multiframe',
    elements: { NumberOfFrames: String(frames) },
  })
  const { pixelDataOffset = 0, pixelDataLength = 0, sopInstanceUid } = inspect(small, small.length)
  const header = Buffer.from(small.subarray(0, pixelDataOffset))
  header.writeUInt32LE(pixelDataLength * frames, pixelDataOffset - 4)
  return { header, frame: Buffer.from(small.subarray(pixelDataOffset)), sopInstanceUid }
}

/** Sends it over a connection that is never full of it, and watches the memory of this process: server and client. */
async function send(frames: number): Promise<{ status: number; body: string; sent: number; grown: number }> {
  const { header, frame } = multiframe(frames)
  const boundary = 'some-boundary'
  const headers = { authorization: `Bearer ${ray.token}`, 'content-type': related(boundary) }
  const post = request(`${site.url}/dicom-web/studies`, { method: 'POST', headers })
  const answered = new Promise<{ status: number; body: string }>((done, fail) => {
    post.once('error', fail)
    post.once('response', async (response) => {
      let body = ''
      for await (const text of response.setEncoding('utf8')) body += text
      done({ status: response.statusCode ?? 0, body })
    })
  })
  const before = process.memoryUsage().rss
  let [most, sent] = [before, 0]
  const write = async (bytes: Buffer) => {
    sent += bytes.length
    if (!post.write(bytes)) await new Promise((next) => post.once('drain', next))
    most = Math.max(most, process.memoryUsage().rss)
  }
  await write(Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`))
  await write(header)
  for (let n = 0; n < frames; n += 1)
    for (let at = 0; at < frame.length; at += 262_144) await write(frame.subarray(at, at + 262_144))
  post.end(`\r\n--${boundary}--\r\n`)
  return { ...(await answered), sent, grown: most - before }
}

// More than the 512 MiB that may be decoded at once, which holds for a frame and not for what is only kept.
test('a film of 550 megabytes streams through, and its last frame is there', async () => {
  const { status, body, sent, grown } = await send(66)
  expect(status, body.slice(0, 300)).toBe(200)
  expect(sent).toBeGreaterThan(512 * 1024 * 1024)
  expect(grown).toBeLessThan(120_000_000)
  const [item] = JSON.parse(body)['00081199'].Value
  const path = new URL(item['00081190'].Value[0]).pathname
  const frame = await ray.fetch(`${path}/frames/66`, { headers: { accept: 'application/octet-stream' } })
  expect(Buffer.from(await frame.arrayBuffer()).equals(multiframe(1).frame)).toBe(true)
  const rendered = await ray.fetch(`${path}/frames/66/rendered`)
  expect([rendered.status, rendered.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
}, 240_000)

test('a sender who goes away in the middle of a film leaves nothing behind, and the next is served', async () => {
  const before = await rowsStored()
  const { header, frame } = multiframe(1)
  const headers = { authorization: `Bearer ${ray.token}`, 'content-type': related() }
  const post = request(`${site.url}/dicom-web/studies`, { method: 'POST', headers })
  post.once('error', () => undefined)
  post.write('--some-boundary\r\nContent-Type: application/dicom\r\n\r\n')
  post.write(header)
  await new Promise((next) => post.write(frame.subarray(0, 3_000_000), next))
  post.destroy()
  const good = synthesize({ kind: 'CT', rows: 8, columns: 8, study: 'the next', seed: 1 })
  expect((await stow(ray, [good])).status).toBe(200)
  while ((await objectsStored()) !== (before ?? 0) + 1) await new Promise((next) => setImmediate(next))
  expect(await rowsStored()).toBe((before ?? 0) + 1)
})
