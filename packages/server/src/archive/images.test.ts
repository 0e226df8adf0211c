import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { synthesize } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { upload } from '../ingest/testing/upload.ts'

// Only its process is used here, to make pictures; the test network never judges anything.
const models = resolve(import.meta.dirname, '../analysis/testing/models')

let site: Site
let ray: Person
let ada: Person
let doctor: Person
let tech: Person
let png: Buffer
let reportId: string
let path: string
let imageId: string

beforeAll(async () => {
  site = await newSite({ env: { FIRSTREAD_MODELS: models } })
  ray = await site.person('radiologist')
  ada = await site.person('patient')
  doctor = await site.person('doctor')
  tech = await site.person('tech')
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 50 }
  png = await sharp({ create: { width: 700, height: 600, channels: 3, background: 'grey', noise } })
    .png()
    .toBuffer()
  const { body } = await upload(ray, [png], { patientId: ada.id })
  reportId = body.reportId
  imageId = body.images[0].imageId
  path = body.images[0].url
})
afterAll(() => site[Symbol.asyncDispose]())

const rows = async (query: string, values: unknown[] = []) => (await site.admin.query(query, values)).rows
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer())

describe('the original', () => {
  test('comes byte for byte, as an attachment that runs nowhere', async () => {
    const response = await ray.fetch(path)
    expect(response.status).toBe(200)
    expect((await bytesOf(response)).equals(png)).toBe(true)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(png.length),
      'content-disposition': `attachment; filename="${imageId}.png"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
  })

  test('comes in ranges', async () => {
    expect(png.length).toBeGreaterThan(1024 * 1024)
    const seam = 1024 * 1024
    const cases: [string, number, number][] = [
      ['bytes=0-0', 0, 1],
      [`bytes=${seam - 2}-${seam + 1}`, seam - 2, seam + 2],
      [`bytes=${seam}-`, seam, png.length],
      ['bytes=-5', png.length - 5, png.length],
      [`bytes=10-${png.length * 2}`, 10, png.length],
    ]
    for (const [range, start, end] of cases) {
      const response = await ray.fetch(path, { headers: { range } })
      expect(response.status, range).toBe(206)
      expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/${png.length}`)
      expect((await bytesOf(response)).equals(png.subarray(start, end)), range).toBe(true)
    }
    const beyond = await ray.fetch(path, { headers: { range: `bytes=${png.length}-` } })
    expect([beyond.status, ((await beyond.json()) as { code: string }).code]).toEqual([416, 'wrong-range'])
    expect(beyond.headers.get('content-range')).toBe(`bytes */${png.length}`)
    for (const range of ['bytes=0-1,5-9', 'lines=1-2', 'bytes=9-3']) {
      const whole = await ray.fetch(path, { headers: { range } })
      expect([whole.status, (await bytesOf(whole)).length]).toEqual([200, png.length])
    }
  })

  test('is seen by its uploader, its patient, doctors and techs, and by nobody else', async () => {
    for (const person of [ray, ada, doctor, tech]) expect((await person.get(path)).status, person.role).toBe(200)
    const stranger = (await site.person('patient')).get
    const colleague = (await site.person('radiologist')).fetch
    for (const suffix of ['', '/rendered', '/thumbnail', '/attention']) {
      const absent = await colleague(`/reports/${reportId}/images/${crypto.randomUUID()}${suffix}`)
      const foreign = await colleague(`${path}${suffix}`)
      const bodies = await Promise.all(
        [absent, foreign].map((answer) => answer.json() as Promise<Record<string, string>>),
      )
      expect([absent.status, foreign.status], suffix).toEqual([404, 404])
      expect({ ...bodies[0], requestId: '' }).toEqual({ ...bodies[1], requestId: '' })
    }
    expect((await stranger(path)).status).toBe(404)
    expect((await stranger(`${path}/thumbnail`)).status).toBe(404)
    const other = await site.report({ patient: ada, radiologist: ray })
    expect((await ray.get(`/reports/${other.id}/images/${imageId}`)).status).toBe(404)
    expect((await fetch(`${site.url}${path}`)).status).toBe(401)
  })

  test('each look is audited before the first byte', async () => {
    const before = await rows("select 1 from audit_logs where action = 'view_image' and user_id = $1", [doctor.id])
    await (await doctor.fetch(path)).arrayBuffer()
    const entries = await rows(
      "select * from audit_logs where action = 'view_image' and user_id = $1 order by created_at",
      [doctor.id],
    )
    expect(entries).toHaveLength(before.length + 1)
    expect(entries.at(-1)).toMatchObject({
      entity_id: imageId,
      patient_ids: [ada.id],
      new_values: { reportId, as: 'original' },
    })
  })

  test('that was changed on disk is an error and never another picture', async () => {
    // Larger than a chunk, so that it has a file of its own.
    const film = synthesize({ kind: 'DX', seed: 'changed on disk', rows: 1000, columns: 1000 })
    const { body } = await upload(ray, [film], { patientId: ada.id })
    const [row] = await rows('select object_id from report_images where report_id = $1', [body.reportId])
    const file = join(site.home, 'objects', row.object_id.slice(0, 2), `${row.object_id}.obj`)
    const sealed = await readFile(file)
    sealed[200] = (sealed[200] ?? 0) ^ 1
    await writeFile(file, sealed)
    const answer = await ray.get(body.images[0].url)
    expect([answer.status, answer.body.code]).toEqual([500, 'internal'])
  })
})

