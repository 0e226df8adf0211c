import { actAs } from '@firstread/database'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

let site: Site
let doctor: Person
let other: Person
let patient: Person
let radiologist: Person
let tech: Person
let reportId: string
beforeAll(async () => {
  site = await newSite()
  doctor = await site.person('doctor')
  other = await site.person('doctor')
  radiologist = await site.person('radiologist')
  tech = await site.person('tech')
  patient = await site.person('patient')
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(async () => {
  reportId = (await site.report({ patient, radiologist, status: 'analyzed', risk: 'high' })).id
})

const assessed = { doctorRiskAssessment: 'high', urgencyLevel: 'urgent' }
const begin = async (who: Person, body: object = assessed): Promise<string> =>
  (await who.post(`/reports/${reportId}/reviews`, body)).body.reviewId
const sign = (who: Person, reviewId: string, body?: object) => who.post(`/reviews/${reviewId}/sign`, body)
const reportRow = async () =>
  (await site.admin.query('select * from medical_reports where report_id = $1', [reportId])).rows[0]
const reviewRow = async (id: string) =>
  (await site.admin.query('select * from doctor_reviews where review_id = $1', [id])).rows[0]
const notices = async (who: Person) =>
  (
    await site.admin.query(
      'select type, priority, metadata, message, title from notifications where user_id = $1 and related_report_id = $2',
      [who.id, reportId],
    )
  ).rows

async function addAnalysis(category: string) {
  const { rows } = await site.admin.query(
    `insert into ai_models (model_name, version) values ($1, '2.1') returning model_id`,
    [`model of ${reportId}`],
  )
  await site.admin.query(
    `insert into ai_analysis (report_id, model_id, model_version, risk_category, risk_probability, low_probability,
       medium_probability, high_probability) values ($1, $2, '2.1', $3, 0.9, 0.04, 0.06, 0.9)`,
    [reportId, rows[0].model_id, category],
  )
  return rows[0].model_id as string
}

test('a signature ends the waiting: reviewed, out of the worklist, claim given back, uploader told, figures due', async () => {
  await doctor.post(`/worklist/${reportId}/claim`)
  const id = await begin(doctor)
  const signed = await sign(doctor, id)
  expect(signed).toMatchObject({ status: 200, body: { state: 'signed', reviewId: id } })
  expect(Date.parse(signed.body.reviewedAt)).toBeGreaterThan(Date.now() - 60_000)
  expect(await reportRow()).toMatchObject({ status: 'reviewed' })
  expect((await doctor.get(`/worklist/${reportId}/why`)).body.code).toBe('not-found')
  const claims = await site.admin.query('select 1 from worklist_claims where report_id = $1', [reportId])
  expect(claims.rowCount).toBe(0)
  expect(await notices(radiologist)).toMatchObject([{ type: 'review_complete', priority: 'normal' }])
  expect((await radiologist.get(`/reports/${reportId}`)).body).toMatchObject({
    status: 'reviewed',
    reviews: [{ reviewId: id }],
  })
  const jobs = await site.admin.query(`select 1 from graphile_worker._private_jobs where key = 'metrics'`)
  expect(jobs.rowCount).toBe(1)
  const audited = await site.admin.query(
    `select user_id, patient_ids from audit_logs where action = 'sign_review' and entity_id = $1`,
    [id],
  )
  expect(audited.rows).toEqual([{ user_id: doctor.id, patient_ids: [patient.id] }])
})

describe('what the AI had said is kept with the signature', () => {
  test.each([
    ['high', undefined, true],
    ['medium', undefined, false],
    ['medium', true, true], // the doctor's own word counts
  ])('AI %s, said %s: confirmed %s', async (category, confirmedAiDiagnosis, confirmed) => {
    const modelId = await addAnalysis(category)
    const id = await begin(doctor, {
      ...assessed,
      ...(confirmedAiDiagnosis === undefined ? {} : { confirmedAiDiagnosis }),
    })
    expect((await sign(doctor, id)).body.confirmedAiDiagnosis).toBe(confirmed)
    expect((await reviewRow(id)).ai_seen).toEqual({
      modelId,
      modelVersion: '2.1',
      outcome: 'read',
      riskCategory: category,
      probabilities: { low: 0.04, medium: 0.06, high: 0.9 },
    })
  })

  test('and that it had said nothing', async () => {
    const id = await begin(doctor)
    expect((await sign(doctor, id)).body.confirmedAiDiagnosis).toBeNull()
    expect((await reviewRow(id)).ai_seen).toMatchObject({ outcome: null, riskCategory: null, probabilities: null })
  })
})

test('signing needs an assessment and an urgency, and names what lacks', async () => {
  const id = await begin(doctor, { reviewNotes: 'not yet' })
  const refused = await sign(doctor, id)
  expect(refused.body.code).toBe('review-incomplete')
  expect(refused.body.errors.map((error: { item: string }) => error.item)).toEqual([
    'doctorRiskAssessment',
    'urgencyLevel',
  ])
  expect(await reportRow()).toMatchObject({ status: 'analyzed' })
})

test('a doctor does not wait for the AI: a pending or analyzing study is signed, and its open run is closed', async () => {
  for (const status of ['pending', 'analyzing'] as const) {
    reportId = (await site.report({ patient, radiologist, status })).id
    if (status === 'analyzing') {
      await site.admin.query('insert into analysis_runs (report_id, fence) values ($1, 1)', [reportId])
    }
    expect((await sign(doctor, await begin(doctor))).status).toBe(200)
    expect(await reportRow()).toMatchObject({ status: 'reviewed', risk_score: null })
    const open = await site.admin.query('select 1 from analysis_runs where report_id = $1 and outcome is null', [
      reportId,
    ])
    expect(open.rowCount).toBe(0)
  }
})

test('a study claimed by another is not signed', async () => {
  const id = await begin(doctor)
  await other.post(`/worklist/${reportId}/claim`)
  expect((await sign(doctor, id)).body.code).toBe('claimed-by-another')
  expect(await reviewRow(id)).toMatchObject({ state: 'draft' })
  await other.delete(`/worklist/${reportId}/claim`)
  expect((await sign(doctor, id)).status).toBe(200)
})

test('of two doctors who sign at once, one signs and the other is told; a further review has to be meant', async () => {
  const [mine, theirs] = [await begin(doctor), await begin(other)]
  const answers = await Promise.all([sign(doctor, mine), sign(other, theirs)])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  const [loser, id] = answers[0]?.status === 409 ? ([doctor, mine] as const) : ([other, theirs] as const)
  expect((await sign(loser, id)).body.code).toBe('reviewed-meanwhile')
  expect((await sign(loser, id, { furtherReview: true })).status).toBe(200)
  expect(await reportRow()).toMatchObject({ status: 'reviewed' })
  expect((await radiologist.get(`/reports/${reportId}`)).body.reviews).toHaveLength(2)
})

test('four doctors storm one worklist: each study is signed exactly once and nobody meets an error', async () => {
  const doctors = [doctor, other, await site.person('doctor'), await site.person('doctor')]
  const studies = await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      site.report({ patient, radiologist, status: n % 2 ? 'analyzed' : 'pending', risk: n % 2 ? 'low' : null }),
    ),
  )
  const answers: number[] = []
  const work = async (who: Person, order: { id: string }[]) => {
    for (const { id } of order) {
      const claimed = await who.post(`/worklist/${id}/claim`)
      answers.push(claimed.status)
      if (claimed.status !== 200) continue
      const draft = await who.post(`/reports/${id}/reviews`, assessed)
      answers.push(draft.status, (await sign(who, draft.body.reviewId)).status)
    }
  }
  // Two walk forward, two backward, so that they meet on every study.
  await Promise.all(doctors.map((who, n) => work(who, n % 2 ? studies.toReversed() : studies)))
  expect(new Set(answers)).toEqual(new Set([200, 201, 409]))
  const { rows } = await site.admin.query(
    `select r.status, (select count(*)::int from doctor_reviews d
       where d.report_id = r.report_id and d.state = 'signed') as signatures
     from medical_reports r where r.report_id = any($1)`,
    [studies.map(({ id }) => id)],
  )
  expect(rows).toEqual(studies.map(() => ({ status: 'reviewed', signatures: 1 })))
})

