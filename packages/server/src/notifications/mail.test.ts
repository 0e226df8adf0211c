import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { newSite, type Person, type Site } from '@firstread/testing'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

type Mail = { to: string[]; raw: string }
const inbox: Mail[] = []
/** Addresses that the server does not take at this moment. */
const refused = new Set<string>()

/** A real mail server on loopback. */
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo({ address }, _session, done) {
    if (!refused.has(address)) return done()
    done(Object.assign(new Error('not now'), { responseCode: 451 }))
  },
  onData(stream, session, done) {
    const parts: Buffer[] = []
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.on('end', () => {
      inbox.push({
        to: session.envelope.rcptTo.map(({ address }) => address),
        raw: Buffer.concat(parts).toString('utf8'),
      })
      done()
    })
  },
})

let site: Site
let tech: Person
let patient: Person
let doctor: Person
let radiologist: Person
beforeAll(async () => {
  const listening = server.listen(0, '127.0.0.1')
  if (!listening.listening) await once(listening, 'listening')
  const { port } = listening.address() as AddressInfo
  const env = { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'firstread@hospital.example' }
  site = await newSite({ env: { ...env, PUBLIC_ORIGIN: 'https://firstread.hospital.example' } })
  tech = await site.person('tech')
  doctor = await site.person('doctor')
  radiologist = await site.person('radiologist')
  patient = await site.person('patient', { name: 'Ottilie Secret', email: 'otti@home.example' })
})
afterAll(async () => {
  await site[Symbol.asyncDispose]()
  await new Promise<void>((done) => server.close(done))
})
beforeEach(() => {
  inbox.length = 0
  refused.clear()
})

const want = (who: Person, isWanted: boolean) => who.patch('/me', { preferences: { email_notifications: isWanted } })
/** What the clock does each minute. */
async function clockAsks(): Promise<void> {
  await site.admin.query(`select graphile_worker.add_job('send_mail')`)
  await site.runJobs()
}
async function sign(urgencyLevel: string): Promise<string> {
  const { id } = await site.report({ patient, radiologist, status: 'analyzed', risk: 'high' })
  const draft = await doctor.post(`/reports/${id}/reviews`, { doctorRiskAssessment: 'high', urgencyLevel })
  expect((await doctor.post(`/reviews/${draft.body.reviewId}/sign`)).status).toBe(200)
  return id
}
const rows = async (text: string) => (await site.admin.query(text)).rows

test('who wants mail gets one for what is new, once; who does not gets none', async () => {
  await want(patient, true)
  await want(doctor, false)
  await sign('urgent')
  await clockAsks()
  await clockAsks()
  expect(inbox.map(({ to }) => to)).toEqual([['otti@home.example']])
  expect(await rows(`select sent_via_email from notifications where user_id = '${patient.id}'`)).toEqual([
    { sent_via_email: true },
  ])
  await want(patient, false)
  await sign('urgent')
  await clockAsks()
  expect(inbox).toHaveLength(1)
})

test('a mail names nobody and nothing: no patient, no study, no finding, no link into the record', async () => {
  await want(patient, true)
  const reportId = await sign('critical')
  await clockAsks()
  const raw = inbox.at(-1)?.raw ?? ''
  expect(raw).toContain('Subject: Firstread: there is something new for you')
  expect(raw).toContain('https://firstread.hospital.example')
  for (const secret of ['Ottilie', 'Secret', reportId, patient.id, 'result', 'critical', 'signed'])
    expect(raw.toLowerCase()).not.toContain(secret.toLowerCase())
})

test('something urgent is told as such, and what was read here already is not sent any more', async () => {
  await want(tech, true)
  await want(patient, false)
  await sign('critical')
  await clockAsks()
  expect(inbox.map(({ to }) => to)).toEqual([[tech.email]])
  expect(inbox[0]?.raw).toContain('Subject: Firstread: something urgent waits for you')
  await sign('critical')
  await tech.post('/notifications/read-all')
  await clockAsks()
  expect(inbox).toHaveLength(1)
  await want(tech, false)
})

test('what the mail server does not take now is tried again later, and arrives once', async () => {
  await want(patient, true)
  await patient.post('/notifications/read-all')
  refused.add('otti@home.example')
  await sign('urgent')
  await clockAsks()
  await clockAsks() // not before its time
  const [waiting] = await rows('select attempts, last_error, sent_at from mail_deliveries where sent_at is null')
  expect(waiting).toMatchObject({ attempts: 1, last_error: '451', sent_at: null })
  refused.clear()
  await site.admin.query('update mail_deliveries set next_at = now() where sent_at is null')
  await clockAsks()
  expect(inbox).toHaveLength(1)
  const audited = await rows(
    `select status from audit_logs where action = 'send_mail' order by created_at desc limit 2`,
  )
  expect(audited.map(({ status }) => status)).toEqual(['success', 'failure'])
})

test('whoever wants none any more, or has left or read it, gets none that waited for a second try', async () => {
  await want(doctor, true)
  await want(patient, true)
  await want(tech, true)
  refused.add(patient.email).add(tech.email)
  await sign('critical')
  await clockAsks()
  refused.clear()
  inbox.length = 0
  await want(patient, false)
  await tech.post('/notifications/read-all')
  await site.admin.query('update mail_deliveries set next_at = now() where sent_at is null')
  await clockAsks()
  expect(inbox).toEqual([])
  expect(await rows('select 1 from mail_deliveries where sent_at is null and given_up_at is null')).toEqual([])
})
