import { randomUUID } from 'node:crypto'
import { actAs } from '@firstread/database'
import { newSite, type Person, type Site } from '@firstread/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

let site: Site
let doctor: Person
let other: Person
let patient: Person
let radiologist: Person
let reportId: string
let imageId: string
beforeAll(async () => {
  site = await newSite()
  doctor = await site.person('doctor', { name: 'Dr. Ada' })
  other = await site.person('doctor')
  radiologist = await site.person('radiologist')
  patient = await site.person('patient')
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(async () => {
  reportId = (await site.report({ patient, radiologist, status: 'analyzed', risk: 'high' })).id
  imageId = await image(reportId)
})

async function image(report: string): Promise<string> {
  const [made, object] = [randomUUID(), randomUUID()]
  await site.admin.query(
    `insert into stored_objects (object_id, sha256, size_bytes, key_id) values ($1, sha256($2::text::bytea), 1, 'k1')`,
    [object, object],
  )
  await site.admin.query(
    `insert into report_images (image_id, report_id, image_url, object_id, frames) values ($1, $2, 'x', $3, 3)`,
    [made, report, object],
  )
  return made
}

// Numbers that binary floating point does not hold exactly: what is stored has to be what was sent, to the last bit.
const line = [
  [10.1, 20.2],
  [0.1 + 0.2, 1 / 3],
]
const drawn = () => ({ imageId, frame: 2, tool: 'length', points: line, label: 'Heart, widest', version: 0 })
const path = (annotationId: string) => `/reports/${reportId}/annotations/${annotationId}`
const put = (who: Person, annotationId: string, body: object) => who.put(path(annotationId), body)
const listed = async (who: Person) => (await who.get(`/reports/${reportId}/annotations`)).body.items

test('what a doctor draws comes back exactly, to other doctors and to the uploader too, with its author', async () => {
  const annotationId = randomUUID()
  const made = await put(doctor, annotationId, drawn())
  expect(made.status).toBe(201)
  const { version: _, ...sent } = drawn()
  expect(made.body).toMatchObject({ ...sent, annotationId, reportId, version: 1, authorId: doctor.id })
  expect(await listed(other)).toEqual([made.body])
  expect(made.body.authorName).toBe('Dr. Ada')
  expect(await listed(radiologist)).toEqual([{ ...made.body, authorName: null }])
})

test('patients and techs have no door, a stranger sees nothing, and only doctors draw', async () => {
  const annotationId = randomUUID()
  await put(doctor, annotationId, drawn())
  const tech = await site.person('tech')
  for (const who of [patient, tech]) {
    expect((await who.get(`/reports/${reportId}/annotations`)).body.code).toBe('forbidden')
  }
  const stranger = await site.person('radiologist')
  expect((await stranger.get(`/reports/${reportId}/annotations`)).body.code).toBe('not-found')
  for (const who of [patient, tech, radiologist]) {
    expect((await put(who, randomUUID(), drawn())).body.code).toBe('forbidden')
    expect((await who.delete(`${path(annotationId)}?version=1`)).body.code).toBe('forbidden')
  }
})

test('a tech who speaks SQL learns whose and when, not what', async () => {
  await put(doctor, randomUUID(), drawn())
  const tech = await site.person('tech')
  const ask = (columns: string) =>
    actAs(site.db, tech.caller, (tx) => sql`select ${sql.raw(columns)} from image_annotations`.execute(tx))
  await expect(ask('annotation_id, author_id, created_at')).resolves.toBeDefined()
  await expect(ask('points')).rejects.toMatchObject({ code: '42501' })
  await expect(ask('label_text')).rejects.toMatchObject({ code: '42501' })
})

test('only the author changes and removes; the other doctor is told', async () => {
  const annotationId = randomUUID()
  await put(doctor, annotationId, drawn())
  expect((await put(other, annotationId, { ...drawn(), version: 1 })).body.code).toBe('forbidden')
  expect((await other.delete(`${path(annotationId)}?version=1`)).body.code).toBe('forbidden')
  const changed = await put(doctor, annotationId, { ...drawn(), label: null, version: 1 })
  expect(changed).toMatchObject({ status: 200, body: { version: 2, label: null } })
  expect((await doctor.delete(`${path(annotationId)}?version=2`)).status).toBe(204)
  expect(await listed(doctor)).toEqual([])
})

test('of two windows the second to save is refused, and what the first saved stays', async () => {
  const annotationId = randomUUID()
  await put(doctor, annotationId, drawn())
  const first = { ...drawn(), label: 'first', version: 1 }
  const answers = await Promise.all([
    put(doctor, annotationId, first),
    put(doctor, annotationId, { ...drawn(), label: 'second', version: 1 }),
  ])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  expect(answers.find(({ status }) => status === 409)?.body.code).toBe('annotation-changed')
  expect(await listed(doctor)).toEqual([answers.find(({ status }) => status === 200)?.body])
})

test('a saving whose answer was lost is repeated, and counts once', async () => {
  const annotationId = randomUUID()
  const [once, again] = [await put(doctor, annotationId, drawn()), await put(doctor, annotationId, drawn())]
  expect([once.status, again.status]).toEqual([201, 200])
  expect(again.body).toEqual(once.body)
  const moved = { ...drawn(), points: [line[1], line[0]], version: 1 }
  await put(doctor, annotationId, moved)
  expect((await put(doctor, annotationId, moved)).body.version).toBe(2)
  for (let i = 0; i < 2; i++) expect((await doctor.delete(`${path(annotationId)}?version=2`)).status).toBe(204)
})

test('what was removed stays removed, and each earlier state is kept with its label encrypted', async () => {
  const annotationId = randomUUID()
  await put(doctor, annotationId, drawn())
  await put(doctor, annotationId, { ...drawn(), label: 'Heart', version: 1 })
  await doctor.delete(`${path(annotationId)}?version=2`)
  expect((await put(doctor, annotationId, { ...drawn(), version: 2 })).body.code).toBe('annotation-changed')
  expect((await put(doctor, annotationId, { ...drawn(), version: 3 })).body.code).toBe('annotation-changed')
  const { rows } = await site.admin.query(
    `select version, content ->> 'label_text' as label, content -> 'points' as points from image_annotation_versions
     where annotation_id = $1 order by version`,
    [annotationId],
  )
  expect(rows).toEqual([
    { version: 1, label: expect.stringMatching(/^enc:v1:/), points: line },
    { version: 2, label: expect.stringMatching(/^enc:v1:/), points: line },
  ])
  const revive = sql`update image_annotations set removed_at = null where annotation_id = ${annotationId}`
  await expect(actAs(site.db, doctor.caller, (tx) => revive.execute(tx))).rejects.toMatchObject({ code: 'FR005' })
})

test('an annotation lies on an image of its report, on a frame that is there, and keeps its place and kind', async () => {
  const elsewhere = await image((await site.report({ patient, radiologist, status: 'analyzed' })).id)
  for (const wrong of [{ imageId: elsewhere }, { frame: 3 }, { imageId: randomUUID() }]) {
    expect((await put(doctor, randomUUID(), { ...drawn(), ...wrong })).body.code).toBe('not-found')
  }
  const annotationId = randomUUID()
  await put(doctor, annotationId, drawn())
  expect((await put(doctor, annotationId, { ...drawn(), frame: 1, version: 1 })).body.code).toBe('annotation-changed')
  const smuggled = sql`insert into image_annotations (annotation_id, report_id, image_id, tool, points, author_id)
    values (${randomUUID()}, ${reportId}, ${elsewhere}, 'probe', '[[1, 1]]', ${doctor.id})`
  await expect(actAs(site.db, doctor.caller, (tx) => smuggled.execute(tx))).rejects.toThrow(/row-level security/)
  const forged = sql`insert into image_annotations (annotation_id, report_id, image_id, tool, points, author_id)
    values (${randomUUID()}, ${reportId}, ${imageId}, 'probe', '[[1, 1]]', ${other.id})`
  await expect(actAs(site.db, doctor.caller, (tx) => forged.execute(tx))).rejects.toThrow(/row-level security/)
})

test.each([
  { points: [[1, 2]] },
  { points: [[1, 2], [3]] },
  {
    points: [
      [1, 2],
      ['3', 4],
    ],
  },
  {
    points: [
      [1, 2],
      [3, 1e9],
    ],
  },
  { tool: 'arrow' },
  { frame: -1 },
  { label: 'x'.repeat(501) },
  { authorId: randomUUID() },
])('%o is refused', async (wrong) => {
  expect((await put(doctor, randomUUID(), { ...drawn(), ...wrong })).body.code).toBe('invalid-request')
})

test('nobody draws on an archived study, and each step is in the audit log', async () => {
  const annotationId = randomUUID()
  await put(doctor, annotationId, drawn())
  await put(doctor, annotationId, { ...drawn(), label: null, version: 1 })
  await doctor.delete(`${path(annotationId)}?version=2`)
  const { rows } = await site.admin.query(
    `select action, patient_ids, new_values from audit_logs where entity_id = $1 order by created_at`,
    [annotationId],
  )
  expect(rows.map(({ action }) => action)).toEqual(['create_annotation', 'change_annotation', 'remove_annotation'])
  expect(rows.every(({ patient_ids }) => patient_ids[0] === patient.id)).toBe(true)
  expect(JSON.stringify(rows)).not.toContain('Heart')
  reportId = (await site.report({ patient, status: 'archived' })).id
  imageId = await image(reportId)
  expect((await put(doctor, randomUUID(), drawn())).body.code).toBe('wrong-status')
})
