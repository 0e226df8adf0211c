import { setTimeout } from 'node:timers/promises'
import { newSite, type Person, type Site } from '@firstread/testing'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** What a form that names files sent before may make the server do. */
let site: Site
let rae: Person
let patient: Person
const mostFiles = 12
beforeAll(async () => {
  site = await newSite({ env: { UPLOAD_MAX_FILES: String(mostFiles) } })
  rae = await site.person('radiologist')
  patient = await site.person('patient')
})
afterAll(() => site[Symbol.asyncDispose]())

async function sent(): Promise<string> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 }
  const bytes = await sharp({ create: { width: 400, height: 200, channels: 3, background: 'grey', noise } })
    .png()
    .toBuffer()
  const { uploadId } = (await rae.post('/uploads', { sizeBytes: bytes.length })).body
  const headers = { 'content-type': 'application/octet-stream', 'upload-offset': '0' }
  const body = bytes as Uint8Array<ArrayBuffer>
  expect((await rae.fetch(`/uploads/${uploadId}`, { method: 'PATCH', headers, body })).status).toBe(200)
  return uploadId
}

async function store(uploadIds: readonly string[]) {
  const form = new FormData()
  form.set('patientId', patient.id)
  form.set('uploads', JSON.stringify(uploadIds.map((uploadId) => ({ uploadId }))))
  const response = await rae.fetch('/reports', { method: 'POST', body: form })
  return { status: response.status, body: (await response.json()) as { code?: string; images?: unknown[] } }
}

test('a file named a thousand times is not written a thousand times', async () => {
  const uploadId = await sent()
  const { status, body } = await store([uploadId, uploadId])
  expect([status, body.code]).toEqual([422, 'invalid-request'])
})

test('files that came in pieces count like those of the form', async () => {
  const unknown = Array.from({ length: mostFiles + 1 }, () => crypto.randomUUID())
  const { status, body } = await store(unknown)
  expect([status, body.code]).toEqual([413, 'too-large'])
})

test('they are read one after the other, so that many need no more memory than one', async () => {
  const uploadIds = []
  for (let n = 0; n < 8; n += 1) uploadIds.push(await sent())
  const { objects } = site.app
  const chunks = objects.chunks.bind(objects)
  let open = 0
  let mostOpen = 0
  objects.chunks = async function* (...given) {
    mostOpen = Math.max(mostOpen, ++open)
    try {
      await setTimeout(100) // a slow disk: whatever may be opened beside it is opened meanwhile
      yield* chunks(...given)
    } finally {
      open -= 1
    }
  }
  try {
    expect(await store(uploadIds)).toMatchObject({ status: 201, body: { images: { length: 8 } } })
  } finally {
    objects.chunks = chunks
  }
  expect(mostOpen).toBe(1)
})

test('many who begin at once have no more under way than one after the other', async () => {
  const who = await site.person('radiologist')
  const answers = await Promise.all(Array.from({ length: mostFiles * 4 }, () => who.post('/uploads', { sizeBytes: 1 })))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(mostFiles * 2)
})
