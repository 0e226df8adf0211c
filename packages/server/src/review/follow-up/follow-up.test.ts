import { actAs } from '@firstread/database'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

let site: Site
let doctor: Person
let other: Person
let tech: Person
let patient: Person
let radiologist: Person
let stranger: Person
let reportId: string
beforeAll(async () => {
  site = await newSite()
  doctor = await site.person('doctor')
  other = await site.person('doctor')
  tech = await site.person('tech')
  radiologist = await site.person('radiologist')
  stranger = await site.person('radiologist')
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(async () => {
  patient = await site.person('patient')
  reportId = await study(10)
})

/** A study of the patient that came so many days ago. */
async function study(daysAgo: number, of = patient): Promise<string> {
  const uploadedAt = new Date(Date.now() - daysAgo * 86_400_000)
  return (await site.report({ patient: of, radiologist, status: 'analyzed', risk: 'medium', uploadedAt })).id
}
async function sign(report: string, more: object): Promise<string> {
  const draft = { doctorRiskAssessment: 'medium', urgencyLevel: 'follow_up', ...more }
  const { body } = await doctor.post(`/reports/${report}/reviews`, draft)
  expect((await doctor.post(`/reviews/${body.reviewId}/sign`)).status).toBe(200)
  return body.reviewId
}
const board = async (who: Person, query = '') => (await who.get(`/follow-ups${query}`)).body
const close = (who: Person, reviewId: string, body: object) => who.post(`/follow-ups/${reviewId}/close`, body)
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

test('a signed review that asks for it stands on the board with its day and what it recommends; another does not', async () => {
  const reviewId = await sign(reportId, { followUpDate: day(30), recommendedAction: 'Film again after treatment' })
  const [item] = (await board(other, `?reportId=${reportId}`)).items
  expect(item).toMatchObject({
    reviewId,
    reportId,
    patientId: patient.id,
    askedBy: doctor.id,
    dueOn: day(30),
    isOverdue: false,
    recommendedAction: 'Film again after treatment',
    closure: null,
  })
  const plain = await study(1)
  await sign(plain, {})
  expect((await board(other, `?reportId=${plain}`)).items).toEqual([])
})

test('what is overdue stands first, then by day, without a day last; pages show each once', async () => {
  const reports = await Promise.all([study(9), study(8), study(7), study(6)])
  const days = [null, day(40), day(-3), day(2)]
  const reviews: string[] = []
  for (const [n, report] of reports.entries())
    reviews.push(await sign(report, days[n] ? { followUpDate: days[n] } : { followUpRequired: true }))
  const seen: { reviewId: string; isOverdue: boolean }[] = []
  let cursor: string | null = null
  do {
    const page = await board(other, `?limit=1${cursor ? `&cursor=${cursor}` : ''}`)
    seen.push(...page.items)
    cursor = page.nextCursor
  } while (cursor)
  const ours = seen.filter((one) => reviews.includes(one.reviewId))
  expect(ours.map((one) => reviews.indexOf(one.reviewId))).toEqual([2, 3, 1, 0])
  expect(ours.map((one) => one.isOverdue)).toEqual([true, false, false, false])
  expect(new Set(seen.map((one) => one.reviewId)).size).toBe(seen.length)
})

test('doctors and techs see all, the uploader the own, a colleague none, a patient not the board', async () => {
  await sign(reportId, { followUpDate: day(5) })
  for (const who of [doctor, other, tech, radiologist])
    expect((await board(who, `?reportId=${reportId}`)).items).toHaveLength(1)
  expect((await board(stranger, `?reportId=${reportId}`)).items).toEqual([])
  expect((await board(patient)).code).toBe('forbidden')
})

describe('closing', () => {
  let reviewId: string
  beforeEach(async () => {
    reviewId = await sign(reportId, { followUpDate: day(-1) })
  })

  test('with words: it leaves the board, says who and when, is sealed and audited', async () => {
    const { status, body } = await close(other, reviewId, { evidence: 'Seen in clinic, lungs clear.' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      isOverdue: false,
      closure: { closedBy: other.id, closedByName: other.name, evidence: 'Seen in clinic, lungs clear.' },
    })
    expect((await board(doctor, `?reportId=${reportId}`)).items).toEqual([])
    expect((await board(doctor, `?state=closed&reportId=${reportId}`)).items).toMatchObject([{ reviewId }])
    const { rows } = await site.admin.query('select evidence from follow_ups where review_id = $1', [reviewId])
    expect(rows[0].evidence).toMatch(/^enc:v1:/)
    const audited = await site.admin.query(
      `select user_id, patient_ids from audit_logs where action = 'close_follow_up' and entity_id = $1`,
      [reviewId],
    )
    expect(audited.rows).toEqual([{ user_id: other.id, patient_ids: [patient.id] }])
  })

  test('with a later study of the same patient; not with an earlier one, the same one, or somebody else’s', async () => {
    const earlier = await study(20)
    const foreign = await study(1, await site.person('patient'))
    for (const evidenceReportId of [earlier, reportId, foreign, reviewId]) {
      expect((await close(other, reviewId, { evidenceReportId })).body.code).toBe('not-a-later-study')
    }
    const later = await study(1)
    const { body } = await close(other, reviewId, { evidenceReportId: later })
    expect(body.closure).toMatchObject({ evidence: null, evidenceReportId: later })
  })

  test('not without evidence, not twice, not by a tech, an uploader or a patient', async () => {
    expect((await close(other, reviewId, {})).body.code).toBe('invalid-request')
    expect((await close(other, reviewId, { evidence: '   ' })).body.code).toBe('invalid-request')
    for (const who of [tech, radiologist, patient])
      expect((await close(who, reviewId, { evidence: 'x' })).body.code).toBe('forbidden')
    const both = await Promise.all([
      close(doctor, reviewId, { evidence: 'a' }),
      close(other, reviewId, { evidence: 'b' }),
    ])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect((await close(other, reportId, { evidence: 'x' })).body.code).toBe('not-found')
  })

  test('in the database: not in another’s name, and not with a foreign study', async () => {
    const foreign = await study(1, await site.person('patient'))
    const set = (values: object) =>
      actAs(site.db, other.caller, (tx) =>
        tx
          .updateTable('follow_ups')
          .set({ closed_at: new Date().toISOString(), ...values })
          .where('review_id', '=', reviewId)
          .executeTakeFirst(),
      )
    await expect(set({ closed_by: doctor.id, evidence: 'x' })).rejects.toMatchObject({ code: '42501' })
    await expect(set({ closed_by: other.id, evidence_report_id: foreign })).rejects.toMatchObject({ code: '42501' })
    await expect(set({ closed_by: other.id })).rejects.toMatchObject({ code: '23514' })
    expect((await set({ closed_by: other.id, evidence: 'enc' })).numUpdatedRows).toBe(1n)
  })
})
