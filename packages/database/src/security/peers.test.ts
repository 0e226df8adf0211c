import { actAs, actAsNobody, NotEntered, type PeerCaller, type Tx } from '@firstread/database'
import { newSite, type Peer, type Person, type Site } from '@firstread/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** A machine at the door: what lets it in, as whom, and what it can never do (security.md 2 and 9). */
let site: Site
let pacs: Peer
let modality: Peer
let people: Record<'ada' | 'rob' | 'dana' | 'toni', Person>
let reportId: string
beforeAll(async () => {
  site = await newSite()
  people = {
    ada: await site.person('patient'),
    rob: await site.person('radiologist'),
    dana: await site.person('doctor'),
    toni: await site.person('tech'),
  }
  pacs = await site.peer({ aeTitle: 'PACS', operations: ['query', 'retrieve'], sees: 'all' })
  modality = await site.peer({ aeTitle: 'CR1', operations: ['store', 'query'], sees: 'own' })
  reportId = (await site.report({ patient: people.ada, radiologist: people.rob, status: 'analyzed', risk: 'high' })).id
})
afterAll(() => site[Symbol.asyncDispose]())

const seen = (caller: PeerCaller) =>
  actAs(site.db, caller, async (tx, who) => {
    const { rows } = await sql<{ report_id: string }>`select report_id from medical_reports`.execute(tx)
    return { role: who.role, peerId: who.peerId, sessionId: who.sessionId, reports: rows.length }
  })
const refused = { code: '42501' }
const as = (peer: Peer, changed: Partial<PeerCaller>): PeerCaller => ({ ...peer.caller('query'), ...changed })

describe('a peer enters', () => {
  test('as the account that its operation asks for, seeing what it was given to see', async () => {
    expect(await seen(pacs.caller('query'))).toEqual({ role: 'doctor', peerId: pacs.id, sessionId: null, reports: 1 })
    expect(await seen(modality.caller('store'))).toMatchObject({ role: 'radiologist', reports: 0 })
    expect(await seen(modality.caller('query'))).toMatchObject({ role: 'radiologist', reports: 0 })
  })

  test('only for what it may do', async () => {
    await expect(seen(pacs.caller('store'))).rejects.toMatchObject(refused)
    await expect(seen(modality.caller('retrieve'))).rejects.toMatchObject(refused)
    await expect(seen(as(pacs, { operation: 'forward' as 'store' }))).rejects.toMatchObject(refused)
    await expect(seen(as(pacs, { operation: null as unknown as 'store' }))).rejects.toMatchObject(refused)
  })

  test('with its own credential and under its own name, not with another', async () => {
    await expect(seen(as(pacs, { aeTitle: 'PACS' }))).resolves.toBeDefined()
    await expect(seen(as(pacs, { aeTitle: 'CR1' }))).rejects.toBeInstanceOf(NotEntered)
    await expect(seen(as(pacs, { peerMac: 'ff'.repeat(32) }))).rejects.toBeInstanceOf(NotEntered)
    const { rows } = await site.admin.query('select mac from auth.peer_credentials where peer_id = $1', [pacs.id])
    expect(rows).toEqual([{ mac: site.app.keys.peerMac('token', pacs.token) }])
    expect(site.app.keys.tokenMac(pacs.token)).not.toBe(rows[0].mac)
  })

  test('no more from the moment it is switched off, or its account is', async () => {
    const peer = await site.peer({ operations: ['store'] })
    const setActive = (active: boolean) =>
      site.admin.query('update dicom_peers set is_active = $2 where peer_id = $1', [peer.id, active])
    await setActive(false)
    await expect(seen(peer.caller('store'))).rejects.toBeInstanceOf(NotEntered)
    await setActive(true)
    await expect(seen(peer.caller('store'))).resolves.toBeDefined()
    await site.admin.query(
      'update users set is_active = false where id = (select stores_as from dicom_peers where peer_id = $1)',
      [peer.id],
    )
    await expect(seen(peer.caller('store'))).rejects.toMatchObject(refused)
  })

  test('by its AE title alone from this machine only, and only where that was allowed', async () => {
    const plain = await site.peer({ aeTitle: 'LOCAL', operations: ['query'], allowPlain: true })
    const byName = (ip: string, aeTitle = 'LOCAL') =>
      as(plain, { peerMac: site.app.keys.peerMac('ae_title', aeTitle), ip })
    await expect(seen(byName('127.0.0.1'))).resolves.toBeDefined()
    await expect(seen(byName('::1'))).resolves.toBeDefined()
    for (const ip of ['192.0.2.7', '::ffff:127.0.0.1', '10.0.0.1']) {
      await expect(seen(byName(ip)), ip).rejects.toBeInstanceOf(NotEntered)
    }
    const { ip: _none, ...nowhere } = byName('')
    await expect(seen(nowhere)).rejects.toBeInstanceOf(NotEntered)
    await expect(seen(byName('127.0.0.1', 'PACS'))).rejects.toBeInstanceOf(NotEntered)
    await site.admin.query('update dicom_peers set allow_plain = false where peer_id = $1', [plain.id])
    await expect(seen(byName('127.0.0.1'))).rejects.toBeInstanceOf(NotEntered)
  })
})

