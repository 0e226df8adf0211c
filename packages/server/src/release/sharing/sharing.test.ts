import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import type { SharedResult } from '@firstread/contract'
import { explicitLittleEndian, synthesize } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { upload } from '../../ingest/testing/upload.ts'

/** Only its process is used here, to make pictures. */
const models = resolve(import.meta.dirname, '../../analysis/testing/models')

let site: Site
let ada: Person
let bea: Person
let doctor: Person
let tech: Person
let reportId: string
beforeAll(async () => {
  site = await newSite({ env: { FIRSTREAD_MODELS: models } })
  ada = await site.person('patient', { name: 'Ada Lovelace' })
  bea = await site.person('patient')
  doctor = await site.person('doctor', { name: 'Dana Doc' })
  tech = await site.person('tech')
  const ray = await site.person('radiologist')
  const film = synthesize({
    kind: 'CT',
    seed: 1,
    patient: 1,
    study: 1,
    series: 1,
    transferSyntaxUid: explicitLittleEndian,
  })
  reportId = (await upload(ray, [film], { patientId: ada.id })).body.reportId
  const draft = await doctor.post(`/reports/${reportId}/reviews`, {
    doctorRiskAssessment: 'medium',
    urgencyLevel: 'follow_up',
    clinicalFindings: 'A shadow in the right upper lobe',
    reviewNotes: 'for colleagues only',
  })
  expect((await doctor.post(`/reviews/${draft.body.reviewId}/sign`)).status).toBe(200)
})
afterAll(() => site[Symbol.asyncDispose]())
beforeEach(async () => {
  await site.admin.query(`delete from auth.login_failures where account = 'share'`)
  await site.admin.query(`delete from result_shares`)
})

type Given = { shareId: string; token: string; code: string }
const shareIt = async (fields: object = {}): Promise<Given> => {
  const { status, body } = await ada.post(`/reports/${reportId}/shares`, { label: 'Dr. Meyer', ...fields })
  expect(status).toBe(201)
  return { shareId: body.share.shareId, token: body.link.split('#')[1], code: body.code }
}
const open = (given: { token: string; code: string }, headers: Record<string, string> = {}) =>
  fetch(`${site.url}/api/v1/shared/open`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ token: given.token, code: given.code }),
  })
/** The cookie as a browser sends it back. */
const enter = async (given: Given): Promise<string> => {
  const response = await open(given)
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ shareId: given.shareId })
  return String(response.headers.getSetCookie()[0]).split(';')[0] ?? ''
}
const look = (path: string, cookie = '') => fetch(`${site.url}/api/v1/shared/${path}`, { headers: { cookie } })
/** An answer without what is new in each. */
const said = async (response: Response) => {
  const { requestId: _, ...body } = (await response.json()) as Record<string, unknown>
  return { status: response.status, body, cookies: response.headers.getSetCookie() }
}

