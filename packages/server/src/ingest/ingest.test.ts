import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { actAs } from '@firstread/database'
import { newSite, type Person, type Site } from '@firstread/testing'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { upload } from './testing/upload.ts'

let site: Site
let ray: Person
let ada: Person

beforeAll(async () => {
  site = await newSite()
  ray = await site.person('radiologist', { name: 'Ray' })
  ada = await site.person('patient', { name: 'Ada', dateOfBirth: '2019-03-01' })
})
afterAll(() => site[Symbol.asyncDispose]())

let shade = 0
/** A small picture that no other test has. */
function picture(format: 'png' | 'jpeg' = 'png', side = 24): Promise<Buffer> {
  shade += 1
  const background = { r: shade, g: 9, b: 9 }
  return sharp({ create: { width: side, height: side, channels: 3, background } })
    .toFormat(format)
    .toBuffer()
}

const rows = async (query: string, values: unknown[] = []) => (await site.admin.query(query, values)).rows
const objectsStored = async () => (await Array.fromAsync(site.app.objects.list())).length
const partsStored = () => readdir(join(site.home, 'objects/incoming'))
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setTimeout(20)
}
const objectsKnown = async () => Number((await rows('select count(*) from stored_objects'))[0].count)

// Whatever a test does: what lies in the store has its row, and nothing else does.
beforeEach(async () => expect(await objectsStored()).toBe(await objectsKnown()))

test('a picture becomes a report with its image, a job and an audit entry', async () => {
  const bytes = await picture('png')
  const fields = { patientId: ada.id, priority: 'urgent', symptoms: 'cough, fever', studyType: 'Chest X-ray' }
  const answer = await upload(ray, [{ name: 'thorax ä.png', bytes }], fields)
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  const { reportId, images, ...rest } = answer.body
  expect(rest).toMatchObject({ patientId: ada.id, status: 'pending', identityState: 'verified' })
  expect(answer.headers.get('location')).toBe(`/api/v1/reports/${reportId}`)
  expect(images).toMatchObject([{ imageFormat: 'PNG', width: 24, height: 24, fileSize: bytes.length }])
  const [image] = await rows('select * from report_images where report_id = $1', [reportId])
  expect(image).toMatchObject({ file_name: 'thorax ä.png', image_type: 'xray' })
  expect((await site.app.objects.readAll(image.object_id)).equals(bytes)).toBe(true)
  const [report] = await rows('select * from medical_reports where report_id = $1', [reportId])
  expect(report).toMatchObject({
    patient_name: 'Ada',
    radiologist_name: 'Ray',
    study_type: 'Chest X-ray',
    symptoms: ['cough, fever'],
    clinical_priority: 'urgent',
    status: 'pending',
  })
  expect(report.patient_age).toBeGreaterThanOrEqual(6)
  const jobs = await rows('select key from graphile_worker.jobs where key = $1', [`analyze:${reportId}`])
  expect(jobs).toHaveLength(1)
  const [entry] = await rows('select * from audit_logs where entity_id = $1', [reportId])
  expect(entry).toMatchObject({ action: 'upload_report', user_id: ray.id, patient_ids: [ada.id] })
  const told = await rows("select data from events where audience = 'doctor' and data ->> 'reportId' = $1", [reportId])
  expect(told).toHaveLength(1)
})

test('the same upload again gets the same report, whatever the order of its files', async () => {
  const [a, b] = [await picture('png'), await picture('jpeg')]
  const first = await upload(ray, [a, b], { patientId: ada.id })
  const again = await upload(ray, [b, a], { patientId: ada.id })
  expect([first.status, again.status]).toEqual([201, 201])
  expect(again.body).toEqual(first.body)
  expect(again.headers.get('firstread-repeated')).toBe('true')
  expect(await rows('select 1 from report_images where report_id = $1', [first.body.reportId])).toHaveLength(2)
})