test('a peer stores in the name of the radiologist that was given to it, and of no doctor', async () => {
  const peer = await site.peer({ operations: ['store', 'query'], sees: 'own', storesAs: people.rob })
  const who = await actAs(site.db, peer.caller('store'), async (_tx, principal) => principal)
  expect(who).toEqual({ userId: people.rob.id, role: 'radiologist', sessionId: null, peerId: peer.id })
  expect(await seen(peer.caller('query'))).toMatchObject({ reports: 1 })
  await expect(site.peer({ operations: ['store'], storesAs: people.dana })).rejects.toMatchObject({ code: '23514' })
  await site.admin.query(`update users set role = 'doctor' where id = $1`, [people.rob.id])
  await expect(seen(peer.caller('store'))).rejects.toMatchObject(refused)
  await site.admin.query(`update users set role = 'radiologist' where id = $1`, [people.rob.id])
})

describe('who speaks SQL as a peer', () => {
  const run = (caller: PeerCaller, statement: ReturnType<typeof sql>) =>
    actAs(site.db, caller, (tx: Tx) => statement.execute(tx))
  const asDana = (statement: ReturnType<typeof sql>) =>
    actAs(site.db, people.dana.caller, (tx) => statement.execute(tx))

  test('signs, claims, releases and changes nothing that a doctor might', async () => {
    const uid = sql`auth.uid()`
    const claim = sql`insert into worklist_claims (report_id, doctor_id, expires_at) values (${reportId}, ${uid}, now() + interval '1 hour')`
    const draft = sql`insert into doctor_reviews (report_id, doctor_id) values (${reportId}, ${uid})`
    const step = sql`select app.advance_report(${reportId}, 'sign')`
    const profile = sql`update users set name = 'Somebody' where id = ${uid}`
    const password = sql`select auth.change_own_password('$2b$10$x')`
    for (const statement of [claim, draft, step, profile, password]) {
      await expect(run(pacs.caller('query'), statement)).rejects.toMatchObject(refused)
    }
    for (const statement of [claim, draft, profile]) await expect(asDana(statement)).resolves.toBeDefined()
  })

  test('who takes the peer out of the sealed context is nobody', async () => {
    const outcome = await actAs(site.db, pacs.caller('query'), async (tx) => {
      const context = await sql<{ c: string }>`select current_setting('fr.context') as c`.execute(tx)
      const [user, role, session, , mac] = String(context.rows[0]?.c).split('|')
      await sql`select set_config('fr.context', ${[user, role, session, '-', mac].join('|')}, true)`.execute(tx)
      return (await sql`select 1 from medical_reports`.execute(tx)).rows.length
    })
    expect(outcome).toBe(0)
    const old = await actAs(site.db, pacs.caller('query'), async (tx) => {
      await sql`select set_config('fr.context', regexp_replace(current_setting('fr.context'), '\\|[^|]+\\|([^|]+)$', '|\\1'), true)`.execute(
        tx,
      )
      return (await sql`select 1 from medical_reports`.execute(tx)).rows.length
    })
    expect(old).toBe(0)
  })

  test('reads no peer and no credential, and makes none', async () => {
    const tries = [
      sql`select 1 from dicom_peers`,
      sql`select 1 from deliveries`,
      sql`select 1 from auth.peer_credentials`,
      sql`select app.add_peer('{"ae_title":"X"}')`,
      sql`select auth.set_peer_credentials(${pacs.id}, 'token', array['x'])`,
      sql`select * from auth.peer_behind('x', null, null)`,
      sql`select auth.seal(auth.uid(), 'doctor', null)`,
    ]
    for (const statement of tries) {
      await expect(run(pacs.caller('query'), statement)).rejects.toMatchObject(refused)
      await expect(asDana(statement)).rejects.toMatchObject(refused)
    }
  })
})

