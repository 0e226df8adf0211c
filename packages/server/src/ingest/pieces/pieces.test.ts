import { once } from 'node:events'
import { connect } from 'node:net'
import { newSite, type Person, type Site } from '@firstread/testing'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let site: Site
let rae: Person
let ray: Person
let patient: Person
beforeAll(async () => {
  site = await newSite()
  rae = await site.person('radiologist')
  ray = await site.person('radiologist')
  patient = await site.person('patient')
})
afterAll(() => site[Symbol.asyncDispose]())

// biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects in the body.
type Body = any
const least = 256 * 1024
/** A picture of noise, which does not compress: about 1.9 MB, another one each time. */
async function film(): Promise<Buffer> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 }
  return sharp({ create: { width: 900, height: 700, channels: 3, background: 'grey', noise } })
    .png()
    .toBuffer()
}
const begin = async (who: Person, size: number) => (await who.post('/uploads', { sizeBytes: size })).body.uploadId
async function piece(who: Person, uploadId: string, offset: number, bytes: Uint8Array) {
  const response = await who.fetch(`/uploads/${uploadId}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/octet-stream', 'upload-offset': String(offset) },
    body: bytes as Uint8Array<ArrayBuffer>,
  })
  return { status: response.status, body: (await response.json()) as Body }
}
async function sendAll(who: Person, bytes: Buffer): Promise<string> {
  const uploadId = await begin(who, bytes.length)
  for (let at = 0; at < bytes.length; at += least) {
    expect((await piece(who, uploadId, at, bytes.subarray(at, at + least))).status).toBe(200)
  }
  return uploadId
}
async function store(who: Person, uploadIds: string[], key?: string) {
  const form = new FormData()
  form.set('patientId', patient.id)
  form.set('uploads', JSON.stringify(uploadIds.map((uploadId) => ({ uploadId, name: 'film.png' }))))
  const headers = key ? { 'idempotency-key': key } : {}
  const response = await who.fetch('/reports', { method: 'POST', body: form, headers })
  return {
    status: response.status,
    body: (await response.json()) as Body,
    repeated: response.headers.get('firstread-repeated'),
  }
}
async function stored(): Promise<string[]> {
  const all: string[] = []
  for await (const { objectId } of site.app.objects.list()) all.push(objectId)
  return all
}
const objects = async () => (await stored()).length

/** Sends the beginning of a piece over a bare socket, then pulls the plug. */
async function cutPiece(who: Person, uploadId: string, offset: number, bytes: Buffer, sent: number): Promise<void> {
  const { hostname, port } = new URL(site.url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(
    `PATCH /api/v1/uploads/${uploadId} HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${who.token}\r\n` +
      `content-type: application/octet-stream\r\nupload-offset: ${offset}\r\ncontent-length: ${bytes.length}\r\n\r\n`,
  )
  await new Promise<void>((done, fail) =>
    socket.write(bytes.subarray(0, sent), (error) => (error ? fail(error) : done())),
  )
  socket.destroy()
  await once(socket, 'close')
}

test('a file that came in pieces is the same file, byte for byte', async () => {
  const bytes = await film()
  const uploadId = await sendAll(rae, bytes)
  const { status, body } = await store(rae, [uploadId])
  expect(status).toBe(201)
  expect(body.images).toMatchObject([{ imageFormat: 'PNG', fileSize: bytes.length, width: 900, height: 700 }])
  const back = await rae.fetch(`/reports/${body.reportId}/images/${body.images[0].imageId}`)
  expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true)
})

test('a cut in the middle loses the piece and nothing before it; it goes on where the server says', async () => {
  const bytes = await film()
  const uploadId = await begin(rae, bytes.length)
  await piece(rae, uploadId, 0, bytes.subarray(0, least))
  const before = await objects()
  await cutPiece(rae, uploadId, least, bytes.subarray(least, least * 3), 300_000)
  await expect.poll(async () => (await rae.get(`/uploads/${uploadId}`)).body.receivedBytes).toBe(least)
  await expect.poll(objects).toBe(before) // nothing half stored
  expect((await piece(rae, uploadId, least, bytes.subarray(least))).body.receivedBytes).toBe(bytes.length)
  expect((await store(rae, [uploadId])).status).toBe(201)
})

test('a file is begun once, though its answer was lost', async () => {
  const send = async (sizeBytes: number) => {
    const response = await rae.fetch('/uploads', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'begin 1' },
      body: JSON.stringify({ sizeBytes }),
    })
    return { status: response.status, body: (await response.json()) as Body }
  }
  const [one, two] = await Promise.all([send(5000), send(5000)])
  expect([one?.status, two?.status]).toEqual([201, 201])
  expect(one?.body.uploadId).toBe(two?.body.uploadId)
  expect(await send(6000)).toMatchObject({ status: 422, body: { code: 'idempotency-mismatch' } })
})

test('a request whose answer was lost is repeated under its key, and stores nothing twice', async () => {
  const uploadId = await sendAll(rae, await film())
  const first = await store(rae, [uploadId], 'once')
  const again = await store(rae, [uploadId], 'once')
  expect(again).toMatchObject({ status: 201, repeated: 'true', body: { reportId: first.body.reportId } })
  expect(await rae.delete(`/uploads/${uploadId}`)).toMatchObject({ status: 204 })
  expect((await rae.get(`/uploads/${uploadId}`)).body.code).toBe('not-found')
  expect((await rae.get(`/reports/${first.body.reportId}`)).status).toBe(200)
})

describe('what is refused', () => {
  test('a piece at another place, one too small or too long, and a file that is not whole', async () => {
    const bytes = await film()
    const uploadId = await begin(rae, bytes.length)
    expect((await piece(rae, uploadId, 5, bytes.subarray(0, least))).body.code).toBe('wrong-offset')
    expect((await piece(rae, uploadId, 0, bytes.subarray(0, 1000))).body.code).toBe('invalid-request')
    expect((await piece(rae, uploadId, 0, Buffer.concat([bytes, bytes]))).body.code).toBe('too-large')
    expect((await piece(rae, uploadId, 0, new Uint8Array(0))).status).toBeGreaterThanOrEqual(400)
    expect((await rae.get(`/uploads/${uploadId}`)).body.receivedBytes).toBe(0)
    await piece(rae, uploadId, 0, bytes.subarray(0, least))
    expect((await store(rae, [uploadId])).body).toMatchObject({
      code: 'unknown-upload',
      errors: [{ item: 'uploads[0]' }],
    })
    expect((await rae.post('/uploads', { sizeBytes: 2 ** 40 })).body.code).toBe('too-large')
  })

  test('of two pieces for one place, one is kept', async () => {
    const bytes = await film()
    const uploadId = await begin(rae, bytes.length)
    const before = await objects()
    const both = await Promise.all([0, 1].map(() => piece(rae, uploadId, 0, bytes.subarray(0, least))))
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect(await objects()).toBe(before + 1)
  })

  test('a file that is no image: as if it had come at once, and it stays to be dropped', async () => {
    const uploadId = await sendAll(rae, Buffer.alloc(least * 2, 'not an image '))
    expect((await store(rae, [uploadId])).body.code).toBe('unsupported-file')
    expect((await rae.get(`/uploads/${uploadId}`)).body.receivedBytes).toBe(least * 2)
  })
})

test("nobody sees, continues, stores or drops a colleague's pieces, and only radiologists begin", async () => {
  const bytes = await film()
  const uploadId = await sendAll(rae, bytes)
  expect((await ray.get(`/uploads/${uploadId}`)).body.code).toBe('not-found')
  expect((await piece(ray, uploadId, 0, bytes)).body.code).toBe('not-found')
  expect((await store(ray, [uploadId])).body.code).toBe('unknown-upload')
  expect((await ray.delete(`/uploads/${uploadId}`)).body.code).toBe('not-found')
  for (const role of ['patient', 'doctor', 'tech'] as const) {
    expect((await (await site.person(role)).post('/uploads', { sizeBytes: 9 })).body.code).toBe('forbidden')
  }
})

test('what nobody goes on with is gone after a day, its bytes too', async () => {
  const uploadId = await sendAll(ray, await film())
  const { rows } = await site.admin.query('select object_id from partial_upload_pieces where upload_id = $1', [
    uploadId,
  ])
  const pieces = rows.map((row) => row.object_id as string)
  expect(await stored()).toEqual(expect.arrayContaining(pieces))
  await site.admin.query(`update partial_uploads set expires_at = now() - interval '1 second' where upload_id = $1`, [
    uploadId,
  ])
  expect((await ray.get(`/uploads/${uploadId}`)).body.code).toBe('not-found')
  await site.admin.query(`select graphile_worker.add_job('sweep')`)
  await site.runJobs()
  const left = new Set(await stored())
  expect(pieces.filter((objectId) => left.has(objectId))).toEqual([])
})
