import { actAs, type Caller } from '@firstread/database'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { audit } from '../audit/index.ts'
import { authorizePeer, moveDestination } from './index.ts'

let site: Site
let toni: Person
let rob: Person
let dana: Person
beforeAll(async () => {
  site = await newSite()
  toni = await site.person('tech')
  rob = await site.person('radiologist')
  dana = await site.person('doctor')
})
afterAll(() => site[Symbol.asyncDispose]())

const fingerprint = (letter: string) => letter.repeat(64)
const create = (body: object, person = toni) => person.post('/peers', { operations: ['store'], ...body })
const audits = async (action: string, id: string) =>
  (
    await site.admin.query(
      'select status, error_message, new_values from audit_logs where action = $1 and entity_id = $2',
      [action, id],
    )
  ).rows

describe('a tech keeps the peers', () => {
  test('makes, reads, changes and shuts one out; each leaves an entry', async () => {
    const made = await create({
      aeTitle: 'CT_SCANNER',
      operations: ['store', 'forward'],
      certificates: [fingerprint('a')],
      address: { host: 'ct.example', port: 2762 },
    })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      aeTitle: 'CT_SCANNER',
      sees: 'own',
      maxAssociations: 8,
      certificates: [{ fingerprint: fingerprint('a') }],
      tokenSince: null,
      address: { host: 'ct.example', port: 2762, tls: true },
      isActive: true,
    })
    const { peerId } = made.body
    expect((await toni.get(`/peers/${peerId}`)).body).toEqual(made.body)
    const changed = await toni.patch(`/peers/${peerId}`, { description: 'Room 3', maxAssociations: 2 })
    expect(changed.body).toMatchObject({ description: 'Room 3', maxAssociations: 2, aeTitle: 'CT_SCANNER' })
    expect((await toni.delete(`/peers/${peerId}`)).status).toBe(204)
    expect((await toni.get('/peers?isActive=false')).body.items.map((item: { peerId: string }) => item.peerId)).toEqual(
      [peerId],
    )
    for (const action of ['create_peer', 'view_peer', 'update_peer', 'remove_peer', 'set_peer_credentials']) {
      expect((await audits(action, peerId)).length, action).toBeGreaterThan(0)
    }
  })

  test('and nobody else', async () => {
    for (const person of [rob, dana, await site.person('patient')]) {
      expect((await create({ aeTitle: 'MINE' }, person)).status).toBe(403)
      expect((await person.get('/peers')).status).toBe(403)
      expect((await person.get('/deliveries')).status).toBe(403)
    }
    expect((await toni.get('/peers/00000000-0000-4000-8000-000000000000')).status).toBe(404)
  })

  test('after entering the password', async () => {
    const old = await site.person('tech')
    await site.admin.query(
      `update sessions set password_entered_at = now() - interval '6 minutes' where user_id = $1`,
      [old.id],
    )
    expect((await create({ aeTitle: 'LATE' }, old)).body.code).toBe('password-needed')
    const { peerId } = (await create({ aeTitle: 'INTIME' })).body
    expect((await old.patch(`/peers/${peerId}`, { sees: 'all' })).body.code).toBe('password-needed')
    expect((await old.post(`/peers/${peerId}/token`)).body.code).toBe('password-needed')
    expect((await toni.patch(`/peers/${peerId}`, { sees: 'all' })).status).toBe(200)
  })

  test('page by page', async () => {
    const all = (await toni.get('/peers?limit=200')).body.items.map((item: { aeTitle: string }) => item.aeTitle)
    const first = await toni.get('/peers?limit=1')
    const rest = await toni.get(`/peers?limit=200&cursor=${first.body.nextCursor}`)
    expect([...first.body.items, ...rest.body.items].map((item: { aeTitle: string }) => item.aeTitle)).toEqual(all)
  })

  const wrong: [string, object, string][] = [
    ['an AE title of 17 characters', { aeTitle: 'A'.repeat(17) }, 'invalid-request'],
    ['a backslash in it', { aeTitle: 'A\\B' }, 'invalid-request'],
    ['an operation that does not exist', { aeTitle: 'W1', operations: ['delete'] }, 'invalid-request'],
    ['forwarding without an address', { aeTitle: 'W2', operations: ['forward'] }, 'invalid-request'],
    [
      'plain traffic to another machine',
      { aeTitle: 'W3', address: { host: '192.0.2.1', port: 104, tls: false } },
      'invalid-request',
    ],
    [
      'a certificate without its key',
      {
        aeTitle: 'W4',
        address: {
          host: 'x.example',
          port: 1,
          clientCertificate: '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----',
        },
      },
      'invalid-request',
    ],
    ['an unknown radiologist', { aeTitle: 'W5', storesAs: '00000000-0000-4000-8000-000000000000' }, 'invalid-request'],
    ['a field that does not exist', { aeTitle: 'W6', admin: true }, 'invalid-request'],
    ['an AE title in use', { aeTitle: 'INTIME' }, 'peer-exists'],
  ]
  test.each(wrong)('%s is refused with a code', async (_what, body, code) => {
    expect((await create(body)).body.code).toBe(code)
  })

  test('a certificate belongs to one active peer; from one that was shut out it may be taken', async () => {
    const one = (await create({ aeTitle: 'CERT1', certificates: [fingerprint('b')] })).body
    expect((await create({ aeTitle: 'CERT2', certificates: [fingerprint('b')] })).body.code).toBe('peer-exists')
    await toni.delete(`/peers/${one.peerId}`)
    expect((await create({ aeTitle: 'CERT2', certificates: [fingerprint('b')] })).status).toBe(201)
  })

  test('the key of a client certificate is kept encrypted and never shown', async () => {
    const clientKey = `-----BEGIN PRIVATE KEY-----\n${'k'.repeat(40)}\n-----END PRIVATE KEY-----`
    const clientCertificate = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----'
    const made = await create({
      aeTitle: 'KEYED',
      address: { host: 'x.example', port: 1, clientCertificate, clientKey },
    })
    expect(JSON.stringify(made.body)).not.toContain('kkkk')
    const { rows } = await site.admin.query('select client_key from dicom_peers where peer_id = $1', [made.body.peerId])
    expect(rows[0].client_key).toMatch(/^enc:v1:/)
  })
})

