import { randomUUID } from 'node:crypto'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

let site: Site
let doctor: Person
let patient: Person
beforeAll(async () => {
  site = await newSite()
  doctor = await site.person('doctor')
  patient = await site.person('patient', { name: 'Ada Grün' })
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(() => site.admin.query('delete from medical_reports'))

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)
type Item = { reportId: string; triageClass: number; isOverdue: boolean; badge: string | null; standing: string }

async function walk(who: Person, limit: number, between: () => Promise<void> = async () => undefined) {
  const items: Item[] = []
  let cursor: string | null = null
  do {
    const { status, body } = await who.get(`/worklist?limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`)
    expect(status).toBe(200)
    items.push(...body.items)
    cursor = body.nextCursor
    await between()
  } while (cursor)
  return items
}

test('the order is overdue first, then class, then the earliest due', async () => {
  // Longest waits: class 1 60 min, 2 240, 3 480, 4 1440 (the settings' defaults).
  const add = (name: string, options: object) =>
    site.report({ patient, ...options }).then(({ id }) => [id, name] as const)
  const names = new Map(
    await Promise.all([
      add('low, overdue', { status: 'analyzed', risk: 'low', uploadedAt: minutesAgo(1441) }),
      add('high, overdue', { status: 'analyzed', risk: 'high', uploadedAt: minutesAgo(61) }),
      add('high, fresh', { status: 'analyzed', risk: 'high', uploadedAt: minutesAgo(10) }),
      add('high, older', { status: 'analyzed', risk: 'high', uploadedAt: minutesAgo(50) }),
      add('medium', { status: 'analyzed', risk: 'medium', uploadedAt: minutesAgo(200) }),
      add('pending', { status: 'pending', uploadedAt: minutesAgo(300) }),
      add('analyzing', { status: 'analyzing', uploadedAt: minutesAgo(290) }),
      add('failed', { status: 'analyzed', uploadedAt: minutesAgo(280) }),
      add('low', { status: 'analyzed', risk: 'low', uploadedAt: minutesAgo(1000) }),
      add('low but stat', { status: 'analyzed', risk: 'low', priority: 'stat', uploadedAt: minutesAgo(1) }),
      add('pending but urgent', { status: 'pending', priority: 'urgent', uploadedAt: minutesAgo(100) }),
      add('reviewed', { status: 'reviewed', risk: 'high', uploadedAt: minutesAgo(100) }),
    ]),
  )
  const items = await walk(doctor, 3)
  expect(items.map((item) => names.get(item.reportId))).toEqual([
    'high, overdue',
    'low, overdue',
    'high, older',
    'high, fresh',
    'low but stat',
    'medium', // due 40 minutes from now
    'pending but urgent', // raised to class 2, due 140 minutes from now
    'pending',
    'analyzing',
    'failed',
    'low',
  ])
  const badges = Object.fromEntries(items.map((item) => [names.get(item.reportId), item.badge]))
  expect(badges).toMatchObject({ pending: 'pending', analyzing: 'analyzing', failed: 'failed', medium: null })
  expect(items[0]?.standing).toBe('overdue by 1 min, high risk by the AI')
  expect(items[4]?.standing).toBe('due in 59 min, low risk by the AI, marked stat')
})

test('the counts by class stand on the first page, overdue beside waiting', async () => {
  await site.report({ patient, status: 'analyzed', risk: 'high', uploadedAt: minutesAgo(61) })
  await site.report({ patient, status: 'analyzed', risk: 'high' })
  await site.report({ patient, status: 'pending' })
  const first = await doctor.get('/worklist?limit=1')
  expect(first.body.counts).toEqual([
    { triageClass: 1, waiting: 2, overdue: 1 },
    { triageClass: 2, waiting: 0, overdue: 0 },
    { triageClass: 3, waiting: 1, overdue: 0 },
    { triageClass: 4, waiting: 0, overdue: 0 },
  ])
  expect((await doctor.get(`/worklist?limit=1&cursor=${first.body.nextCursor}`)).body.counts).toBeNull()
})

describe('paging through 300 studies', () => {
  /** Half overdue, all classes; `soon` of the others fall due in three seconds. */
  const fill = async (soon: number) => {
    await site.admin.query(
      `insert into medical_reports (report_id, patient_id, patient_name, study_type, status, risk_score, upload_date)
       select uuid_generate_v4(), $1, 'P', 'Chest X-ray', 'analyzed', (array['high','medium',null,'low'])[n % 4 + 1],
         -- Many share one moment: the id has to decide then.
         now() - make_interval(mins => (n / 10) * 100)
       from generate_series(1, 300) n`,
      [patient.id],
    )
    await site.admin.query(
      `update medical_reports set due_at = clock_timestamp() + interval '3 seconds'
       where report_id in (select report_id from medical_reports where due_at > now() order by report_id limit $1)`,
      [soon],
    )
  }
  const expectedOrder = async (asOf: string) => {
    const { rows } = await site.admin.query(
      `select report_id, triage_class, due_at::text from medical_reports where status in ('pending','analyzing','analyzed')`,
    )
    const overdue = (row: { due_at: string }) =>
      Date.parse(row.due_at.replace(/\+00$/, 'Z')) <= Date.parse(asOf) ? 0 : 1
    return rows
      .toSorted(
        (a, b) =>
          overdue(a) - overdue(b) ||
          a.triage_class - b.triage_class ||
          (a.due_at < b.due_at ? -1 : a.due_at > b.due_at ? 1 : a.report_id < b.report_id ? -1 : 1),
      )
      .map((row) => row.report_id)
  }

  test.each([1, 7, 100, 200])('in pages of %i shows each exactly once, in the order', async (limit) => {
    await fill(0)
    if (limit === 1) await site.admin.query('delete from medical_reports where random() < 0.8')
    const shown = await walk(doctor, limit)
    expect(shown.map((item) => item.reportId)).toEqual(await expectedOrder(new Date().toISOString()))
  })

  test('also when some become overdue meanwhile', async () => {
    await site.admin.query(`set time zone 'UTC'`)
    await fill(40)
    const first = await doctor.get('/worklist?limit=1')
    const asOf: string = first.body.asOf
    const order = await expectedOrder(asOf)
    const overdueNow = async () =>
      (await site.admin.query('select count(*)::int n from medical_reports where due_at <= clock_timestamp()')).rows[0]
        .n
    const before = await overdueNow()
    const seen: Item[] = [...first.body.items]
    let cursor: string | null = first.body.nextCursor
    while (cursor) {
      const { body } = await doctor.get(`/worklist?limit=9&cursor=${cursor}`)
      seen.push(...body.items)
      cursor = body.nextCursor
      // In the middle of the walk, the forty fall due.
      if (seen.length === 10) await expect.poll(overdueNow, { timeout: 5000 }).toBe(before + 40)
    }
    expect(seen.map((item) => item.reportId)).toEqual(order)
  })
})

test('the view v_worklist, for people who ask the database, gives the same order', async () => {
  for (const [n, risk] of (['low', 'high', null, 'medium', 'high', null] as const).entries()) {
    await site.report({ patient, status: 'analyzed', risk, uploadedAt: minutesAgo(n * 100) })
  }
  const { rows } = await site.admin.query('select report_id from v_worklist')
  expect((await walk(doctor, 4)).map((item) => item.reportId)).toEqual(rows.map((row) => row.report_id))
})

test('an odd cursor is refused by its name', async () => {
  const odd = Buffer.from(JSON.stringify({ asOf: "now'; drop", branch: 1, dueAt: 'x', reportId: 'y' })).toString(
    'base64url',
  )
  expect((await doctor.get(`/worklist?cursor=${odd}`)).body.code).toBe('bad-cursor')
  expect((await doctor.get('/worklist?cursor=%00')).body.code).toBe('bad-cursor')
  expect((await doctor.get('/worklist?limit=0')).body.code).toBe('invalid-request')
  expect((await doctor.get('/worklist?sort=name')).body.code).toBe('invalid-request')
})

test('doctors and techs read the worklist, radiologists and patients do not', async () => {
  const { id } = await site.report({ patient, status: 'analyzed', risk: 'high' })
  const tech = await site.person('tech')
  for (const who of [doctor, tech]) {
    expect((await who.get('/worklist')).body.items).toHaveLength(1)
    expect((await who.get(`/worklist/${id}/why`)).status).toBe(200)
  }
  for (const who of [patient, await site.person('radiologist')]) {
    expect((await who.get('/worklist')).body.code).toBe('forbidden')
    expect((await who.get(`/worklist/${id}/why`)).body.code).toBe('forbidden')
  }
  expect((await fetch(`${site.url}/api/v1/worklist`)).status).toBe(401)
})

test('reading the worklist names in the audit log the patients it showed', async () => {
  await site.report({ patient, status: 'analyzed', risk: 'high' })
  await doctor.get('/worklist')
  const { rows } = await site.admin.query(
    `select user_id, patient_ids from audit_logs where action = 'list_worklist' order by created_at desc limit 1`,
  )
  expect(rows[0]).toEqual({ user_id: doctor.id, patient_ids: [patient.id] })
})

test('each study can say why it stands where it stands', async () => {
  await site.report({ patient, status: 'analyzed', risk: 'high', uploadedAt: minutesAgo(61) })
  const { id } = await site.report({ patient, status: 'pending', uploadedAt: minutesAgo(30) })
  const { body } = await doctor.get(`/worklist/${id}/why`)
  expect(body).toMatchObject({ triageClass: 3, isOverdue: false, waitingMinutes: 30, maxWaitMinutes: 480, ahead: 1 })
  expect(body.sentences).toEqual([
    'It is due in 7 h 30 min.',
    'The AI has not looked at it yet.',
    'It stands in class 3, where nobody should wait longer than 8 h 0 min; it has waited 30 min.',
    '1 study stands before it.',
  ])
  expect((await doctor.get(`/worklist/${randomUUID()}/why`)).body.code).toBe('not-found')
  await site.admin.query(`update medical_reports set status = 'analyzing' where report_id = $1`, [id])
  await site.admin.query(`update medical_reports set status = 'analyzed' where report_id = $1`, [id])
  await site.admin.query(`update medical_reports set status = 'reviewed' where report_id = $1`, [id])
  expect((await doctor.get(`/worklist/${id}/why`)).body.code).toBe('not-found')
})

test("a doctor who shall judge first is not told the AI's risk, and still sees the order", async () => {
  const { id } = await site.report({ patient, status: 'analyzed', risk: 'high' })
  await site.admin.query(`update system_settings set setting_value = 'true' where setting_key = 'review.first_opinion'`)
  const [item] = (await doctor.get('/worklist')).body.items
  expect(item).toMatchObject({
    reportId: id,
    analysisWithheld: true,
    riskScore: null,
    confidenceScore: null,
    triageClass: 1,
  })
  expect(item.standing).not.toMatch(/high/)
  expect(JSON.stringify((await doctor.get(`/worklist/${id}/why`)).body)).not.toMatch(/high risk/)
  const tech = await site.person('tech')
  expect((await tech.get('/worklist')).body.items[0]).toMatchObject({ analysisWithheld: false, riskScore: 'high' })
  await site.admin.query(
    `update system_settings set setting_value = 'false' where setting_key = 'review.first_opinion'`,
  )
})
