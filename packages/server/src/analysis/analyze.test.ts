import { actAs } from '@firstread/database'
import type { Person, Site } from '@firstread/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openField } from '../platform/fields.ts'
import { analysesOf } from './analyses.ts'
import { arrive, newSiteWithModel, picture, runsOf, skipBackoff, statusOf } from './testing/study.ts'

let site: Site
let patient: Person
let radiologist: Person
let doctor: Person
let tech: Person

beforeAll(async () => {
  site = await newSiteWithModel()
  patient = await site.person('patient')
  radiologist = await site.person('radiologist')
  doctor = await site.person('doctor')
  tech = await site.person('tech')
})
afterAll(() => site[Symbol.asyncDispose]())

const arrived = async (...images: Uint8Array[]) => arrive(site, { patient, radiologist, images })
const told = async (reportId: string) =>
  (
    await site.admin.query(
      'select user_id, type, priority from notifications where related_report_id = $1 order by type',
      [reportId],
    )
  ).rows

describe('a study that the model reads', () => {
  let reportId: string
  beforeAll(async () => {
    reportId = await arrived(await picture('high'))
    await site.runJobs()
  })

  test('is analyzed with a risk, by exactly one adopted run', async () => {
    expect(await statusOf(site, reportId)).toEqual({ status: 'analyzed', risk_score: 'high' })
    expect(await runsOf(site, reportId)).toEqual([{ outcome: 'read', reason: null, is_adopted: true, kind: 'first' }])
  })

  test('has probabilities that sum to 1, findings, quality and a picture of the evidence', async () => {
    const { rows } = await site.admin.query(
      `select *, low_probability + medium_probability + high_probability as sum from ai_analysis where report_id = $1`,
      [reportId],
    )
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ outcome: 'read', risk_category: 'high', model_version: '0.0.1', sum: '1.0000' })
    expect(Number(rows[0].risk_probability)).toBe(Number(rows[0].high_probability))
    expect(rows[0].findings.features).toHaveProperty('edge_sharpness')
    const [map] = rows[0].attention_maps
    const png = await site.app.objects.readAll(map.objectId)
    expect(png.subarray(1, 4).toString()).toBe('PNG')
  })

  test('keeps its findings encrypted, and readable for us', async () => {
    const { rows } = await site.admin.query('select findings from medical_reports where report_id = $1', [reportId])
    expect(rows[0].findings).toMatch(/^enc:v1:/)
    const place = { table: 'medical_reports', column: 'findings', row: reportId }
    expect(openField(site.app.keys, place, rows[0].findings)).toMatch(/Risk high/)
  })

  test('calls the doctors at once and tells the uploader; nobody else', async () => {
    expect(await told(reportId)).toEqual([
      { user_id: radiologist.id, type: 'new_report', priority: 'normal' },
      { user_id: doctor.id, type: 'urgent_case', priority: 'urgent' },
    ])
  })

  test('is in the audit log with the patient, and on the doctors’ screens', async () => {
    const { rows } = await site.admin.query(
      `select user_role, status, patient_ids from audit_logs where action = 'analyze_study' and entity_id = $1`,
      [reportId],
    )
    expect(rows).toEqual([{ user_role: 'worker', status: 'success', patient_ids: [patient.id] }])
    const events = await site.admin.query(
      `select data ->> 'status' as status from events where type = 'worklist' and data ->> 'reportId' = $1 order by event_id`,
      [reportId],
    )
    expect(events.rows.map((row) => row.status)).toEqual(['analyzing', 'analyzed'])
  })

  test('shows its analysis to the uploader, doctors and techs, not to a colleague or the patient', async () => {
    const seen = (person: Person) => actAs(site.db, person.caller, async (tx) => analysesOf(tx, [reportId]))
    for (const person of [radiologist, doctor, tech]) {
      expect((await seen(person)).get(reportId)).toMatchObject({
        outcome: 'read',
        riskCategory: 'high',
        modelName: 'test-brightness',
        images: [{ attentionUrl: expect.stringContaining('/attention') }],
      })
    }
    expect((await seen(await site.person('radiologist'))).size).toBe(0)
    await expect(seen(patient)).rejects.toThrow(/permission denied/)
  })

  test('lists its runs to staff, and not to others', async () => {
    expect((await tech.get(`/reports/${reportId}/runs`)).body.items).toMatchObject([{ outcome: 'read', fence: 1 }])
    expect((await radiologist.get(`/reports/${reportId}/runs`)).status).toBe(200)
    expect((await patient.get(`/reports/${reportId}/runs`)).status).toBe(403)
    const colleague = await site.person('radiologist')
    expect((await colleague.get(`/reports/${reportId}/runs`)).status).toBe(404)
  })

  test('is read again only for a tech, and stays adopted once', async () => {
    expect((await doctor.post(`/reports/${reportId}/reanalyze`)).status).toBe(403)
    expect((await radiologist.post(`/reports/${reportId}/reanalyze`)).status).toBe(403)
    expect((await tech.post(`/reports/${reportId}/reanalyze`)).status).toBe(202)
    await site.runJobs()
    expect(await runsOf(site, reportId)).toEqual([
      { outcome: 'read', reason: null, is_adopted: false, kind: 'first' },
      { outcome: 'read', reason: null, is_adopted: true, kind: 'reanalysis' },
    ])
    expect(await told(reportId)).toHaveLength(2) // nothing new to say
  })
})

test('a low risk calls nobody but the uploader', async () => {
  const reportId = await arrived(await picture('low'))
  await site.runJobs()
  expect(await statusOf(site, reportId)).toEqual({ status: 'analyzed', risk_score: 'low' })
  expect(await told(reportId)).toEqual([{ user_id: radiologist.id, type: 'new_report', priority: 'normal' }])
})

