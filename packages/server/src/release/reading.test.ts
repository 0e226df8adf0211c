import { randomUUID } from 'node:crypto'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let site: Site
let doctor: Person
let tech: Person
let ada: Person
let bea: Person
let carl: Person
let dora: Person
const reports: Record<string, string> = {}
beforeAll(async () => {
  site = await newSite()
  doctor = await site.person('doctor')
  tech = await site.person('tech')
  carl = await site.person('radiologist', { name: 'Carl' })
  dora = await site.person('radiologist', { name: 'Dora' })
  ada = await site.person('patient', { name: 'Ada Önal' })
  bea = await site.person('patient', { name: 'Bea 100%_x' })
  const add = async (name: string, patient: Person, radiologist: Person, options: object, day: string) => {
    const uploadedAt = new Date(`2026-03-${day}T10:00:00Z`)
    reports[name] = (await site.report({ patient, radiologist, uploadedAt, ...options })).id
  }
  await add('ada pending', ada, carl, { status: 'pending' }, '01')
  await add('ada high', ada, dora, { status: 'analyzed', risk: 'high' }, '02')
  await add('bea low', bea, carl, { status: 'analyzed', risk: 'low' }, '03')
  await add('bea reviewed', bea, dora, { status: 'reviewed', risk: 'medium' }, '04')
})
afterAll(() => site[Symbol.asyncDispose]())

const nameOf = (id: string) => Object.entries(reports).find(([, known]) => known === id)?.[0]
async function list(who: Person, query = ''): Promise<(string | undefined)[]> {
  const { status, body } = await who.get(`/reports${query}`)
  expect(status).toBe(200)
  return body.items.map((item: { reportId: string }) => nameOf(item.reportId))
}

describe('everybody lists what is theirs, the newest first', () => {
  test('a patient the own, a radiologist the own uploads, doctors and techs all', async () => {
    expect(await list(ada)).toEqual(['ada high', 'ada pending'])
    expect(await list(carl)).toEqual(['bea low', 'ada pending'])
    expect(await list(dora)).toEqual(['bea reviewed', 'ada high'])
    expect(await list(doctor)).toEqual(['bea reviewed', 'bea low', 'ada high', 'ada pending'])
    expect(await list(tech)).toEqual(await list(doctor))
  })

  test('one report opens for those who list it and for nobody else', async () => {
    const id = reports['ada high']!
    for (const who of [ada, dora, doctor, tech]) expect((await who.get(`/reports/${id}`)).body.reportId).toBe(id)
    for (const who of [bea, carl]) expect((await who.get(`/reports/${id}`)).body.code).toBe('not-found')
    expect((await fetch(`${site.url}/api/v1/reports/${id}`)).status).toBe(401)
    expect((await doctor.get('/reports/not-an-id')).body.code).toBe('invalid-request')
  })
})

describe('filters', () => {
  test('by status, risk, patient and time', async () => {
    expect(await list(doctor, '?status=pending')).toEqual(['ada pending'])
    expect(await list(doctor, '?risk=low')).toEqual(['bea low'])
    expect(await list(doctor, `?patientId=${ada.id}`)).toEqual(['ada high', 'ada pending'])
    expect(await list(doctor, '?from=2026-03-02T10:00:00Z&to=2026-03-03T10:00:00Z')).toEqual(['ada high'])
    expect(await list(carl, `?patientId=${bea.id}&risk=low`)).toEqual(['bea low'])
  })

  test("by the beginning of the patient's name in any case, or by the report's id", async () => {
    expect(await list(doctor, `?q=${encodeURIComponent('ada ö')}`)).toEqual(['ada high', 'ada pending'])
    expect(await list(doctor, `?q=${encodeURIComponent('ADA Ö')}`)).toEqual(['ada high', 'ada pending'])
    expect(await list(doctor, '?q=da')).toEqual([])
    expect(await list(doctor, `?q=${reports['bea low']}`)).toEqual(['bea low'])
    expect(await list(carl, `?q=${reports['ada high']}`)).toEqual([])
  })

  test('the signs of a pattern are plain letters', async () => {
    expect(await list(doctor, '?q=%25')).toEqual([])
    expect(await list(doctor, `?q=${encodeURIComponent('bea 100%_')}`)).toEqual(['bea reviewed', 'bea low'])
    expect(await list(doctor, `?q=${encodeURIComponent('bea 1__')}`)).toEqual([])
    expect(await list(doctor, `?q=${encodeURIComponent("' or true --")}`)).toEqual([])
  })

  test("a patient's filters tell nothing before the release", async () => {
    for (const risk of ['low', 'medium', 'high']) expect(await list(ada, `?risk=${risk}`)).toEqual([])
    // Whatever step it is at, an unreleased study is `pending` to its patient.
    for (const status of ['analyzing', 'analyzed', 'reviewed']) {
      expect(await list(ada, `?status=${status}`)).toEqual([])
    }
    expect(await list(ada, '?status=pending')).toEqual(['ada high', 'ada pending'])
  })

  test('what is not a filter is refused', async () => {
    for (const query of ['?order=asc', '?status=done', '?risk=none', '?from=yesterday', '?cursor=x', '?limit=201']) {
      expect((await doctor.get(`/reports${query}`)).status).toBe(422)
    }
  })
})

