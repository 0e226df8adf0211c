import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let site: Site
let doctor: Person
let other: Person
let patient: Person
type Item = { reportId: string }

/** 1,500 open studies whose every property follows from their number, so that what a filter leaves can be said by hand. */
beforeAll(async () => {
  site = await newSite()
  doctor = await site.person('doctor')
  other = await site.person('doctor')
  patient = await site.person('patient')
  await site.admin.query(
    `insert into dicom_studies (study_instance_uid, patient_id, modalities_in_study)
     select '2.25.' || n, $1, case when n % 5 = 0 then '{SR,CT}'::text[] else '{DX}' end from generate_series(1, 1500) n`,
    [patient.id],
  )
  await site.admin.query(
    `insert into medical_reports (patient_id, patient_name, study_type, study_instance_uid, status, risk_score, upload_date,
       clinical_priority, identity_state)
     select $1, case when n % 50 = 0 then 'Zoë van Öst' else 'Ada Sample' end, case when n % 7 = 0 then 'Skull' else 'Chest X-ray' end,
       '2.25.' || n, case when n % 3 = 0 then 'pending' else 'analyzed' end,
       case when n % 3 = 0 then null else (array['high', 'medium', 'low', null])[n % 4 + 1] end, now() - make_interval(mins => n),
       case when n % 40 = 1 then 'stat' else 'routine' end, case when n % 25 = 3 then 'open' else 'verified' end
     from generate_series(1, 1500) n`,
    [patient.id],
  )
})
afterAll(() => site[Symbol.asyncDispose]())

async function walk(query: string, limit: number): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const { status, body } = await doctor.get(`/worklist?limit=${limit}&${query}${cursor ? `&cursor=${cursor}` : ''}`)
    expect(status, JSON.stringify(body)).toBe(200)
    ids.push(...body.items.map((item: Item) => item.reportId))
    cursor = body.nextCursor
  } while (cursor)
  return ids
}

/** The whole line as one statement without any of our cleverness. */
async function expected(where: string): Promise<string[]> {
  const { rows } = await site.admin.query(
    `select r.report_id from medical_reports r where status in ('pending', 'analyzing', 'analyzed') and (${where})
     order by due_at > now(), triage_class, due_at, report_id`,
  )
  return rows.map((row) => row.report_id)
}

const filters: Record<string, string> = {
  'class=1,4': 'triage_class in (1, 4)',
  'overdue=true': 'due_at <= now()',
  'unread=pending': `status = 'pending'`,
  'unread=failed': `status = 'analyzed' and risk_score is null`,
  'priority=stat': `clinical_priority = 'stat'`,
  'modality=CT': `study_instance_uid in (select study_instance_uid from dicom_studies where 'CT' = any(modalities_in_study))`,
  'studyType=Skull': `study_type = 'Skull'`,
  'identity=open': `identity_state = 'open'`,
  'text=zo': `patient_name like 'Zo%'`,
  [`text=${encodeURIComponent('ÖST')}`]: `patient_name like 'Zo%'`,
  'text=ada': `patient_name like 'Ada%'`, // more than are sorted as a whole
  'text=van': 'false',
  'class=2&studyType=Skull&modality=CT': `triage_class = 2 and study_type = 'Skull' and substring(study_instance_uid from 6)::int % 5 = 0`,
  'text=ada&modality=CT&overdue=true': `patient_name like 'Ada%' and substring(study_instance_uid from 6)::int % 5 = 0 and due_at <= now()`,
  'priority=urgent': 'false',
}

describe.each(Object.entries(filters))('%s', (query, where) => {
  test.each([7, 200])('in pages of %i gives exactly what fits, in the order of the line', async (limit) => {
    const order = await expected(where)
    if (where !== 'false') expect(order.length).toBeGreaterThan(5)
    expect(await walk(query, limit)).toEqual(order)
  })

  // The counts are by class, overdue beside waiting: neither is a filter of theirs.
  test.skipIf(/class|overdue/.test(query))('and counts the same', async () => {
    const { body } = await doctor.get(`/worklist/counts?${query}`)
    const sum = (key: 'waiting' | 'overdue') =>
      body.counts.reduce((all: number, one: Record<string, number>) => all + (one[key] ?? 0), 0)
    expect(body.isCapped).toBe(false)
    expect(sum('waiting')).toBe((await expected(where)).length)
    expect(sum('overdue')).toBe((await expected(`(${where}) and due_at <= now()`)).length)
  })
})

test('mine, free and others are told apart, and a claim that has run out is free', async () => {
  const [first, second, third] = await expected('true')
  await doctor.post(`/worklist/${first}/claim`)
  await other.post(`/worklist/${second}/claim`)
  await other.post(`/worklist/${third}/claim`)
  await site.admin.query(`update worklist_claims set expires_at = now() - interval '1 s' where report_id = $1`, [third])
  expect(await walk('claim=mine', 5)).toEqual([first])
  expect(await walk('claim=others', 5)).toEqual([second])
  expect(await walk('claim=free', 200)).toEqual((await expected('true')).filter((id) => id !== first && id !== second))
})