describe('admitting peers', () => {
  const add = (person: Person, aeTitle: string) =>
    actAs(site.db, person.caller, (tx) =>
      sql<{ id: string }>`select app.add_peer(${JSON.stringify({ ae_title: aeTitle })}::jsonb) as id`.execute(tx),
    )
  test('is for a tech who has just entered the password', async () => {
    await expect(add(people.toni, 'NEW1')).resolves.toBeDefined()
    await site.admin.query(
      `update sessions set password_entered_at = now() - interval '6 minutes' where user_id = $1`,
      [people.toni.id],
    )
    await expect(add(people.toni, 'NEW2')).rejects.toMatchObject(refused)
    await site.admin.query('update sessions set password_entered_at = now() where user_id = $1', [people.toni.id])
    for (const person of [people.rob, people.dana, people.ada]) {
      await expect(add(person, 'NEW3')).rejects.toMatchObject(refused)
    }
    const nobody = actAsNobody(site.db, {}, (tx) => sql`select app.add_peer('{"ae_title":"NEW4"}')`.execute(tx))
    await expect(nobody).rejects.toMatchObject(refused)
  })

  test('takes an AE title once while it is in use, and only as the standard writes one', async () => {
    await expect(site.peer({ aeTitle: 'PACS' })).rejects.toMatchObject({ code: '23505' })
    for (const aeTitle of ['', ' X', 'X ', 'A\\B', 'Ä', '12345678901234567', 'A\nB']) {
      await expect(site.peer({ aeTitle }), JSON.stringify(aeTitle)).rejects.toMatchObject({
        code: expect.stringMatching(/23514|22001/),
      })
    }
    await expect(site.peer({ aeTitle: 'A B' })).resolves.toBeDefined()
  })

  test('refuses plain traffic to anywhere but this machine', async () => {
    await expect(site.peer({ host: '192.0.2.9', port: 104 })).rejects.toMatchObject({ code: '23514' })
    await expect(site.peer({ host: '127.0.0.1', port: 104 })).resolves.toBeDefined()
  })

  test('a machine account can neither be given a password nor be logged in to', async () => {
    const { rows } = await site.admin.query('select reads_as from dicom_peers where peer_id = $1', [pacs.id])
    const account: string = rows[0].reads_as
    const reset = actAs(site.db, people.toni.caller, (tx) =>
      sql`select auth.reset_account(${account}, '$2b$10$x')`.execute(tx),
    )
    await expect(reset).rejects.toMatchObject({ code: '23514' })
    await actAsNobody(site.db, {}, (tx) =>
      sql`select * from auth.open_session(${account}, '127.0.0.1', 'stolen', 'stolen', 'x', '{}')`.execute(tx),
    )
    await expect(actAs(site.db, { tokenMac: 'stolen' }, async () => undefined)).rejects.toBeInstanceOf(NotEntered)
  })
})

test('the audit log names the machine beside its account', async () => {
  await actAs(site.db, pacs.caller('query'), (tx) => sql`select audit.write('test_peer', 'study', null)`.execute(tx))
  const { rows } = await site.admin.query(
    `select peer_id, peer_ae_title, user_role, user_email like 'doctor-%@peers.invalid' as is_machine from audit_logs where action = 'test_peer'`,
  )
  expect(rows).toEqual([{ peer_id: pacs.id, peer_ae_title: 'PACS', user_role: 'doctor', is_machine: true }])
})

test('a machine is told nothing: it would never read it', async () => {
  await actAs(site.db, people.rob.caller, (tx) =>
    sql`select app.notify_role('doctor', 'new_report', 'normal', 'x', null, '/', null)`.execute(tx),
  )
  const { rows } = await site.admin.query(
    `select u.is_machine, count(*)::int as n from notifications n join users u on u.id = n.user_id where n.title = 'x' group by 1`,
  )
  expect(rows).toEqual([{ is_machine: false, n: 1 }])
})

test('a hundred peers coming at once wait for nobody', async () => {
  await Promise.all(
    Array.from({ length: 100 }, () =>
      actAs(site.db, pacs.caller('query'), async (tx) => sql`select pg_sleep(0.01)`.execute(tx)),
    ),
  )
  const { rows } = await site.admin.query(
    "select last_seen_at > now() - interval '5 minutes' as seen from dicom_peers where peer_id = $1",
    [pacs.id],
  )
  expect(rows).toEqual([{ seen: true }])
})