describe('pictures for people', () => {
  test('a picture is rendered as PNG, smaller when asked, and never larger', async () => {
    const whole = await ray.fetch(`${path}/rendered`)
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(await sharp(await bytesOf(whole)).metadata()).toMatchObject({ format: 'png', width: 700, height: 600 })
    const small = await bytesOf(await ray.fetch(`${path}/rendered?maxSide=70`))
    expect(await sharp(small).metadata()).toMatchObject({ width: 70, height: 60 })
    const thumbnail = await bytesOf(await ada.fetch(`${path}/thumbnail`))
    expect(await sharp(thumbnail).metadata()).toMatchObject({ format: 'png', width: 256 })
    expect(
      (await bytesOf(await ray.fetch(`${path}/rendered?maxSide=20000`))).equals(
        await bytesOf(await ray.fetch(`${path}/rendered`)),
      ),
    ).toBe(true)
  })

  test('a window and a frame choose what is shown', async () => {
    const ct = synthesize({ kind: 'CT', seed: 'windowed', rows: 32, columns: 32, frames: 2 })
    const { body } = await upload(ray, [ct], { patientId: ada.id })
    const url = `${body.images[0].url}/rendered`
    const of = async (query: string) => bytesOf(await ray.fetch(`${url}${query}`))
    const narrow = await of('?windowCenter=-5000&windowWidth=1')
    const { data } = await sharp(narrow).greyscale().raw().toBuffer({ resolveWithObject: true })
    expect(Math.min(...data)).toBe(255) // every value lies above the window: white
    expect((await of('')).equals(narrow)).toBe(false)
    expect((await ray.get(`${url}?frame=1`)).status).toBe(200)
    const beyond = await ray.get(`${url}?frame=2`)
    expect([beyond.status, beyond.body.code]).toEqual([422, 'not-rendered'])
  })

  test('wrong questions are refused by name', async () => {
    for (const query of ['frame=-1', 'frame=x', 'maxSide=5', 'windowCenter=1', 'colour=red']) {
      const { status, body } = await ray.get(`${path}/rendered?${query}`)
      expect([status, body.code], query).toEqual([422, 'invalid-request'])
    }
  })

  test('a file without a picture says so, and its original is still there', async () => {
    const sr = synthesize({ seed: 'no pixels', elements: { Rows: undefined, Columns: undefined } })
    const { body, status } = await upload(ray, [sr], { patientId: ada.id })
    expect(status, JSON.stringify(body)).toBe(201)
    expect(body.images).toMatchObject([{ hasPixels: false, width: null }])
    const rendered = await ray.get(`${body.images[0].url}/rendered`)
    expect([rendered.status, rendered.body.code]).toEqual([422, 'not-rendered'])
    expect((await bytesOf(await ray.fetch(body.images[0].url))).equals(Buffer.from(sr))).toBe(true)
  })
})

test('the evidence map is the object that the analysis names; patients have no access to it', async () => {
  const map = randomBytes(500)
  const stored = await site.app.objects.put(
    (async function* () {
      yield map
    })(),
  )
  expect((await doctor.get(`${path}/attention`)).status).toBe(404)
  const [model] = await rows("insert into ai_models (model_name, version) values ('m', '1') returning model_id")
  const maps = JSON.stringify([{ imageId, objectId: stored.objectId, width: 10, height: 10 }])
  await rows(
    "insert into ai_analysis (report_id, model_id, risk_category, attention_maps) values ($1, $2, 'low', $3)",
    [reportId, model.model_id, maps],
  )
  for (const person of [doctor, ray, tech]) {
    const response = await person.fetch(`${path}/attention`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect((await bytesOf(response)).equals(map)).toBe(true)
  }
  expect((await ada.get(`${path}/attention`)).status).toBe(403)
  await rows("update system_settings set setting_value = 'true' where setting_key = 'review.first_opinion'")
  expect((await doctor.get(`${path}/attention`)).status).toBe(404)
  expect((await ray.get(`${path}/attention`)).status).toBe(200)
  await rows("update system_settings set setting_value = 'false' where setting_key = 'review.first_opinion'")
})