test('a study is found by its own id, and by nothing that is not open', async () => {
  const [first] = await expected(`study_type = 'Skull'`)
  expect(await walk(`text=${first}`, 5)).toEqual([first])
  expect(await walk(`text=${first}&studyType=Chest%20X-ray`, 5)).toEqual([])
  expect(await walk(`text=${patient.id}`, 5)).toEqual([])
})

test('why a study is unread follows the run that was adopted, also when the report itself does not change', async () => {
  const [id] = await expected(`status = 'analyzed' and risk_score is null`)
  const badge = async () => (await doctor.get(`/worklist?text=${id}`)).body.items[0]?.badge
  expect(await badge()).toBe('failed')
  await site.admin.query(
    `insert into analysis_runs (report_id, fence, outcome, reason, finished_at) values ($1, 1, 'abstained', 'unsure', now())`,
    [id],
  )
  await site.admin.query('update analysis_runs set is_adopted = true where report_id = $1', [id])
  expect(await badge()).toBe('abstained')
  await site.admin.query(`update medical_reports set risk_score = 'low' where report_id = $1`, [id])
  expect(await badge()).toBeNull()
  await site.admin.query(`update medical_reports set risk_score = null where report_id = $1`, [id])
})

test('a series of another kind changes what the study was made with; a report riding along does not', async () => {
  const { rows } = await site.admin.query(`select report_id from medical_reports where study_instance_uid = '2.25.1'`)
  const has = async (modality: string) => (await walk(`modality=${modality}`, 200)).includes(rows[0].report_id)
  const add = (list: string) =>
    site.admin.query(`update dicom_studies set modalities_in_study = $1 where study_instance_uid = '2.25.1'`, [list])
  await add('{DX,SR}')
  expect(await has('DX')).toBe(true)
  await add('{MR,SR}')
  expect([await has('DX'), await has('MR')]).toEqual([false, true])
  await add('{DX}')
})

test('what stands in the line can be chosen from', async () => {
  expect((await doctor.get('/worklist/facets')).body).toEqual({
    modalities: ['CT', 'DX'],
    studyTypes: ['Chest X-ray', 'Skull'],
  })
})

test('views belong to one person, keep no text, and are replaced by their name', async () => {
  const save = (who: Person, filters: object) => who.post('/worklist/views', { name: 'Night', filters })
  const first = await save(doctor, { class: '1', overdue: true })
  expect(first).toMatchObject({ status: 200, body: { name: 'Night', filters: { class: '1', overdue: true } } })
  const second = await save(doctor, { modality: 'CT' })
  expect(second.body.viewId).toBe(first.body.viewId)
  expect((await doctor.get('/worklist/views')).body.items).toEqual([second.body])
  expect((await other.get('/worklist/views')).body.items).toEqual([])
  expect((await save(doctor, { text: 'Ada' })).body.code).toBe('invalid-request')
  expect((await other.delete(`/worklist/views/${first.body.viewId}`)).body.code).toBe('not-found')
  expect((await doctor.delete(`/worklist/views/${first.body.viewId}`)).status).toBe(204)
  expect((await doctor.get('/worklist/views')).body.items).toEqual([])
  const { rows } = await site.admin.query(
    `select action from audit_logs where user_id = $1 and entity_id = $2 order by created_at`,
    [doctor.id, first.body.viewId],
  )
  expect(rows.map((row) => row.action)).toEqual(['save_worklist_view', 'save_worklist_view', 'remove_worklist_view'])
})

test('counts, choices and views are for doctors and techs; odd filters are refused by their name', async () => {
  for (const role of ['patient', 'radiologist'] as const) {
    const who = await site.person(role)
    for (const path of ['/worklist/counts', '/worklist/facets', '/worklist/views']) {
      expect((await who.get(path)).body.code, path).toBe('forbidden')
    }
  }
  for (const query of [
    'class=5',
    'class=',
    'unread=read',
    'priority=routine',
    'claim=all',
    'overdue=perhaps',
    'text=',
  ]) {
    expect((await doctor.get(`/worklist?${query}`)).body.code, query).toBe('invalid-request')
  }
})

test('what was searched for does not stand in the audit log, who was shown does', async () => {
  await doctor.get('/worklist?text=zo&limit=1')
  const { rows } = await site.admin.query(
    `select new_values, patient_ids from audit_logs where action = 'list_worklist' order by created_at desc limit 1`,
  )
  expect(rows[0]).toEqual({ new_values: { byText: true }, patient_ids: [patient.id] })
})