test('pages show each report exactly once, also when all arrived in the same millisecond', async () => {
  await site.admin.query(
    `insert into medical_reports (patient_id, patient_name, upload_date)
     select $1, 'Zoe Page', timestamptz '2026-04-01 00:00:00+00' + n * interval '3 microseconds' from generate_series(1, 50) n`,
    [ada.id],
  )
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const { body } = await doctor.get(`/reports?q=zoe&limit=7${cursor ? `&cursor=${cursor}` : ''}`)
    seen.push(...body.items.map((item: { reportId: string }) => item.reportId))
    cursor = body.nextCursor
  } while (cursor)
  const { rows } = await site.admin.query(
    `select report_id from medical_reports where patient_name = 'Zoe Page' order by upload_date desc, report_id desc`,
  )
  expect(seen).toEqual(rows.map((row) => row.report_id))
  await site.admin.query(`delete from medical_reports where patient_name = 'Zoe Page'`)
})

test('a report carries its images, its analysis and its signed reviews', async () => {
  const id = reports['ada high']!
  const imageId = randomUUID()
  await site.admin.query(
    `insert into report_images (image_id, report_id, image_url, image_type, image_format, width, height, file_size)
     values ($1, $2, 'x', 'xray', 'PNG', 800, 600, 12345)`,
    [imageId, id],
  )
  const made = await site.admin.query(
    `insert into ai_models (model_name, version) values ('m', '1') returning model_id`,
  )
  await site.admin.query(
    `insert into ai_analysis (report_id, model_id, model_version, risk_category, risk_probability, low_probability,
       medium_probability, high_probability) values ($1, $2, '1', 'high', 0.9, 0.04, 0.06, 0.9)`,
    [id, made.rows[0].model_id],
  )
  const { body } = await dora.get(`/reports/${id}`)
  expect(body.images).toEqual([
    {
      imageId,
      imageType: 'xray',
      imageFormat: 'PNG',
      width: 800,
      height: 600,
      frames: 1,
      fileSize: 12345,
      displayOrder: 0,
      hasPixels: true,
      transferSyntaxUid: null,
      photometricInterpretation: null,
      bitsAllocated: null,
      url: `/api/v1/reports/${id}/images/${imageId}`,
    },
  ])
  expect(body).toMatchObject({
    riskScore: 'high',
    confidenceScore: 0.9,
    status: 'analyzed',
    analysis: { riskProbability: 0.9 },
  })
  expect((await ada.get(`/reports/${id}`)).body).toMatchObject({
    images: [{ imageId }],
    analysis: null,
    riskScore: null,
  })
})

test('reading is written in the audit log with the patients whose reports were shown', async () => {
  await doctor.get(`/reports/${reports['ada high']}`)
  await doctor.get('/reports')
  const { rows } = await site.admin.query(
    `select action, patient_ids from audit_logs where user_id = $1 order by created_at desc limit 2`,
    [doctor.id],
  )
  expect(rows[0].action).toBe('list_reports')
  expect(rows[0].patient_ids.toSorted()).toEqual([ada.id, bea.id].toSorted())
  expect(rows[1]).toEqual({ action: 'view_report', patient_ids: [ada.id] })
})
