import { randomUUID } from 'node:crypto'
import { actAs, actAsNobody, actAsVisitor, actAsWorker, NotEntered, type Tx } from '@firstread/database'
import type { Person } from '@firstread/testing'
import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Fixture, twoStudies } from './access.fixture.ts'

/**
 * A result that its patient shares, asked in the database itself (security.md 1, 2; ASVS V8.2): what a visitor sees, what
 * ends it, and what each role can do who speaks SQL. Report A is Ada's, B is Bea's; both are released.
 */
let fixture: Fixture
beforeAll(async () => {
  fixture = await twoStudies()
})
afterAll(() => fixture.site[Symbol.asyncDispose]())

type Share = { shareId: string; token: string; code: string }
const network = () => `test ${randomUUID()}`
const run = <T>(person: Person, statement: RawBuilder<T>) =>
  actAs(fixture.site.db, person.caller, (tx) => statement.execute(tx))
const shareAs = async (who: Person, reportId: string, allowsPictures = false): Promise<Share> => {
  const [token, code] = [randomUUID(), randomUUID()]
  const { rows } = await run(
    who,
    sql<{
      id: string
    }>`select app.share_result(${reportId}, 'Dr. Meyer', 7, ${allowsPictures}, ${token}, ${code}) as id`,
  )
  return { shareId: rows[0]?.id ?? '', token, code }
}
type Opened = { opened: string | null; wait_seconds: number }
const open = (token: string, code: string, visit: string = randomUUID(), place = network()): Promise<Opened> =>
  actAsNobody(fixture.site.db, { ip: '192.0.2.7' }, async (tx) => {
    const { rows } = await sql<Opened>`select * from auth.open_share(${token}, ${code}, ${place}, ${visit})`.execute(tx)
    return rows[0] as Opened
  })
const enter = async (share: Share) => {
  const visitMac = randomUUID()
  expect((await open(share.token, share.code, visitMac)).opened).toBe(share.shareId)
  return { visitMac, shareId: share.shareId, ip: '192.0.2.7' }
}
const visit = <T>(visitor: { visitMac: string; shareId: string }, work: (tx: Tx) => Promise<T>) =>
  actAsVisitor(fixture.site.db, visitor, work)
const count = async (tx: Tx, from: string) =>
  (await sql<{ n: number }>`select count(*)::int as n from ${sql.raw(from)}`.execute(tx)).rows[0]?.n
const set = (key: string, value: unknown) =>
  fixture.site.admin.query('update system_settings set setting_value = $2::jsonb where setting_key = $1', [
    key,
    JSON.stringify(value),
  ])

/** Everything a visitor may ask at all; the catalogue test holds the list. */
const readable = {
  result_shares: 'report_id',
  medical_reports: 'report_id',
  result_releases: 'report_id',
  doctor_reviews: 'report_id',
  report_images: 'report_id',
}
beforeEach(() =>
  fixture.site.admin.query(`delete from result_shares where label = 'Dr. Meyer' and token_mac not like 'token of %'`),
)