describe('a token for DICOMweb', () => {
  test('is shown once, opens what the peer may do, and a new one takes its place', async () => {
    const { peerId } = (await create({ aeTitle: 'VIEWER', operations: ['query'], sees: 'all' })).body
    const first = (await toni.post(`/peers/${peerId}/token`)).body.token
    const second = (await toni.post(`/peers/${peerId}/token`)).body.token
    expect(first).toMatch(/^frp_[\w-]{43}$/)
    expect(second).not.toBe(first)
    expect((await toni.get(`/peers/${peerId}`)).body.tokenSince).toEqual(expect.any(String))
    const { rows } = await site.admin.query('select mac from auth.peer_credentials where peer_id = $1', [peerId])
    expect(rows).toEqual([{ mac: site.app.keys.peerMac('token', second) }])
    expect(JSON.stringify(await audits('set_peer_credentials', peerId))).not.toContain(second.slice(4))
  })

  test('is nobody under /api/v1', async () => {
    const peer = await site.peer({ sees: 'all' })
    expect((await peer.fetch('/api/v1/reports')).status).toBe(401)
    expect((await dana.get('/reports')).status).toBe(200)
  })
})

test('the account of a machine gets neither a password nor another role, and is seen to have acted', async () => {
  const { peerId } = (await create({ aeTitle: 'ARCHIVE', operations: ['query'], sees: 'all' })).body
  const { rows } = await site.admin.query('select reads_as from dicom_peers where peer_id = $1', [peerId])
  const account: string = rows[0].reads_as
  expect((await toni.post(`/users/${account}/reset`, { password: 'a long pass phrase 1' })).status).toBe(403)
  expect((await toni.patch(`/users/${account}`, { role: 'tech' })).status).toBe(403)
  expect((await toni.post(`/users/${dana.id}/reset`, { password: 'a long pass phrase 1' })).status).toBe(204)
  dana = await site.person('doctor')
  const { token } = (await toni.post(`/peers/${peerId}/token`)).body
  const caller = { peerMac: site.app.keys.peerMac('token', token), operation: 'query' as const }
  await actAs(site.db, caller, (tx) => audit(tx, { action: 'test_peer', entityType: 'study' }))
  const entries = (await toni.get('/audit-logs?action=test_peer')).body.items
  expect(entries).toMatchObject([{ userId: account, userRole: 'doctor', peerId, peerAeTitle: 'ARCHIVE' }])
})

test('a study is moved to listed destinations only, and only by a peer', async () => {
  const viewer = await site.peer({ operations: ['query', 'retrieve'], sees: 'all' })
  await create({
    aeTitle: 'STATION',
    operations: ['move_destination'],
    address: { host: '127.0.0.1', port: 11113, tls: false },
  })
  await create({
    aeTitle: 'ELSEWHERE',
    operations: ['forward'],
    address: { host: '127.0.0.1', port: 11114, tls: false },
  })
  const gone = (
    await create({ aeTitle: 'GONE', operations: ['move_destination'], address: { host: 'x.example', port: 104 } })
  ).body
  await toni.delete(`/peers/${gone.peerId}`)
  const ask = (caller: Caller, aeTitle: string) =>
    actAs(site.db, caller, (tx) => moveDestination(site.app, tx, aeTitle))
  expect(await ask(viewer.caller('retrieve'), 'STATION ')).toMatchObject({
    host: '127.0.0.1',
    port: 11113,
    calledAeTitle: 'STATION',
    callingAeTitle: 'FIRSTREAD',
  })
  for (const aeTitle of ['ELSEWHERE', 'GONE', 'NEVER', '']) {
    expect(await ask(viewer.caller('retrieve'), aeTitle), aeTitle).toBeUndefined()
  }
  expect(await ask(dana.caller, 'STATION')).toBeUndefined()
})

