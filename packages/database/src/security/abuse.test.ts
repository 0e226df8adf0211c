import { actAs, type Tx } from '@firstread/database'
import type { Person } from '@firstread/testing'
import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Fixture, twoStudies } from './access.fixture.ts'

/** What somebody could do who spoke SQL as one of the roles: each trick beside the honest use of the same thing. */
let fixture: Fixture
beforeAll(async () => {
  fixture = await twoStudies()
})
afterAll(() => fixture.site[Symbol.asyncDispose]())

const as = <T>(person: Person, work: (tx: Tx) => Promise<T>) => actAs(fixture.site.db, person.caller, work)
const run = (person: Person, statement: RawBuilder<unknown>) => as(person, (tx) => statement.execute(tx))

describe('a result opens to its patient', () => {
  const release = (reportId: string, reviewId: string) => sql`
    insert into result_releases (report_id, review_id, state, release_at, patient_text, risk)
    values (${reportId}, ${reviewId}, 'released', now(), 'x', 'high')`
  const openReport = async () =>
    (await fixture.site.report({ patient: fixture.people.ada, status: 'analyzed', risk: 'high' })).id
  const draftOf = (reportId: string): Promise<string> =>
    as(fixture.people.dana, async (tx) => {
      const { rows } = await sql<{ review_id: string }>`
        insert into doctor_reviews (report_id, doctor_id, doctor_risk_assessment, urgency_level)
        values (${reportId}, ${fixture.people.dana.id}, 'high', 'urgent') returning review_id`.execute(tx)
      return String(rows[0]?.review_id)
    })

  test('never from a draft, nor from the review of another report', async () => {
    const { dana } = fixture.people
    const reportId = await openReport()
    await expect(run(dana, release(reportId, await draftOf(reportId)))).rejects.toThrow(/row-level security/)
    const signed = await fixture.site.admin.query(
      `select review_id from doctor_reviews where report_id = $1 and state = 'signed'`,
      [fixture.reports[0]],
    )
    await expect(run(dana, release(reportId, signed.rows[0].review_id))).rejects.toThrow(/row-level security/)
  })

  test('from the signed review of that report, signed by the clock of the database', async () => {
    const { dana } = fixture.people
    const reportId = await openReport()
    const id = await draftOf(reportId)
    await run(dana, sql`update doctor_reviews set state = 'signed', reviewed_at = '2001-01-01' where review_id = ${id}`)
    const {
      rows: [signed],
    } = await fixture.site.admin.query('select reviewed_at from doctor_reviews where review_id = $1', [id])
    expect(signed.reviewed_at.getFullYear()).toBeGreaterThan(2001)
    await expect(run(dana, release(reportId, id))).resolves.toBeDefined()
  })
})

describe('messages', () => {
  const notify = (to: string, type: string) =>
    sql`select app.notify(${to}, ${type}, 'urgent', 'Title', null, '/', null)`
  test('a patient sends none, whatever role they set', async () => {
    const { ada, bea } = fixture.people
    await expect(run(ada, notify(bea.id, 'new_report'))).rejects.toMatchObject({ code: '42501' })
    const disguised = as(ada, async (tx) => {
      await sql`select set_config('role', 'fr_doctor', true)`.execute(tx)
      return notify(bea.id, 'new_report').execute(tx)
    })
    await expect(disguised).rejects.toMatchObject({ code: '42501' })
  })

  test('an alert of the system comes from a tech, not from a radiologist', async () => {
    const { rob, toni, ada } = fixture.people
    await expect(run(rob, notify(ada.id, 'system_alert'))).rejects.toMatchObject({ code: '42501' })
    await expect(run(toni, notify(ada.id, 'system_alert'))).resolves.toBeDefined()
  })
})