describe('a visitor', () => {
  test('sees exactly the one report, and nothing of anybody else', async () => {
    const { reports, people } = fixture
    const visitor = await enter(await shareAs(people.ada, reports[0], true))
    await visit(visitor, async (tx) => {
      for (const [table, column] of Object.entries(readable)) {
        expect(await count(tx, table), table).toBe(1)
        expect(await count(tx, `${table} where ${column} = '${reports[0]}'`), table).toBe(1)
      }
      for (const table of ['review_addenda', 'stored_objects', 'dicom_instances'])
        expect(await count(tx, table)).toBe(1)
    })
  })

  test('sees no header of a file whose patient keeps the originals', async () => {
    const visitor = await enter(await shareAs(fixture.people.ada, fixture.reports[0]))
    expect(await visit(visitor, (tx) => count(tx, 'dicom_instances'))).toBe(0)
    expect(await visit(visitor, (tx) => count(tx, 'report_images'))).toBe(1)
  })

  test('does not see what the machine said, nor a draft', async () => {
    const { reports, people, site } = fixture
    await site.admin.query(`insert into doctor_reviews (report_id, doctor_id, state) values ($1, $2, 'draft')`, [
      reports[0],
      people.dee.id,
    ])
    const visitor = await enter(await shareAs(people.ada, reports[0]))
    expect(await visit(visitor, (tx) => count(tx, 'doctor_reviews'))).toBe(1)
    for (const from of [
      'ai_analysis',
      'analysis_runs',
      'users',
      'sessions',
      'audit_logs',
      'v_patient_portal',
      'auth.share_visits',
    ])
      await expect(
        visit(visitor, (tx) => count(tx, from)),
        from,
      ).rejects.toMatchObject({ code: '42501' })
    for (const column of ['risk_score', 'confidence_score', 'findings', 'symptoms'])
      await expect(
        visit(visitor, (tx) => sql`select ${sql.raw(column)} from medical_reports`.execute(tx)),
        column,
      ).rejects.toMatchObject({ code: '42501' })
    await expect(visit(visitor, (tx) => sql`select label from result_shares`.execute(tx))).rejects.toMatchObject({
      code: '42501',
    })
  })

  test('writes nothing, becomes nobody else, and cannot say who they are', async () => {
    const { reports, people } = fixture
    const visitor = await enter(await shareAs(people.ada, reports[0]))
    const other = await shareAs(people.bea, reports[1])
    for (const statement of [
      sql`update result_shares set expires_at = now() + interval '20 days'`,
      sql`delete from report_images`,
      sql`select app.share_result(${reports[0]}, 'me', 30, true, 'a', 'b')`,
      sql`select app.stop_sharing(${visitor.shareId})`,
      sql`select audit.write('view_report', 'report', ${reports[0]})`,
      sql`select auth.note_visit('sign_review')`,
    ])
      await expect(visit(visitor, (tx) => statement.execute(tx))).rejects.toMatchObject({ code: '42501' })
    for (const role of ['fr_patient', 'fr_doctor', 'fr_tech'])
      expect(
        await visit(visitor, async (tx) => {
          await sql`select set_config('role', ${role}, true)`.execute(tx)
          return count(tx, 'medical_reports')
        }),
        role,
      ).toBe(0)
    const forged = await visit(visitor, async (tx) => {
      await sql`select set_config('fr.context', replace(current_setting('fr.context'), ${visitor.shareId}, ${other.shareId}), true)`.execute(
        tx,
      )
      return count(tx, 'medical_reports')
    })
    expect(forged).toBe(0)
  })

  test('enters one share with its own visit only', async () => {
    const { reports, people } = fixture
    const visitor = await enter(await shareAs(people.ada, reports[0]))
    const other = await shareAs(people.bea, reports[1])
    await expect(visit({ ...visitor, shareId: other.shareId }, async () => 1)).rejects.toThrow(NotEntered)
    await expect(visit({ ...visitor, visitMac: randomUUID() }, async () => 1)).rejects.toThrow(NotEntered)
    expect(await visit(visitor, async () => 1)).toBe(1)
  })
})