describe('a signed review does not change', () => {
  test('over HTTP: not by its author, not by others, not signed twice', async () => {
    const id = await begin(doctor)
    await sign(doctor, id)
    const before = await reviewRow(id)
    expect((await doctor.patch(`/reviews/${id}`, { urgencyLevel: 'routine' })).body.code).toBe('already-signed')
    expect((await sign(doctor, id)).body.code).toBe('already-signed')
    expect((await other.patch(`/reviews/${id}`, { urgencyLevel: 'routine' })).body.code).toBe('forbidden')
    expect((await sign(other, id)).body.code).toBe('forbidden')
    expect(await reviewRow(id)).toEqual(before)
  })

  test('in the database: not by its author, not by a superuser, and nobody deletes it', async () => {
    const id = await begin(doctor)
    await sign(doctor, id)
    const set = { urgency_level: 'routine' as const }
    await expect(
      actAs(site.db, doctor.caller, (tx) =>
        tx.updateTable('doctor_reviews').set(set).where('review_id', '=', id).execute(),
      ),
    ).rejects.toMatchObject({ code: 'FR002' })
    await expect(
      actAs(site.db, doctor.caller, (tx) => tx.deleteFrom('doctor_reviews').where('review_id', '=', id).execute()),
    ).rejects.toMatchObject({ code: '42501' })
    await expect(
      site.admin.query(`update doctor_reviews set urgency_level = 'routine' where review_id = $1`, [id]),
    ).rejects.toMatchObject({ code: 'FR002' })
    expect(await reviewRow(id)).toMatchObject({ urgency_level: 'urgent', state: 'signed' })
  })

  test('it is amended: the addendum stands beside it, sealed, for everybody who reads the review', async () => {
    const id = await begin(doctor)
    expect((await doctor.post(`/reviews/${id}/addenda`, { text: 'too early' })).body.code).toBe('wrong-status')
    await sign(doctor, id)
    const added = await other.post(`/reviews/${id}/addenda`, { text: 'The older pictures arrived and agree' })
    expect(added).toMatchObject({
      status: 201,
      body: { doctorId: other.id, text: 'The older pictures arrived and agree' },
    })
    for (const who of [doctor, other, radiologist, tech, patient]) {
      const { body } = await who.get(`/reports/${reportId}/reviews`)
      expect(body.items[0].addenda).toEqual([added.body])
    }
    const { rows } = await site.admin.query('select addendum_text from review_addenda where review_id = $1', [id])
    expect(rows[0].addendum_text).toMatch(/^enc:v1:/)
    await expect(
      actAs(site.db, other.caller, (tx) => tx.deleteFrom('review_addenda').where('review_id', '=', id).execute()),
    ).rejects.toMatchObject({ code: '42501' })
  })
})