test('the same picture for another patient, or from another radiologist, is another study', async () => {
  const bytes = await picture()
  const bea = await site.person('patient')
  const other = await site.person('radiologist')
  const answers = [
    await upload(ray, [bytes], { patientId: ada.id }),
    await upload(ray, [bytes], { patientId: bea.id }),
    await upload(other, [bytes], { patientId: ada.id }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
  expect(new Set(answers.map(({ body }) => body.reportId)).size).toBe(3)
})

test('twenty identical uploads at once make one report with one image', async () => {
  const bytes = await picture()
  const answers = await Promise.all(Array.from({ length: 20 }, () => upload(ray, [bytes], { patientId: ada.id })))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  const ids = new Set(answers.map(({ body }) => body.reportId))
  expect(ids.size).toBe(1)
  expect(await rows('select 1 from report_images where report_id = $1', [[...ids][0]])).toHaveLength(1)
})

test('an Idempotency-Key gives the first answer again, at once too, and refuses another request', async () => {
  const [one, two] = [await picture(), await picture()]
  const key = { 'idempotency-key': 'upload-1' }
  const answers = await Promise.all([1, 2, 3].map(() => upload(ray, [one], { patientId: ada.id }, key)))
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
  const other = await upload(ray, [two], { patientId: ada.id }, key)
  expect([other.status, other.body.code]).toEqual([422, 'idempotency-mismatch'])
  const someoneElse = await upload(await site.person('radiologist'), [two], { patientId: ada.id }, key)
  expect(someoneElse.status).toBe(201)
})

test('without an account the identity is open: listed for doctors, on the board, seen by no patient', async () => {
  const bytes = await picture()
  const answer = await upload(ray, [bytes])
  expect(answer.body).toMatchObject({ identityState: 'open', status: 'pending' })
  const again = await upload(ray, [bytes])
  expect(again.body).toEqual(answer.body)
  const [person] = await rows('select * from users where id = $1', [answer.body.patientId])
  expect(person).toMatchObject({ is_provisional: true, is_active: false, name: 'Unknown' })
  const board = await rows('select * from quarantined_instances where report_id = $1', [answer.body.reportId])
  expect(board).toMatchObject([
    { state: 'open', reason: 'identity-open', provisional_patient_id: answer.body.patientId },
  ])
  const doctor = await site.person('doctor')
  const worklist = await actAs(site.db, doctor.caller, (tx) => tx.selectFrom('v_worklist').selectAll().execute())
  expect(worklist.find((row) => row.report_id === answer.body.reportId)).toMatchObject({ identity_state: 'open' })
})

const hostile: [string, Buffer, number, string][] = [
  ['an empty file', Buffer.alloc(0), 415, 'unsupported-file'],
  ['a zip archive named .png', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(9000)]), 415, 'unsupported-file'],
  ['a PDF', Buffer.from(`%PDF-1.7\n${' '.repeat(9000)}`), 415, 'unsupported-file'],
  ['a web page', Buffer.from('<!doctype html><script>alert(1)</script>'), 415, 'unsupported-file'],
  ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(9000)]), 415, 'unsupported-file'],
  ['a program with a DICOM prefix', programWithPrefix(), 422, 'hostile-file'],
]
function programWithPrefix(): Buffer {
  const file = Buffer.alloc(400)
  file.write('MZ', 0)
  file.write('DICM', 128)
  return file
}

test.each(hostile)('%s is refused by its content', async (_name, bytes, status, code) => {
  const answer = await upload(ray, [{ name: 'innocent.png', bytes }], { patientId: ada.id })
  expect([answer.status, answer.body.code]).toEqual([status, code])
  expect(answer.body.errors).toMatchObject([{ item: 'images[0]', code }])
  expect(await objectsStored()).toBe(await objectsKnown())
})

test('one bad file in a batch is named, and nothing of the batch is stored', async () => {
  const before = await rows('select count(*) from medical_reports')
  const [good, fine] = [await picture(), await picture('jpeg')]
  const answer = await upload(ray, [good, fine.subarray(0, -10), good, Buffer.from('hello')], { patientId: ada.id })
  expect([answer.status, answer.body.code]).toEqual([422, 'broken-file'])
  expect(answer.body.errors).toMatchObject([
    { item: 'images[1]', code: 'broken-file' },
    { item: 'images[3]', code: 'unsupported-file' },
  ])
  expect(await rows('select count(*) from medical_reports')).toEqual(before)
})

test('only radiologists create reports; nobody does without a session', async () => {
  const bytes = await picture()
  for (const role of ['doctor', 'tech', 'patient'] as const) {
    const answer = await upload(await site.person(role), [bytes], { patientId: ada.id })
    expect([answer.status, answer.body.code], role).toEqual([403, 'forbidden'])
  }
  const nobody = await fetch(`${site.url}/api/v1/reports`, { method: 'POST', body: new FormData() })
  expect(nobody.status).toBe(401)
  expect((await upload(ray, [bytes], { patientId: ada.id })).status).toBe(201)
})