/** Each of these ends it at once, also for who is looking; each can be undone but the first two. */
const ends: Record<string, [end: (share: Share) => Promise<unknown>, undo?: () => Promise<unknown>]> = {
  'its patient stops sharing': [({ shareId }) => run(fixture.people.ada, sql`select app.stop_sharing(${shareId})`)],
  'its time is over': [
    ({ shareId }) =>
      fixture.site.admin.query(
        `update result_shares set created_at = now() - interval '2 days', expires_at = now() - interval '1 second' where share_id = $1`,
        [shareId],
      ),
  ],
  'the result is held': [
    () =>
      fixture.site.admin.query(`update result_releases set state = 'held' where report_id = $1`, [fixture.reports[0]]),
    () =>
      fixture.site.admin.query(`update result_releases set state = 'released' where report_id = $1`, [
        fixture.reports[0],
      ]),
  ],
  'its patient is deactivated': [
    () => fixture.site.admin.query(`update users set is_active = false where id = $1`, [fixture.people.ada.id]),
    () =>
      fixture.site.admin
        .query(`update users set is_active = true where id = $1`, [fixture.people.ada.id])
        .then(() =>
          fixture.site.admin.query(`update sessions set is_active = true where user_id = $1`, [fixture.people.ada.id]),
        ),
  ],
  'its patient is one no longer': [
    () => fixture.site.admin.query(`update users set role = 'radiologist' where id = $1`, [fixture.people.ada.id]),
    () => fixture.site.admin.query(`update users set role = 'patient' where id = $1`, [fixture.people.ada.id]),
  ],
  'the study turns out to be of somebody else': [
    () =>
      fixture.site.admin.query(`update medical_reports set patient_id = $2 where report_id = $1`, [
        fixture.reports[0],
        fixture.people.bea.id,
      ]),
    () =>
      fixture.site.admin.query(`update medical_reports set patient_id = $2 where report_id = $1`, [
        fixture.reports[0],
        fixture.people.ada.id,
      ]),
  ],
  'the house switches sharing off': [() => set('release.sharing', false), () => set('release.sharing', true)],
}

describe.each(Object.entries(ends))('when %s', (_what, [end, undo]) => {
  test('nobody is inside, and nobody comes in; afterwards, where it can be undone, they do', async () => {
    const share = await shareAs(fixture.people.ada, fixture.reports[0])
    const visitor = await enter(share)
    await end(share)
    try {
      await expect(visit(visitor, async () => 1)).rejects.toThrow(NotEntered)
      expect(await open(share.token, share.code)).toEqual({ opened: null, wait_seconds: 0 })
    } finally {
      await undo?.()
    }
    if (undo) expect(await visit(visitor, (tx) => count(tx, 'medical_reports'))).toBe(1)
  })
})