test('a critical result begins a loop: every other doctor and every tech is told urgently, with who, when and how', async () => {
  const id = await begin(doctor, { doctorRiskAssessment: 'high', urgencyLevel: 'critical' })
  await sign(doctor, id)
  for (const who of [other, tech]) {
    const [notice] = await notices(who)
    expect(notice).toMatchObject({ type: 'urgent_case', priority: 'urgent' })
    expect(notice.metadata).toMatchObject({ loop: 'critical', reviewId: id, toldBy: doctor.id, how: 'in_app' })
    expect(`${notice.title} ${notice.message}`).not.toContain(patient.name)
  }
  expect(await notices(doctor)).toEqual([])
  expect(await notices(radiologist)).toMatchObject([{ type: 'review_complete', priority: 'urgent' }])
})

test('where the setting asks for it, a password entered too long ago does not sign', async () => {
  const set = (minutes: number) =>
    site.admin.query(
      `update system_settings set setting_value = $1::jsonb where setting_key = 'review.fresh_authentication_minutes'`,
      [minutes],
    )
  await set(5)
  const id = await begin(doctor)
  await site.admin.query(`update sessions set password_entered_at = now() - interval '6 minutes' where user_id = $1`, [
    doctor.id,
  ])
  expect((await sign(doctor, id)).body.code).toBe('password-needed')
  await site.admin.query(`update sessions set password_entered_at = now() - interval '4 minutes' where user_id = $1`, [
    doctor.id,
  ])
  expect((await sign(doctor, id)).status).toBe(200)
  await set(0)
})
