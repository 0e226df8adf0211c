import { newSite, type Person, type Site } from '@firstread/testing'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { upload } from './testing/upload.ts'

let site: Site
let ray: Person
let ada: Person

beforeAll(async () => {
  site = await newSite()
  ray = await site.person('radiologist')
  ada = await site.person('patient')
})
afterAll(() => site[Symbol.asyncDispose]())

let shade = 0
/** A small picture that no other test has. */
function picture(format: 'png' | 'jpeg', side = 24): Promise<Buffer> {
  shade += 1
  const background = { r: shade, g: 9, b: 9 }
  return sharp({ create: { width: side, height: side, channels: 3, background } })
    .toFormat(format)
    .toBuffer()
}

const _count = async (table: string) => Number((await site.admin.query(`select count(*) from ${table}`)).rows[0].count)

test('a picture becomes a report with its image, a job and an audit entry', async () => {
  const bytes = await picture('png')
  const answer = await upload(ray, [{ name: 'thorax ä.png', bytes }], { patientId: ada.id, priority: 'urgent' })
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  expect(answer.body).toMatchObject({ patientId: ada.id, status: 'pending', identityState: 'verified' })
  expect(answer.body.images).toMatchObject([{ imageFormat: 'PNG', width: 24, height: 24, fileSize: bytes.length }])
  const { rows } = await site.admin.query('select * from report_images where report_id = $1', [answer.body.reportId])
  expect(rows[0]).toMatchObject({ file_name: 'thorax ä.png', image_type: 'xray' })
  expect((await site.app.objects.readAll(rows[0].object_id)).equals(bytes)).toBe(true)
})