describe('the door', () => {
  test('closes for good at the fifth wrong code, wherever they come from, and tells the patient why', async () => {
    const { ada } = fixture.people
    const share = await shareAs(ada, fixture.reports[0])
    const visitor = await enter(share)
    const tries = await Promise.all(Array.from({ length: 4 }, () => open(share.token, 'wrong')))
    expect(tries).toEqual(Array(4).fill({ opened: null, wait_seconds: 0 }))
    expect((await open(share.token, share.code)).opened).toBe(share.shareId)
    expect((await open(share.token, 'wrong')).opened).toBeNull()
    expect((await open(share.token, share.code)).opened).toBeNull()
    await expect(visit(visitor, async () => 1)).rejects.toThrow(NotEntered)
    const { rows } = await run(
      ada,
      sql`select close_reason, wrong_codes, opened_count from result_shares where share_id = ${share.shareId}`,
    )
    expect(rows).toEqual([{ close_reason: 'wrong-codes', wrong_codes: 5, opened_count: 2 }])
    const notices = await run(ada, sql`select action_url from notifications where title like 'A link%'`)
    expect(notices.rows).toEqual([{ action_url: `/results/${fixture.reports[0]}` }])
  })

  test('counts to five, also when a dozen come at the same moment from as many networks', async () => {
    const share = await shareAs(fixture.people.ada, fixture.reports[0])
    const tries = await Promise.all(Array.from({ length: 12 }, () => open(share.token, 'wrong')))
    expect(tries).toEqual(Array(12).fill({ opened: null, wait_seconds: 0 }))
    const { rows } = await fixture.site.admin.query(
      `select error_message as trouble, count(*)::int as n from audit_logs where entity_id = $1 and status = 'failure'
       group by 1 order by 2`,
      [share.shareId],
    )
    // The fifth closes it; the others meet a closed door.
    expect(rows).toEqual([
      { trouble: 'wrong-code', n: 5 },
      { trouble: 'wrong-codes', n: 7 },
    ])
    expect((await open(share.token, share.code)).opened).toBeNull()
  })

  test('slows a network down after four refusals, also for a right code, and no other network', async () => {
    const share = await shareAs(fixture.people.ada, fixture.reports[0])
    const place = network()
    for (let i = 0; i < 5; i++) expect((await open(randomUUID(), 'x', randomUUID(), place)).wait_seconds).toBe(0)
    expect(await open(share.token, share.code, randomUUID(), place)).toEqual({ opened: null, wait_seconds: 1 })
    expect((await open(share.token, share.code)).opened).toBe(share.shareId)
    await fixture.site.admin.query(
      `update auth.login_failures set failures = 1000, last_failure_at = now() where account = 'share' and place = $1`,
      [place],
    )
    expect((await open(share.token, share.code, randomUUID(), place)).wait_seconds).toBe(900)
    await fixture.site.admin.query(
      `update auth.login_failures set last_failure_at = now() - interval '61 minutes' where place = $1`,
      [place],
    )
    expect((await open(share.token, share.code, randomUUID(), place)).opened).toBe(share.shareId)
  })

  test('a code is worth nothing with the token of another share', async () => {
    const one = await shareAs(fixture.people.ada, fixture.reports[0])
    const other = await shareAs(fixture.people.ada, fixture.reports[0])
    expect((await open(one.token, other.code)).opened).toBeNull()
    expect((await open(one.token, one.code)).opened).toBe(one.shareId)
  })

  test('what happens at it is written down with the share and its patient, an unknown token without', async () => {
    const { ada } = fixture.people
    const share = await shareAs(ada, fixture.reports[0])
    const visitor = await enter(share)
    await open(share.token, 'wrong')
    await visit(visitor, (tx) => sql`select auth.note_visit('view_shared_result')`.execute(tx))
    await run(ada, sql`select app.stop_sharing(${share.shareId})`)
    await open(share.token, share.code)
    const { rows } = await fixture.site.admin.query(
      `select action, user_role, status, error_message, patient_ids, host(ip_address) as ip from audit_logs
       where entity_id = $1 order by created_at`,
      [share.shareId],
    )
    const by = (action: string, user_role: string, status: string, error_message: string | null, ip = '192.0.2.7') => ({
      action,
      user_role,
      status,
      error_message,
      patient_ids: [ada.id],
      ip,
    })
    expect(rows).toEqual([
      by('share_result', 'patient', 'success', null, '127.0.0.1'),
      by('open_shared_result', 'visitor', 'success', null),
      by('open_shared_result', 'visitor', 'failure', 'wrong-code'),
      { ...by('view_shared_result', 'visitor', 'success', null), ip: '192.0.2.7' },
      by('stop_sharing', 'patient', 'success', null, '127.0.0.1'),
      by('open_shared_result', 'visitor', 'failure', 'revoked'),
    ])
    await open('nobody knows this', 'x')
    const unknown = await fixture.site.admin.query(
      `select entity_id, patient_ids from audit_logs where error_message = 'unknown' order by created_at desc limit 1`,
    )
    expect(unknown.rows).toEqual([{ entity_id: null, patient_ids: [] }])
  })
})

