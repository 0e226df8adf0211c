import { synthesize } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { upload } from '../ingest/testing/upload.ts'
import { sweepOrphans } from './sweep.ts'

let site: Site
let ray: Person
let ada: Person
let doctor: Person
let tech: Person

beforeAll(async () => {
  site = await newSite()
  ray = await site.person('radiologist')
  ada = await site.person('patient', { name: 'Ada' })
  doctor = await site.person('doctor')
  tech = await site.person('tech')
})
afterAll(() => site[Symbol.asyncDispose]())

const film = (seed: string) => synthesize({ rows: 16, columns: 16, seed, patient: seed })
const rows = async (query: string, values: unknown[] = []) => (await site.admin.query(query, values)).rows

async function openStudy(seed: string) {
  const { body } = await upload(ray, [film(seed)])
  const [entry] = await rows('select quarantine_id from quarantined_instances where report_id = $1', [body.reportId])
  return {
    reportId: body.reportId as string,
    image: body.images[0].url as string,
    quarantineId: entry.quarantine_id as string,
  }
}

test('a tech says whose study it is, its patient sees it then, and it can be undone', async () => {
  const { reportId, image, quarantineId } = await openStudy('link')
  expect((await ada.get(image)).status).toBe(404)
  const board = await tech.get('/quarantine')
  expect(board.body.items.find((one: { reportId: string }) => one.reportId === reportId)).toMatchObject({
    quarantineId,
    state: 'open',
    claimedIdentity: { PatientID: 'SYN-link' },
  })
  const linked = await tech.post(`/quarantine/${quarantineId}/link`, { patientId: ada.id })
  expect([linked.status, linked.body]).toMatchObject([
    200,
    { state: 'linked', linkedPatientId: ada.id, linkedBy: tech.id },
  ])
  expect((await ada.get(image)).status).toBe(200)
  const [report] = await rows(
    'select patient_id, patient_name, identity_state from medical_reports where report_id = $1',
    [reportId],
  )
  expect(report).toEqual({ patient_id: ada.id, patient_name: 'Ada', identity_state: 'verified' })
  const twice = await tech.post(`/quarantine/${quarantineId}/link`, { patientId: ada.id })
  expect([twice.status, twice.body.code]).toEqual([409, 'wrong-status'])
  const undone = await tech.post(`/quarantine/${quarantineId}/unlink`)
  expect([undone.status, undone.body]).toMatchObject([200, { state: 'open', linkedPatientId: null }])
  expect((await ada.get(image)).status).toBe(404)
  const entries = await rows('select action from audit_logs where entity_id = $1 order by created_at', [reportId])
  expect(entries.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['upload_report', 'link_identity', 'unlink_identity']),
  )
})

test('only a tech links; wrong ids are told apart', async () => {
  const { quarantineId } = await openStudy('rights')
  for (const person of [ray, ada, doctor]) {
    const { status, body } = await person.post(`/quarantine/${quarantineId}/link`, { patientId: ada.id })
    expect([status, body.code], person.role).toEqual([403, 'forbidden'])
    expect((await person.post(`/quarantine/${quarantineId}/unlink`)).status).toBe(403)
  }
  for (const person of [ray, ada]) expect((await person.get('/quarantine')).status).toBe(403)
  expect((await doctor.get('/quarantine')).status).toBe(200)
  const nobody = await tech.post(`/quarantine/${quarantineId}/link`, { patientId: doctor.id })
  expect([nobody.status, nobody.body.code]).toEqual([422, 'unknown-patient'])
  const nothing = await tech.post(`/quarantine/${crypto.randomUUID()}/link`, { patientId: ada.id })
  expect([nothing.status, nothing.body.code]).toEqual([404, 'not-found'])
  expect((await tech.post(`/quarantine/${quarantineId}/link`, { patientId: ada.id, why: 'x' })).status).toBe(422)
})

test('the board comes in pages, oldest first, and lists name their patients in the audit log', async () => {
  for (const seed of ['p1', 'p2', 'p3']) await openStudy(seed)
  const all = (await tech.get('/quarantine?limit=200')).body.items.map(
    (one: { quarantineId: string }) => one.quarantineId,
  )
  const paged: string[] = []
  let cursor: string | null = null
  do {
    const { body } = await tech.get(`/quarantine?limit=2${cursor ? `&cursor=${cursor}` : ''}`)
    paged.push(...body.items.map((one: { quarantineId: string }) => one.quarantineId))
    cursor = body.nextCursor
  } while (cursor)
  expect(paged).toEqual(all)
  const [entry] = await rows(
    "select patient_ids from audit_logs where action = 'list_quarantine' and user_id = $1 order by created_at desc limit 1",
    [tech.id],
  )
  expect(entry.patient_ids.length).toBeGreaterThan(0)
})

test('a reviewed report is laid by; another step is not skipped', async () => {
  const reviewed = await site.report({ patient: ada, radiologist: ray, status: 'reviewed' })
  const analyzed = await site.report({ patient: ada, radiologist: ray, status: 'analyzed' })
  for (const person of [ray, ada, doctor]) {
    expect((await person.post(`/reports/${reviewed.id}/archive`)).status, person.role).toBe(403)
  }
  const done = await tech.post(`/reports/${reviewed.id}/archive`)
  expect([done.status, done.body]).toEqual([200, { reportId: reviewed.id, status: 'archived' }])
  const early = await tech.post(`/reports/${analyzed.id}/archive`)
  expect([early.status, early.body.code]).toEqual([409, 'wrong-status'])
  expect((await tech.post(`/reports/${crypto.randomUUID()}/archive`)).status).toBe(404)
})

test('the sweep takes objects that no row knows, when they are old, and nothing else', async () => {
  const bytes = async function* () {
    yield Buffer.from('left by a crash between flush and commit')
  }
  const orphan = await site.app.objects.put(bytes())
  const map = await site.app.objects.put(bytes())
  await rows('insert into stored_objects (object_id, sha256, size_bytes, key_id) values ($1, $2, $3, $4)', [
    map.objectId,
    map.sha256,
    map.sizeBytes,
    map.keyId,
  ])
  const kept = (await Array.fromAsync(site.app.objects.list())).length - 1
  expect(await sweepOrphans(site.workerApp)).toBe(0)
  expect(await sweepOrphans(site.workerApp, 0)).toBe(1)
  expect(await Array.fromAsync(site.app.objects.list())).toHaveLength(kept)
  await expect(site.app.objects.readAll(orphan.objectId)).rejects.toMatchObject({ code: 'missing' })
  expect((await site.app.objects.readAll(map.objectId)).length).toBe(map.sizeBytes)
})