const wrongFields: [string, Record<string, string>, string][] = [
  ['an unknown field', { colour: 'blue' }, 'colour'],
  ['a wrong patient id', { patientId: 'ada' }, 'patientId'],
  ['a wrong image type', { imageType: 'photo' }, 'imageType'],
  ['a wrong priority', { priority: 'now' }, 'priority'],
]
test.each(wrongFields)('%s is refused by name', async (_name, fields, item) => {
  const answer = await upload(ray, [await picture()], fields)
  expect([answer.status, answer.body.code]).toEqual([422, 'invalid-request'])
  expect(JSON.stringify(answer.body.errors)).toContain(item)
})

test('a patient who does not exist, or is somebody else than a patient, is unknown', async () => {
  for (const patientId of [crypto.randomUUID(), ray.id]) {
    const answer = await upload(ray, [await picture()], { patientId })
    expect([answer.status, answer.body.code]).toEqual([422, 'unknown-patient'])
  }
})

test('a form without files, another media type, and a form that breaks off are told apart', async () => {
  const empty = await upload(ray, [], { patientId: ada.id })
  expect([empty.status, empty.body.code]).toEqual([422, 'no-images'])
  const json = await ray.post('/reports', { patientId: ada.id })
  expect([json.status, json.body.code]).toEqual([415, 'wrong-media-type'])
  const bytes = await picture()
  const head = '--x\r\nContent-Disposition: form-data; name="images"; filename="a.png"\r\n\r\n'
  const body = Buffer.concat([Buffer.from(head), bytes])
  const headers = { 'content-type': 'multipart/form-data; boundary=x' }
  const cut = await ray.fetch('/reports', { method: 'POST', headers, body })
  expect([cut.status, ((await cut.json()) as { code: string }).code]).toEqual([400, 'malformed-body'])
})

test('too large a file is named, and the files beside it do not hide it', async () => {
  await using small = await newSite({ env: { UPLOAD_MAX_BYTES: '2000', UPLOAD_MAX_FILES: '3' } })
  const person = await small.person('radiologist')
  const noise = await sharp({
    create: { width: 64, height: 64, channels: 3, background: 'red', noise: { type: 'gaussian', mean: 99, sigma: 50 } },
  })
    .png()
    .toBuffer()
  const answer = await upload(person, [noise, await picture()])
  expect([answer.status, answer.body.code]).toEqual([413, 'too-large'])
  expect(answer.body.errors).toMatchObject([{ item: 'images[0]', code: 'too-large' }])
  const many = await upload(person, await Promise.all([1, 2, 3, 4].map(() => picture())))
  expect([many.status, many.body.code]).toEqual([413, 'too-large'])
  expect((await upload(person, [await picture()])).status).toBe(201)
  expect(await Array.fromAsync(small.app.objects.list())).toHaveLength(1)
})

test('names and media types that lie change nothing', async () => {
  const [png, jpeg] = [await picture('png'), await picture('jpeg')]
  const form = new FormData()
  form.append('images', new Blob([new Uint8Array(png)], { type: 'text/html' }), '../../etc/passwd.dcm')
  form.append('images', new Blob([new Uint8Array(jpeg)], { type: 'application/dicom' }), 'film.png')
  form.append('patientId', ada.id)
  const response = await ray.fetch('/reports', { method: 'POST', body: form })
  const { images } = (await response.json()) as { images: { imageFormat: string }[] }
  expect(images.map(({ imageFormat }) => imageFormat)).toEqual(['PNG', 'JPEG'])
})

test('a sender who goes away in the middle of a film leaves nothing behind', async () => {
  const before = await rows('select count(*) from medical_reports')
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 }
  const film = await sharp({ create: { width: 1200, height: 1200, channels: 3, background: 'grey', noise } })
    .png()
    .toBuffer()
  const body = new ReadableStream({
    async start(controller) {
      const head = '--x\r\nContent-Disposition: form-data; name="images"; filename="a.png"\r\n\r\n'
      controller.enqueue(Buffer.concat([Buffer.from(head), film.subarray(0, -1000)]))
      await until(async () => (await partsStored()).length > 0)
      controller.error(new Error('gone'))
    },
  })
  const headers = { 'content-type': 'multipart/form-data; boundary=x' }
  const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit
  await expect(ray.fetch('/reports', init)).rejects.toThrow()
  await until(async () => (await partsStored()).length === 0)
  expect(await objectsStored()).toBe(await objectsKnown())
  expect(await rows('select count(*) from medical_reports')).toEqual(before)
})

test('without room intake stops and says when to come back', async () => {
  const { room } = site.app.objects
  site.app.objects.room = async () => 0.05
  const answer = await upload(ray, [await picture()], { patientId: ada.id })
  site.app.objects.room = room
  expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([503, 'no-room', '60'])
})