describe('those with an account', () => {
  test('a patient shares the own released result, at most ten at once, and nobody else does', async () => {
    const { ada, bea, rob, dana, toni } = fixture.people
    const statement = sql`select app.share_result(${fixture.reports[0]}, 'x', 7, false, 'a', 'b') as id`
    for (const who of [rob, dana, toni]) await expect(run(who, statement)).rejects.toMatchObject({ code: '42501' })
    expect((await run(bea, statement)).rows).toEqual([{ id: null }])
    const unreleased = await fixture.site.report({ patient: ada, status: 'analyzed', risk: 'high' })
    await expect(shareAs(ada, unreleased.id)).rejects.toMatchObject({ code: 'FR001' })
    // One stands in the fixture.
    for (let i = 0; i < 9; i++) expect((await shareAs(ada, fixture.reports[0])).shareId).not.toBe('')
    await expect(shareAs(ada, fixture.reports[0])).rejects.toMatchObject({ code: 'FR007' })
    const { rows } = await run(ada, sql<{ share_id: string }>`select share_id from result_shares limit 1`)
    await run(ada, sql`select app.stop_sharing(${rows[0]?.share_id})`)
    expect((await shareAs(ada, fixture.reports[0])).shareId).not.toBe('')
    await set('release.sharing', false)
    await expect(shareAs(ada, fixture.reports[0])).rejects.toMatchObject({ code: 'FR006' })
    await set('release.sharing', true)
  })

  test('the tenth is the last, also when many are made at the same moment', async () => {
    const made = await Promise.allSettled(
      Array.from({ length: 14 }, () => shareAs(fixture.people.ada, fixture.reports[0])),
    )
    // One stands in the fixture.
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(9)
  })

  test('with an account goes what it shared', async () => {
    const { site } = fixture
    const gone = await site.person('patient')
    const { id } = await site.report({ patient: gone, status: 'reviewed', risk: 'low' })
    await site.admin.query(
      `insert into result_releases (report_id, review_id, state, release_at, patient_text, risk)
       select $1, review_id, 'released', now(), 'x', 'low' from doctor_reviews limit 1`,
      [id],
    )
    const share = await shareAs(gone, id)
    const visitor = await enter(share)
    await site.admin.query('delete from medical_reports where report_id = $1', [id])
    await site.admin.query('delete from users where id = $1', [gone.id])
    await expect(visit(visitor, async () => 1)).rejects.toThrow(NotEntered)
    expect((await open(share.token, share.code)).opened).toBeNull()
    const { rows } = await site.admin.query('select 1 from result_shares where share_id = $1', [share.shareId])
    expect(rows).toEqual([])
  })

  test('nobody takes back what another shares, makes one by hand, reads its secrets, or opens a visit for themselves', async () => {
    const { ada, bea, dana, toni } = fixture.people
    const share = await shareAs(ada, fixture.reports[0])
    expect((await run(bea, sql`select app.stop_sharing(${share.shareId}) as done`)).rows).toEqual([{ done: false }])
    for (const who of [ada, dana, toni])
      for (const statement of [
        sql`insert into result_shares (report_id, patient_id, label, token_mac, code_mac, expires_at)
          values (${fixture.reports[1]}, ${ada.id}, 'x', 'y', 'z', now() + interval '1 day')`,
        sql`update result_shares set expires_at = now() + interval '9 days'`,
        sql`select token_mac, code_mac from result_shares`,
        sql`insert into auth.share_visits (mac, share_id, expires_at) values ('x', ${share.shareId}, now() + interval '1 day')`,
        sql`select auth.seal(null, 'visitor', ${share.shareId}::uuid)`,
        sql`select auth.open_share(${share.token}, ${share.code}, 'x', 'x')`,
        sql`select auth.enter_share('x', ${share.shareId})`,
      ])
        await expect(run(who, statement)).rejects.toMatchObject({ code: '42501' })
  })

  test('a job removes what ended a year ago, and only that', async () => {
    const { ada } = fixture.people
    const old = await shareAs(ada, fixture.reports[0])
    const fresh = await shareAs(ada, fixture.reports[0])
    await fixture.site.admin.query(
      `update result_shares set created_at = now() - interval '373 days', expires_at = now() - interval '366 days' where share_id = $1`,
      [old.shareId],
    )
    await expect(run(ada, sql`select app.sweep_shares()`)).rejects.toMatchObject({ code: '42501' })
    const gone = await actAsWorker(fixture.site.workerDb, 'sweep', async (tx) =>
      (await sql<{ gone: number }>`select app.sweep_shares() as gone`.execute(tx)).rows.map((row) => row.gone),
    )
    expect(gone).toEqual([1])
    const { rows } = await fixture.site.admin.query('select share_id from result_shares where share_id = any($1)', [
      [old.shareId, fresh.shareId],
    ])
    expect(rows).toEqual([{ share_id: fresh.shareId }])
  })
})
