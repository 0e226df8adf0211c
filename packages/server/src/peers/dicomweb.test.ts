import { synthesize } from '@firstread/dicom'
import { newSite, type Peer, type Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { operationOf } from '../platform/http/peer-caller.ts'

/** A machine at the DICOMweb door, over real HTTP. */
let site: Site
let modality: Peer
let viewer: Peer
let seed = 0
beforeAll(async () => {
  site = await newSite()
  modality = await site.peer({ aeTitle: 'CR ROOM 2', operations: ['store'] })
  viewer = await site.peer({ aeTitle: 'VIEWER', operations: ['query', 'retrieve'], sees: 'all' })
})
afterAll(() => site[Symbol.asyncDispose]())

const store = (authorization: string) => {
  seed += 1
  const body = new Blob([synthesize({ seed, patient: `web ${seed}` }) as Uint8Array<ArrayBuffer>])
  return fetch(`${site.url}/dicom-web/studies`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/dicom', accept: 'application/dicom+json' },
    body,
  })
}
const search = (authorization: string) =>
  fetch(`${site.url}/dicom-web/studies`, { headers: { authorization, accept: 'application/dicom+json' } })
const bearer = (token: string) => `Bearer ${token}`
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
const stored = async () =>
  (
    await site.admin.query(
      `select r.radiologist_id = p.stores_as as is_own from medical_reports r, dicom_peers p where p.peer_id = $1`,
      [modality.id],
    )
  ).rows

test('a modality stores with its token, as Bearer or as the password of Basic', async () => {
  expect((await store(bearer(modality.token))).status).toBe(200)
  expect((await store(basic('CR ROOM 2', modality.token))).status).toBe(200)
  expect(await stored()).toEqual([{ is_own: true }, { is_own: true }])
})

test('with another AE title, another token, or none it is nobody', async () => {
  const wrong = [
    basic('VIEWER', modality.token),
    basic('CR ROOM 2', 'secret'),
    basic('', modality.token),
    bearer(`frp_${'A'.repeat(43)}`),
    bearer(modality.token.slice(4)),
    'Basic !!!',
    '',
  ]
  for (const authorization of wrong) expect((await store(authorization)).status, authorization).toBe(401)
  expect(await stored()).toHaveLength(2)
})

test('what it may not do is refused, and the refusal names it', async () => {
  const refused = await search(bearer(modality.token))
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({ code: 'forbidden' })
  expect((await store(bearer(viewer.token))).status).toBe(403)
  const { rows } = await site.admin.query(
    `select peer_ae_title from audit_logs where action = 'denied' and error_message = 'forbidden' order by created_at`,
  )
  expect(rows).toEqual([{ peer_ae_title: 'CR ROOM 2' }, { peer_ae_title: 'VIEWER' }])
})

test('a viewer finds what others stored, and no more from the moment it is shut out', async () => {
  const found = await search(bearer(viewer.token))
  expect(found.status).toBe(200)
  expect(await found.json()).toHaveLength(2)
  await site.admin.query('update dicom_peers set is_active = false where peer_id = $1', [viewer.id])
  expect((await search(bearer(viewer.token))).status).toBe(401)
})

test('a person goes on with a session', async () => {
  const dana = await site.person('doctor')
  expect((await search(bearer(dana.token))).status).toBe(200)
})

test('what a request asks for follows from its address (PS3.18 10.4 to 10.6)', () => {
  const of = (method: string, path: string) => operationOf({ method, url: `/dicom-web${path}` })
  expect(of('POST', '/studies')).toBe('store')
  expect(of('POST', '/studies/1.2')).toBe('store')
  for (const path of [
    '/studies',
    '/studies?PatientID=1',
    '/studies/',
    '/series',
    '/instances',
    '/studies/1.2/series',
    '/studies/1.2/instances',
    '/studies/1.2/series/1.3/instances',
  ])
    expect(of('GET', path), path).toBe('query')
  for (const path of [
    '/studies/1.2',
    '/studies/1.2/metadata',
    '/studies/1.2/series/1.3',
    '/studies/1.2/series/1.3/instances/1.4',
    '/studies/1.2/series/1.3/instances/1.4/frames/1',
    '/wado?requestType=WADO',
    '/studies/1.2/rendered?x=/studies',
  ])
    expect(of('GET', path), path).toBe('retrieve')
})
