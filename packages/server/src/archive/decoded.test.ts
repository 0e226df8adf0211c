import { randomUUID } from 'node:crypto'
import { decodeFrame, nativeBytesOf, parse, synthesize, transcode } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { upload } from '../ingest/testing/upload.ts'

let site: Site
let ray: Person
beforeAll(async () => {
  site = await newSite()
  ray = await site.person('radiologist')
})
afterAll(() => site[Symbol.asyncDispose]())

const [explicit, deflated] = ['1.2.840.10008.1.2.1', '1.2.840.10008.1.2.1.99']
const film = synthesize()
const decoded = (url: string) => `${url}?transferSyntax=${explicit}`
const framesOf = async (bytes: Uint8Array) => nativeBytesOf(await decodeFrame(parse(bytes), 0))

test('who cannot decode an original gets it decoded, with every value as it is stored', async () => {
  const stored = Buffer.concat(await transcode(film, deflated))
  const { body } = await upload(ray, [stored])
  const [image] = body.images
  expect(image).toMatchObject({
    transferSyntaxUid: deflated,
    photometricInterpretation: 'MONOCHROME2',
    bitsAllocated: expect.any(Number),
  })
  const response = await ray.fetch(decoded(image.url))
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/dicom')
  expect(response.headers.get('content-security-policy')).toContain('sandbox')
  const got = Buffer.from(await response.arrayBuffer())
  expect(parse(got).transferSyntaxUid).toBe(explicit)
  expect(Buffer.from(await framesOf(got)).equals(Buffer.from(await framesOf(film)))).toBe(true)
  const { rows } = await site.admin.query(
    `select new_values ->> 'as' as as from audit_logs where action = 'view_image' and entity_id = $1`,
    [image.imageId],
  )
  expect(rows).toEqual([{ as: 'decoded' }])
})

test('another transfer syntax is refused, a stranger sees nothing, and a picture has no such form', async () => {
  const { body } = await upload(ray, [synthesize({ seed: 2 })])
  const { url } = body.images[0]
  expect((await ray.get(`${url}?transferSyntax=1.2.3`)).body.code).toBe('invalid-request')
  const stranger = await site.person('radiologist')
  expect((await stranger.get(decoded(url))).body.code).toBe('not-found')
  expect((await ray.get(decoded(url.replace(body.images[0].imageId, randomUUID())))).body.code).toBe('not-found')
})