test('of several images the worst decides, and each keeps its own result', async () => {
  const reportId = await arrived(await picture('low'), await picture('high'), await picture('medium'))
  await site.runJobs()
  expect(await statusOf(site, reportId)).toMatchObject({ risk_score: 'high' })
  const analysis = (await actAs(site.db, doctor.caller, (tx) => analysesOf(tx, [reportId]))).get(reportId)
  expect(analysis?.images.map((image) => image.riskCategory)).toEqual(['low', 'high', 'medium'])
})

test.each([
  ['a CT, for which there is no model', { imageType: 'ct_scan' as const }, 'no_model'],
  ['a study without pictures', { images: [] }, 'no_pixels'],
])('%s goes to the doctors unread, with the reason', async (_, change, reason) => {
  const reportId = await arrive(site, { patient, radiologist, images: [await picture('high')], ...change })
  await site.runJobs()
  expect(await statusOf(site, reportId)).toEqual({ status: 'analyzed', risk_score: null })
  expect(await runsOf(site, reportId)).toEqual([{ outcome: 'out_of_scope', reason, is_adopted: true, kind: 'first' }])
  const found = await actAs(site.db, doctor.caller, (tx) => analysesOf(tx, [reportId]))
  expect(found.get(reportId)).toMatchObject({ outcome: 'out_of_scope', reason, riskCategory: null, modelId: null })
})

test('a file that is no picture fails at once and for good; the study goes to the doctors unread', async () => {
  const reportId = await arrived(Buffer.from('no picture at all'))
  await site.runJobs()
  expect(await statusOf(site, reportId)).toEqual({ status: 'analyzed', risk_score: null })
  expect(await runsOf(site, reportId)).toMatchObject([{ outcome: 'failed', is_adopted: true }])
})

describe('a study whose object is missing', () => {
  let reportId: string
  let objectId: string
  let bytes: Buffer

  test('waits after the first and second attempt, and is given up after the third', async () => {
    bytes = await picture('medium', 5)
    reportId = await arrived(bytes)
    const { rows } = await site.admin.query('select object_id from report_images where report_id = $1', [reportId])
    objectId = rows[0].object_id
    await site.app.objects.remove(objectId)
    for (const status of ['pending', 'pending', 'analyzed']) {
      await skipBackoff(site)
      await site.runJobs()
      expect(await statusOf(site, reportId)).toEqual({ status, risk_score: null })
    }
    expect((await runsOf(site, reportId)).map((run) => run.is_adopted)).toEqual([false, false, true])
    expect(await told(reportId)).toEqual([
      { user_id: radiologist.id, type: 'new_report', priority: 'normal' },
      { user_id: tech.id, type: 'system_alert', priority: 'high' },
    ])
  })

  test('leaves a dead job that techs see and nobody else', async () => {
    const { body } = await tech.get('/jobs')
    expect(body.tasks).toContainEqual({ task: 'analyze_study', waiting: 0, running: 0, dead: 1 })
    expect(body.dead).toMatchObject([{ task: 'analyze_study', attempts: 3 }])
    expect(JSON.stringify(body)).not.toContain(site.home)
    for (const person of [doctor, radiologist, patient]) expect((await person.get('/jobs')).status).toBe(403)
  })

  test('is read after all when a tech retries the job once the object is back', async () => {
    const { body } = await tech.get('/jobs')
    const path = `/jobs/${body.dead[0].jobId}/retry`
    expect((await doctor.post(path)).status).toBe(403)
    // One object belongs to one image, so another study gives its own away.
    const { rows } = await site.admin.query(
      'select image_id, object_id from report_images where report_id <> $1 and object_id is not null limit 1',
      [reportId],
    )
    await site.admin.query('update report_images set object_id = null where image_id = $1', [rows[0].image_id])
    await site.admin.query('update report_images set object_id = $2 where report_id = $1', [
      reportId,
      rows[0].object_id,
    ])
    expect((await tech.post(path)).status).toBe(204)
    await site.runJobs()
    expect(await runsOf(site, reportId)).toMatchObject([{}, {}, {}, { outcome: 'read', is_adopted: true }])
    expect((await tech.post(path)).status).toBe(404)
  })
})

test('a failed reanalysis takes nothing away from an earlier reading', async () => {
  const reportId = await arrived(await picture('high', 9))
  await site.runJobs()
  const { rows } = await site.admin.query('select object_id from report_images where report_id = $1', [reportId])
  await site.app.objects.remove(rows[0].object_id)
  await tech.post(`/reports/${reportId}/reanalyze`)
  for (let attempt = 0; attempt < 3; attempt++) {
    await skipBackoff(site)
    await site.runJobs()
    expect(await statusOf(site, reportId)).toEqual({ status: 'analyzed', risk_score: 'high' })
  }
  expect((await runsOf(site, reportId)).filter((run) => run.is_adopted)).toMatchObject([{ outcome: 'read' }])
})

test('a reanalysis is refused once a doctor has signed', async () => {
  const report = await site.report({ patient, status: 'reviewed', risk: 'low' })
  expect((await tech.post(`/reports/${report.id}/reanalyze`)).body).toMatchObject({ code: 'wrong-status' })
})

test('no maps of the evidence are left over from what was not adopted', async () => {
  const stored = await site.admin.query('select object_id from stored_objects')
  const known = new Set(stored.rows.map((row) => row.object_id))
  const inStore = (await Array.fromAsync(site.app.objects.list())).map(({ objectId }) => objectId)
  expect(inStore.length).toBeGreaterThan(0)
  const strange = inStore.filter((objectId) => !known.has(objectId))
  expect(strange).toEqual([])
})