describe('sharing', () => {
  test('gives the patient a link and a code once, and shows what is shared ever after', async () => {
    const { status, body } = await ada.post(`/reports/${reportId}/shares`, { label: ' Dr. Meyer ', days: 30 })
    expect(status).toBe(201)
    expect(body.link).toMatch(/^\/shared#[\w-]{43}$/)
    expect(body.share).toMatchObject({ label: 'Dr. Meyer', state: 'open', allowsPictures: false, openedCount: 0 })
    const days = (Date.parse(body.share.expiresAt) - Date.parse(body.share.createdAt)) / 86_400_000
    expect(days).toBeCloseTo(30, 3)
    const list = await ada.get('/shares')
    expect(list.body).toEqual({ items: [body.share], isAllowed: true })
    expect(JSON.stringify(list.body)).not.toContain(body.code)
    expect((await bea.get('/shares')).body.items).toEqual([])
    expect((await doctor.get('/shares')).status).toBe(403)
  })

  test("is for the own released results; somebody else's is like none at all", async () => {
    const wish = { label: 'me', days: 7 }
    expect((await doctor.post(`/reports/${reportId}/shares`, wish)).status).toBe(403)
    const [theirs, none] = await Promise.all([
      bea.post(`/reports/${reportId}/shares`, wish),
      bea.post(`/reports/${randomUUID()}/shares`, wish),
    ])
    expect([theirs.body.code, none.body.code]).toEqual(['not-found', 'not-found'])
    const waiting = await site.report({ patient: ada, status: 'analyzed', risk: 'high' })
    expect((await ada.post(`/reports/${waiting.id}/shares`, wish)).body.code).toBe('wrong-status')
    expect((await ada.post(`/reports/${reportId}/shares`, { ...wish, days: 365 })).status).toBe(422)
    expect((await ada.post(`/reports/${reportId}/shares`, { label: '  ' })).status).toBe(422)
    for (let i = 0; i < 10; i++) await shareIt()
    expect((await ada.post(`/reports/${reportId}/shares`, wish)).body.code).toBe('too-many-shares')
  })

  test('switched off by a technician, nothing is made or opened', async () => {
    const given = await shareIt()
    const cookie = await enter(given)
    expect((await tech.put('/settings/release.sharing', { value: false })).status).toBe(200)
    try {
      expect((await ada.post(`/reports/${reportId}/shares`, { label: 'x' })).body.code).toBe('sharing-off')
      expect((await ada.get('/shares')).body.isAllowed).toBe(false)
      expect((await open(given)).status).toBe(404)
      expect((await look(given.shareId, cookie)).status).toBe(404)
    } finally {
      await tech.put('/settings/release.sharing', { value: true })
    }
    expect((await look(given.shareId, cookie)).status).toBe(200)
  })
})

describe('a visitor', () => {
  test('reads what the patient reads, and nothing of the machine or of colleagues', async () => {
    const given = await shareIt()
    const response = await look(given.shareId, await enter(given))
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('x-robots-tag')).toContain('noindex')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    const body = (await response.json()) as SharedResult
    const own = (await ada.get(`/reports/${reportId}`)).body
    expect(body).toMatchObject({
      patientName: 'Ada Lovelace',
      allowsPictures: false,
      assessment: 'medium',
      result: own.result,
      reviews: [{ clinicalFindings: 'A shadow in the right upper lobe', addenda: [] }],
    })
    expect(body.images.map((one) => one.imageId)).toEqual(own.images.map((one: { imageId: string }) => one.imageId))
    expect(JSON.stringify(body)).not.toMatch(/colleagues|probability|confidence|analysis|Meyer/i)
  })

  test('sees the pictures; takes them away only when the patient allows it', async () => {
    const kept = await shareIt()
    const cookie = await enter(kept)
    const { images } = (await (await look(kept.shareId, cookie)).json()) as SharedResult
    const picture = await fetch(`${site.url}${images[0]?.url}/rendered?maxSide=64`, { headers: { cookie } })
    expect(picture.headers.get('content-type')).toBe('image/png')
    expect(
      Buffer.from(await picture.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
    expect((await look(`${kept.shareId}/export`, cookie)).status).toBe(404)
    const allowed = await shareIt({ allowsPictures: true })
    const zip = await look(`${allowed.shareId}/export`, await enter(allowed))
    expect(zip.headers.get('content-type')).toBe('application/zip')
    expect(
      Buffer.from(await zip.arrayBuffer())
        .subarray(0, 4)
        .toString('latin1'),
    ).toBe('PK\x03\x04')
  })

  test('reads an addendum as soon as the patient does', async () => {
    const given = await shareIt()
    const cookie = await enter(given)
    const [review] = (await ada.get(`/reports/${reportId}`)).body.reviews
    expect((await doctor.post(`/reviews/${review.reviewId}/addenda`, { text: 'It is a rib.' })).status).toBe(201)
    const { reviews } = (await (await look(given.shareId, cookie)).json()) as SharedResult
    expect(reviews[0]?.addenda.map((one) => one.text)).toEqual(['It is a rib.'])
  })

  test('holds a cookie that reaches this share alone, and no script', async () => {
    const given = await shareIt()
    const [cookie] = (await open(given)).headers.getSetCookie()
    expect(cookie).toMatch(/^__Secure-firstread-visit=[\w-]{43}; /)
    const parts = String(cookie).split('; ').slice(1)
    expect(parts.toSorted()).toEqual(
      ['HttpOnly', 'Max-Age=1800', `Path=/api/v1/shared/${given.shareId}`, 'SameSite=Strict', 'Secure'].toSorted(),
    )
    const other = await shareIt()
    const visit = String(cookie).split(';')[0]
    expect((await look(given.shareId, visit)).status).toBe(200)
    expect((await look(other.shareId, visit)).status).toBe(404)
    expect((await fetch(`${site.url}/api/v1/me`, { headers: { cookie: String(visit) } })).status).toBe(401)
  })

  test('opens nothing from the page of another site', async () => {
    const given = await shareIt()
    const visit = await enter(given)
    const foreign = { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site', cookie: visit }
    expect((await open(given, foreign)).status).toBe(403)
    expect((await open(given, { ...foreign, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  })
})

describe('the door', () => {
  test('says the same of a wrong link, a wrong code, and what is over', async () => {
    const good = await shareIt()
    const over = await shareIt()
    await site.admin.query(
      `update result_shares set created_at = now() - interval '2 days', expires_at = now() - interval '1 second' where share_id = $1`,
      [over.shareId],
    )
    const back = await shareIt()
    const visit = await enter(back)
    expect((await ada.delete(`/shares/${back.shareId}`)).status).toBe(204)
    const nothing = await said(await open({ token: 'nonsense', code: '?' }))
    expect(nothing).toMatchObject({ status: 404, body: { code: 'not-found' }, cookies: [] })
    expect(await said(await open({ token: good.token, code: over.code }))).toEqual(nothing)
    expect(await said(await open(over))).toEqual(nothing)
    expect(await said(await open(back))).toEqual(nothing)
    // So does everything behind it.
    for (const cookie of ['', visit, '__Secure-firstread-visit=nonsense'])
      expect(await said(await look(back.shareId, cookie))).toEqual(nothing)
    expect((await ada.get('/shares')).body.items.map((one: { state: string }) => one.state).toSorted()).toEqual([
      'expired',
      'open',
      'revoked',
    ])
  })

  test('makes an address wait after five refusals, whatever it brings', async () => {
    const given = await shareIt()
    for (let i = 0; i < 5; i++) expect((await open({ token: randomUUID(), code: 'x' })).status).toBe(404)
    const slow = await open(given)
    expect(slow.status).toBe(429)
    expect(slow.headers.get('retry-after')).toBe('1')
    expect(await slow.json()).toMatchObject({ code: 'try-later' })
  })

  test('takes a code in small letters with a hyphen', async () => {
    const { token, code } = await shareIt()
    const typed = `${code.slice(0, 4)}-${code.slice(4)}`.toLowerCase()
    expect((await open({ token, code: typed })).status).toBe(200)
  })

  test('closes after five wrong codes, and the patient sees why', async () => {
    const { token, shareId } = await shareIt()
    for (let i = 0; i < 5; i++) {
      await site.admin.query(`delete from auth.login_failures where account = 'share'`)
      expect((await open({ token, code: 'AAAAAAAA' })).status).toBe(404)
    }
    expect((await ada.get('/shares')).body.items).toMatchObject([{ shareId, state: 'wrong-codes' }])
    expect((await ada.get('/notifications')).body.items[0]).toMatchObject({
      title: 'A link that you shared was closed',
    })
  })
})

test('nobody but the patient stops sharing, and it holds at once', async () => {
  const given = await shareIt()
  const cookie = await enter(given)
  expect((await bea.delete(`/shares/${given.shareId}`)).body.code).toBe('not-found')
  expect((await doctor.delete(`/shares/${given.shareId}`)).status).toBe(403)
  expect((await look(given.shareId, cookie)).status).toBe(200)
  expect((await ada.delete(`/shares/${given.shareId}`)).status).toBe(204)
  expect((await look(given.shareId, cookie)).status).toBe(404)
  expect((await ada.delete(`/shares/${given.shareId}`)).status).toBe(204)
})

test('the patient reads who looked by the label, a technician by the share', async () => {
  const given = await shareIt({ allowsPictures: true })
  await open({ token: given.token, code: 'AAAAAAAA' })
  const cookie = await enter(given)
  await look(given.shareId, cookie)
  await (await look(`${given.shareId}/export`, cookie)).arrayBuffer()
  const { items } = (await ada.get(`/patients/${ada.id}/access-log?limit=5`)).body
  const visitor = { who: null, role: 'visitor', isPatient: false, sharedWith: 'Dr. Meyer', entityId: given.shareId }
  expect(items.slice(0, 4)).toMatchObject([
    { ...visitor, action: 'export_shared_result', status: 'success' },
    { ...visitor, action: 'view_shared_result', status: 'success' },
    { ...visitor, action: 'open_shared_result', status: 'success' },
    { ...visitor, action: 'open_shared_result', status: 'failure' },
  ])
  const seen = (await tech.get(`/audit-logs?entityId=${given.shareId}`)).body.items
  expect(seen.map((one: { action: string; userRole: string }) => [one.userRole, one.action])).toEqual([
    ['visitor', 'export_shared_result'],
    ['visitor', 'view_shared_result'],
    ['visitor', 'open_shared_result'],
    ['visitor', 'open_shared_result'],
    ['patient', 'share_result'],
  ])
  expect(JSON.stringify(seen)).not.toContain(given.token)
})
