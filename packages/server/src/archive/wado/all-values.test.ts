import { type DicomFile, frameBytes, parse, synthesize, syntheticElements, write } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { upload } from '../../ingest/testing/upload.ts'
import { instancesOf, read, stow } from './testing/clients.ts'

// PS3.18 10.4.1.1.5 and 10.4.1.1.6: every value of a study, a series or an instance in one answer.
const rle = '1.2.840.10008.1.2.5'
const octets = 'multipart/related; type="application/octet-stream"'
const asStored = `${octets}; transfer-syntax=*`

let site: Site
let ray: Person
let doctor: Person
const comment = 'c'.repeat(3000)
const same = { patient: 'p', study: 's', series: 'se', rows: 30, columns: 20 } as const
const ct = synthesize({ ...same, kind: 'CT', seed: 1, frames: 4, elements: { ImageComments: comment } })
const coded = synthesize({ ...same, kind: 'CT', seed: 2, frames: 40, transferSyntaxUid: rle })
let ctPath: string
let codedPath: string
let series: string
let study: string

beforeAll(async () => {
  site = await newSite()
  ;[ray, doctor] = [await site.person('radiologist'), await site.person('doctor')]
  ;[ctPath = '', codedPath = ''] = instancesOf(await stow(ray, [ct, coded]))
  series = ctPath.replace(/\/instances\/.*/, '')
  study = ctPath.replace(/\/series\/.*/, '')
})
afterAll(() => site[Symbol.asyncDispose]())

const framesOf = (file: DicomFile) =>
  Array.from({ length: file.image?.frames ?? 0 }, (_, i) => Buffer.from(frameBytes(file, i)))
const get = (path: string, accept: string) => read(doctor, path, { accept })

test('pixel data of one instance: native as one part, coded as a part for each frame, in their order', async () => {
  const native = await get(`${ctPath}/pixeldata`, asStored)
  expect(native.parts.map(({ headers }) => headers.get('content-location'))).toEqual([
    `${site.url}${ctPath}/bulkdata/7FE00010`,
  ])
  expect(native.parts[0]?.bytes.equals(Buffer.concat(framesOf(parse(ct))))).toBe(true)
  const frames = await get(`${codedPath}/pixeldata`, asStored)
  expect(frames.parts.map(({ bytes }) => bytes.toString('hex'))).toEqual(
    framesOf(parse(coded)).map((frame) => frame.toString('hex')),
  )
  for (const { headers } of frames.parts)
    expect(headers.get('content-type')).toBe(`image/dicom-rle; transfer-syntax=${rle}`)
})

test('without a wish for a transfer syntax pixels come native, as everywhere', async () => {
  const { status, parts } = await get(`${codedPath}/pixeldata`, octets)
  expect([status, parts.length]).toEqual([200, 40])
  expect(parts.every(({ bytes }) => bytes.length === 30 * 20 * 2)).toBe(true)
})

test('bulk data has what metadata name, and the pixels, at all three levels', async () => {
  for (const [path, values, frames] of [
    [ctPath, 1, 1],
    [series, 1, 41],
    [study, 1, 41],
  ] as const) {
    const { status, parts } = await get(`${path}/bulkdata`, asStored)
    expect([status, parts.length], path).toEqual([200, values + frames])
    const text = parts.find(({ headers }) => headers.get('content-location')?.endsWith('/bulkdata/00204000'))
    expect(text?.bytes.toString(), path).toBe(comment)
    const pixels = await get(`${path}/pixeldata`, asStored)
    expect(pixels.parts, path).toHaveLength(frames)
  }
  const metadata = JSON.parse((await get(`${study}/metadata`, 'application/dicom+json')).bytes.toString())
  const named = metadata.flatMap((one: Record<string, { BulkDataURI?: string }>) =>
    Object.values(one).flatMap(({ BulkDataURI }) => BulkDataURI ?? []),
  )
  const { parts } = await get(`${study}/bulkdata`, asStored)
  expect(new Set(parts.map(({ headers }) => headers.get('content-location')))).toEqual(new Set(named))
})

test('one part by itself is enough where there is one', async () => {
  const film = synthesize({ kind: 'DX', seed: 'film', patient: 'film' })
  const [path = ''] = instancesOf(await stow(ray, [film]))
  const { status, bytes } = await get(`${path}/pixeldata`, 'application/octet-stream')
  expect([status, bytes.equals(Buffer.concat(framesOf(parse(film))))]).toEqual([200, true])
  expect((await get(`${ctPath}/bulkdata`, 'application/octet-stream')).status).toBe(406)
  expect((await get(`${ctPath}/bulkdata`, 'multipart/related; type="image/jls"')).status).toBe(406)
})

test('who has them already is told so', async () => {
  const first = await get(`${study}/bulkdata`, asStored)
  const again = await read(doctor, `${study}/bulkdata`, {
    accept: asStored,
    'if-none-match': first.headers.get('etag') ?? '',
  })
  expect([again.status, again.bytes.length]).toEqual([304, 0])
})

test('a study of objects without values has none, and is there all the same', async () => {
  const { '7FE00010': _pixels, ...header } = syntheticElements({ seed: 'bare', patient: 'bare' })
  const [path = ''] = instancesOf(await stow(ray, [write(header, { transferSyntaxUid: '1.2.840.10008.1.2.1' })]))
  expect((await get(`${path}/metadata`, 'application/dicom+json')).status).toBe(200)
  for (const kind of ['pixeldata', 'bulkdata']) expect((await get(`${path}/${kind}`, asStored)).status).toBe(404)
})

test('they are for those who may see the study; a patient has their own; each look is recorded', async () => {
  const [stranger, colleague, ada] = [
    await site.person('patient'),
    await site.person('radiologist'),
    await site.person('patient'),
  ]
  for (const path of [study, series, ctPath]) {
    for (const kind of ['bulkdata', 'pixeldata']) {
      for (const person of [stranger, colleague]) expect((await read(person, `${path}/${kind}`)).status).toBe(404)
      for (const person of [ray, doctor]) expect((await read(person, `${path}/${kind}`)).status).toBe(200)
      expect((await fetch(`${site.url}${path}/${kind}`)).status).toBe(401)
    }
  }
  const { body } = await upload(ray, [synthesize({ kind: 'CT', seed: 'own', patient: 'own' })], { patientId: ada.id })
  expect((await read(ada, `/dicom-web/studies/${body.studyInstanceUid}/pixeldata`)).status).toBe(200)
  const { rows } = await site.admin.query(
    `select count(*)::int as n from audit_logs where user_id = $1 and action = 'view_study' and new_values ->> 'as' in ('bulkdata', 'pixeldata')`,
    [doctor.id],
  )
  expect(rows[0].n).toBeGreaterThanOrEqual(6)
})