test('who stores may be a radiologist, and be taken back', async () => {
  const { peerId } = (await create({ aeTitle: 'ROOM5', operations: ['store'], storesAs: rob.id })).body
  const uploader = async () =>
    (await site.admin.query('select stores_as from dicom_peers where peer_id = $1', [peerId])).rows[0].stores_as
  expect(await uploader()).toBe(rob.id)
  expect((await toni.patch(`/peers/${peerId}`, { storesAs: dana.id })).body.code).toBe('invalid-request')
  await toni.patch(`/peers/${peerId}`, { storesAs: null })
  const machine = await uploader()
  expect(machine).not.toBe(rob.id)
  await toni.patch(`/peers/${peerId}`, { storesAs: rob.id })
  await toni.patch(`/peers/${peerId}`, { storesAs: null })
  expect(await uploader()).toBe(machine)
})

describe('an association', () => {
  const hello = (changed: object = {}) => ({
    callingAeTitle: 'MODALITY1',
    calledAeTitle: 'FIRSTREAD',
    remoteAddress: '192.0.2.10',
    certificateFingerprint: fingerprint('c').replace(/../g, '$&:').slice(0, -1).toUpperCase(),
    ...changed,
  })
  let peerId: string
  beforeAll(async () => {
    peerId = (await create({ aeTitle: 'MODALITY1', certificates: [fingerprint('c')], maxAssociations: 3 })).body.peerId
    await create({ aeTitle: 'LOCALCT', allowPlain: true })
  })

  test('is let in by its certificate under its own AE title, and by nothing less', async () => {
    expect(await authorizePeer(site.app, hello({ callingAeTitle: 'MODALITY1 ' }))).toMatchObject({
      id: peerId,
      aeTitle: 'MODALITY1',
      maxAssociations: 3,
      operations: new Set(['store']),
    })
    const refused = [
      { certificateFingerprint: fingerprint('d') },
      { certificateFingerprint: undefined },
      { certificateFingerprint: undefined, remoteAddress: '127.0.0.1' },
      { callingAeTitle: 'LOCALCT' },
      { callingAeTitle: 'modality1' },
      { callingAeTitle: '' },
    ]
    for (const changed of refused) {
      expect(await authorizePeer(site.app, hello(changed)), JSON.stringify(changed)).toBeUndefined()
    }
  })

  test('without TLS only from this machine, and only for a peer that may', async () => {
    const plain = (remoteAddress: string, callingAeTitle = 'LOCALCT') =>
      authorizePeer(site.app, hello({ callingAeTitle, remoteAddress, certificateFingerprint: undefined }))
    expect(await plain('127.0.0.1')).toMatchObject({ aeTitle: 'LOCALCT' })
    expect(await plain('::ffff:127.0.0.1')).toMatchObject({ aeTitle: 'LOCALCT' })
    expect(await plain('::1')).toMatchObject({ aeTitle: 'LOCALCT' })
    expect(await plain('192.0.2.10')).toBeUndefined()
    expect(await plain('127.0.0.1', 'VIEWER')).toBeUndefined()
  })

  test('acts in the database as the peer, until that is shut out', async () => {
    const peer = await authorizePeer(site.app, hello())
    const caller = peer?.caller('store', 'r-1')
    if (!caller) throw new Error('not let in')
    expect(await actAs(site.db, caller, async (_tx, who) => who.peerId)).toBe(peerId)
    await toni.delete(`/peers/${peerId}`)
    await expect(actAs(site.db, caller, async () => undefined)).rejects.toThrow()
    expect(await authorizePeer(site.app, hello())).toBeUndefined()
  })

  test('is written down, let in or not', async () => {
    const { rows } = await site.admin.query(
      `select action, status, count(*)::int > 0 as some from audit_logs where entity_type = 'peer' and action in ('open_association', 'denied') group by 1, 2 order by 1`,
    )
    expect(rows).toEqual([
      { action: 'denied', status: 'failure', some: true },
      { action: 'open_association', status: 'success', some: true },
    ])
  })
})
