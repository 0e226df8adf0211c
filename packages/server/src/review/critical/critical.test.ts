import { actAs } from '@firstread/database'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

let site: Site
let signer: Person
let other: Person
let tech: Person
let patient: Person
let radiologist: Person
let stranger: Person
let reportId: string
let reviewId: string
beforeAll(async () => {
  site = await newSite()
  signer = await site.person('doctor')
  other = await site.person('doctor')
  tech = await site.person('tech')
  radiologist = await site.person('radiologist')
  stranger = await site.person('radiologist')
  patient = await site.person('patient')
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(async () => {
  reportId = (await site.report({ patient, radiologist, status: 'analyzed', risk: 'high' })).id
  const draft = { doctorRiskAssessment: 'high', urgencyLevel: 'critical' }
  reviewId = (await signer.post(`/reports/${reportId}/reviews`, draft)).body.reviewId
  expect((await signer.post(`/reviews/${reviewId}/sign`)).status).toBe(200)
})

const board = async (who: Person, query = '') =>
  (await who.get(`/critical-results?reportId=${reportId}${query}`)).body.items
const acknowledge = (who: Person, body: object) => who.post(`/critical-results/${reviewId}/acknowledge`, body)
const byPhone = () => ({
  how: 'phone',
  toldWhom: 'Dr. Ward, children’s clinic',
  toldAt: new Date().toISOString(),
  note: 'Read back and understood.',
})
const notices = async (who: Person) =>
  (
    await site.admin.query(
      `select title, message, metadata from notifications where user_id = $1 and related_report_id = $2
       and metadata ->> 'loop' = 'critical' order by created_at`,
      [who.id, reportId],
    )
  ).rows
/** What the clock does each minute. */
async function clockAsks(): Promise<void> {
  await site.admin.query(`select graphile_worker.add_job('escalate_critical')`)
  await site.runJobs()
}
/** Lets the clock of this loop run out, then lets the worker look. */
async function timeIsUp(): Promise<void> {
  await site.admin.query(`update critical_results set due_at = now() - interval '1 second' where review_id = $1`, [
    reviewId,
  ])
  await clockAsks()
}

test('a critical signature stands on the board with who was told, when and how; a normal one does not', async () => {
  const [item] = await board(other)
  expect(item).toMatchObject({ reviewId, reportId, patientId: patient.id, signedBy: signer.id, acknowledgement: null })
  const told = item.tellings.flatMap((one: { people: { userId: string }[] }) => one.people.map(({ userId }) => userId))
  expect(told.toSorted()).toEqual([other.id, tech.id].toSorted())
  expect(item.tellings).toMatchObject([{ round: 0, how: 'in_app' }])
  expect(Date.parse(item.dueAt) - Date.parse(item.begunAt)).toBeGreaterThan(29 * 60_000)

  const calm = (await site.report({ patient, radiologist, status: 'analyzed', risk: 'low' })).id
  const draft = await signer.post(`/reports/${calm}/reviews`, { doctorRiskAssessment: 'low', urgencyLevel: 'routine' })
  await signer.post(`/reviews/${draft.body.reviewId}/sign`)
  expect((await other.get(`/critical-results?reportId=${calm}`)).body.items).toEqual([])
})

describe('who sees the board', () => {
  test('doctors and techs all of it, the uploader the own without the directory, nobody else', async () => {
    expect(await board(tech)).toHaveLength(1)
    expect(await board(radiologist)).toMatchObject([{ reviewId, tellings: [], signedByName: null }])
    expect(await board(stranger)).toEqual([])
    expect((await patient.get('/critical-results')).body.code).toBe('forbidden')
  })
})

describe('acknowledging', () => {
  test('another doctor takes it on; the board says who and when, and it is audited', async () => {
    const { status, body } = await acknowledge(other, { how: 'seen_here', note: 'I call the ward.' })
    expect(status).toBe(200)
    expect(body.acknowledgement).toMatchObject({
      acknowledgedBy: other.id,
      acknowledgedByName: other.name,
      how: 'seen_here',
      toldWhom: null,
      note: 'I call the ward.',
    })
    expect(await board(signer)).toEqual([])
    expect(await board(signer, '&state=acknowledged')).toMatchObject([{ reviewId }])
    const { rows } = await site.admin.query(
      `select user_id, patient_ids from audit_logs where action = 'acknowledge_critical_result' and entity_id = $1`,
      [reviewId],
    )
    expect(rows).toEqual([{ user_id: other.id, patient_ids: [patient.id] }])
  })

  test('the signer has to name somebody else who was told; the name is sealed', async () => {
    expect((await acknowledge(signer, { how: 'seen_here' })).body.code).toBe('own-critical-result')
    const said = byPhone()
    expect((await acknowledge(signer, said)).body.acknowledgement).toMatchObject(said)
    const { rows } = await site.admin.query('select told_whom, note from critical_results where review_id = $1', [
      reviewId,
    ])
    expect(rows[0].told_whom).toMatch(/^enc:v1:/)
    expect(rows[0].note).toMatch(/^enc:v1:/)
  })

  test('once: of two at the same moment one is first, and the first stays', async () => {
    const third = await site.person('doctor')
    const answers = await Promise.all([
      acknowledge(other, { how: 'seen_here' }),
      acknowledge(third, { how: 'seen_here' }),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect((await acknowledge(signer, byPhone())).body.code).toBe('already-acknowledged')
  })

  test('not without the words it needs, not for the future, not by a tech, an uploader or a patient', async () => {
    expect((await acknowledge(other, { how: 'phone' })).body.code).toBe('invalid-request')
    expect((await acknowledge(other, { how: 'seen_here', toldWhom: 'x' })).body.code).toBe('invalid-request')
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
    expect((await acknowledge(other, { ...byPhone(), toldAt: tomorrow })).body.code).toBe('invalid-request')
    for (const who of [tech, radiologist, patient]) {
      expect((await acknowledge(who, { how: 'seen_here' })).body.code).toBe('forbidden')
    }
    expect(await board(other)).toHaveLength(1)
  })

  test('what is not there answers 404', async () => {
    const nothing = await other.post(`/critical-results/${reportId}/acknowledge`, { how: 'seen_here' })
    expect(nothing.body.code).toBe('not-found')
  })

  test('in the database: nobody acknowledges for somebody else, and what was acknowledged stays', async () => {
    const set = (who: Person, values: object) =>
      actAs(site.db, who.caller, (tx) =>
        tx
          .updateTable('critical_results')
          .set({ acknowledged_at: new Date().toISOString(), how: 'seen_here', ...values })
          .where('review_id', '=', reviewId)
          .executeTakeFirst(),
      )
    await expect(set(other, { acknowledged_by: tech.id })).rejects.toMatchObject({ code: '42501' })
    await expect(set(signer, { acknowledged_by: signer.id })).rejects.toMatchObject({ code: '23514' })
    expect((await set(other, { acknowledged_by: other.id })).numUpdatedRows).toBe(1n)
    expect((await set(other, { acknowledged_by: other.id })).numUpdatedRows).toBe(0n)
  })
})

describe('what nobody acknowledges is told again', () => {
  test('to every doctor, the signer too, and to techs, as often as the time runs out; without a name in it', async () => {
    expect(await notices(signer)).toHaveLength(0)
    await timeIsUp()
    await timeIsUp()
    expect(await notices(signer)).toHaveLength(2)
    expect(await notices(other)).toHaveLength(3)
    expect(await notices(tech)).toHaveLength(3)
    for (const { title, message } of await notices(other)) expect(`${title} ${message}`).not.toContain(patient.name)
    const [item] = await board(other)
    expect(item.escalations).toBe(2)
    expect(item.tellings.map((one: { round: number }) => one.round)).toEqual([0, 1, 2])
    expect(Date.parse(item.dueAt)).toBeGreaterThan(Date.now())
    const { rows } = await site.admin.query(
      `select user_role, new_values ->> 'round' as round from audit_logs
       where action = 'escalate_critical_result' and entity_id = $1 order by created_at`,
      [reviewId],
    )
    expect(rows).toEqual([
      { user_role: 'worker', round: '1' },
      { user_role: 'worker', round: '2' },
    ])
  })

  test('not before its time, and not after somebody acknowledged it', async () => {
    await clockAsks()
    expect(await notices(other)).toHaveLength(1)
    await acknowledge(other, { how: 'seen_here' })
    await timeIsUp()
    expect(await notices(other)).toHaveLength(1)
  })

  test('the time is a setting', async () => {
    expect((await tech.put('/settings/review.critical_minutes', { value: 5 })).status).toBe(200)
    await timeIsUp()
    const [item] = await board(other)
    expect(Date.parse(item.dueAt) - Date.parse(item.escalatedAt)).toBeLessThanOrEqual(5 * 60_000)
    expect((await tech.put('/settings/review.critical_minutes', { value: 0 })).body.code).toBe('invalid-request')
  })
})