describe("a colleague's things", () => {
  const upload = (person: Person, patient: Person, studyUid: string | null) => sql`
    insert into medical_reports (patient_id, radiologist_id, study_type, study_instance_uid)
    values (${patient.id}, ${person.id}, 'Chest X-ray', ${studyUid})`
  const studyOf = async (reportId: string) =>
    (await fixture.site.admin.query('select study_instance_uid from medical_reports where report_id = $1', [reportId]))
      .rows[0].study_instance_uid

  test('a report is not hung on the study of another patient', async () => {
    const { rex, ada, bea } = fixture.people
    const adasStudy = await studyOf(fixture.reports[0])
    await expect(run(rex, upload(rex, bea, adasStudy))).rejects.toThrow(/row-level security/)
    await expect(run(rex, upload(rex, bea, await studyOf(fixture.reports[1])))).resolves.toBeDefined()
    await expect(run(rex, upload(rex, ada, null))).resolves.toBeDefined()
  })

  test("naming another's object does not open it", async () => {
    const { rex, bea } = fixture.people
    const { id } = await fixture.site.report({ patient: bea, radiologist: rex })
    const { rows } = await fixture.site.admin.query('select object_id from report_images where report_id = $1', [
      fixture.reports[0],
    ])
    const claim = sql`insert into report_images (report_id, image_url, object_id) values (${id}, '/', ${rows[0].object_id})`
    await expect(run(rex, claim)).rejects.toMatchObject({ code: '23505' })
  })

  test('no object of an image, nor of somebody else, becomes a piece: it would be read, and removed with the upload', async () => {
    const { rob, rex } = fixture.people
    const begin = (who: Person): Promise<string> =>
      as(who, async (tx) => {
        const { rows } = await sql<{ id: string }>`insert into partial_uploads (user_id, size_bytes)
          values (auth.uid(), 9) returning upload_id as id`.execute(tx)
        return String(rows[0]?.id)
      })
    const piece = (uploadId: string, objectId: string) => sql`
      insert into partial_upload_pieces (upload_id, begin_bytes, size_bytes, object_id) values (${uploadId}, 0, 9, ${objectId})`
    const { rows } = await fixture.site.admin.query('select object_id from stored_objects limit 1')
    const own = crypto.randomUUID()
    const robs = await begin(rob)
    await expect(run(rob, piece(robs, own))).resolves.toBeDefined()
    const rexs = await begin(rex)
    await expect(run(rex, piece(rexs, rows[0].object_id))).rejects.toMatchObject({ code: '42501' })
    await expect(run(rex, piece(rexs, own))).rejects.toMatchObject({ code: '23505' })
  })

  test('an own piece that was made an image is not removed with the upload', async () => {
    const { rob } = fixture.people
    const objectId = crypto.randomUUID()
    const dropped = await as(rob, async (tx) => {
      const { rows } = await sql<{ id: string }>`insert into partial_uploads (user_id, size_bytes)
        values (auth.uid(), 9) returning upload_id as id`.execute(tx)
      const uploadId = rows[0]?.id
      await sql`insert into partial_upload_pieces (upload_id, begin_bytes, size_bytes, object_id)
        values (${uploadId}, 0, 9, ${objectId})`.execute(tx)
      await sql`insert into stored_objects (object_id, sha256, size_bytes, key_id)
        values (${objectId}, sha256(''), 9, 'k')`.execute(tx)
      return (await sql`select app.drop_upload(${uploadId})`.execute(tx)).rows
    })
    expect(dropped).toEqual([])
  })
})

test('without the secret of the seal nobody is anybody', async () => {
  const client = fixture.site.admin
  await client.query('begin')
  try {
    await client.query(`select set_config('fr.context', $1, true)`, [
      `${fixture.people.dana.id}|doctor|-|-|${'0'.repeat(64)}`,
    ])
    await client.query(`delete from auth.secrets where name = 'seal'`)
    const { rows } = await client.query('select auth.uid() as uid, auth.role() as role, auth.context() as who')
    expect(rows).toEqual([{ uid: null, role: null, who: null }])
  } finally {
    await client.query('rollback')
  }
})

test('an identifier belongs to a patient with an account, nobody else', async () => {
  const { toni, dana, ada } = fixture.people
  await expect(run(toni, sql`select app.identify_patient(${dana.id}, 'TEST', 'D-1')`)).rejects.toMatchObject({
    code: '23514',
  })
  await expect(run(toni, sql`select app.identify_patient(${ada.id}, 'TEST', 'A-1')`)).resolves.toBeDefined()
})

test('nobody who serves people makes tables, not even temporary ones', async () => {
  await expect(run(fixture.people.toni, sql`create temporary table t (id int)`)).rejects.toMatchObject({
    code: '42501',
  })
})
