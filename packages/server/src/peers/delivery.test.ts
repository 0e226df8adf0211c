import { mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { actAs, actAsWorker } from '@firstread/database'
import { decodeFrame, parse, synthesize } from '@firstread/dicom'
import { listen } from '@firstread/dimse'
import { newSite, type Person, type Site } from '@firstread/testing'
import { certificates, freePort, haveProgram, startProgram } from '@firstread/testing/peers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { upload } from '../ingest/testing/upload.ts'
import { dataSetStart } from '../platform/data-set.ts'
import { beginDelivery, noteProgress, settleDelivery, wakeDue } from './delivery-queries.ts'

const haveDcmtk = haveProgram('storescp')
const rle = '1.2.840.10008.1.2.5'

let site: Site
let toni: Person
let rob: Person
let dana: Person
let count = 0
beforeAll(async () => {
  // Nothing here reads images: an empty folder of models makes studies reach the doctors unread.
  site = await newSite()
  site.app.config.FIRSTREAD_MODELS = site.home
  site.workerApp.config.FIRSTREAD_MODELS = site.home
  toni = await site.person('tech')
  rob = await site.person('radiologist')
  dana = await site.person('doctor')
})
afterAll(() => site[Symbol.asyncDispose]())

/** A study of real files, uploaded and read. The second instance is RLE when asked for. */
async function study(options: { coded?: boolean } = {}) {
  count += 1
  const patient = await site.person('patient')
  const files = [1, 2].map((seed) => {
    const coding = options.coded && seed === 2 ? { transferSyntaxUid: rle } : {}
    return synthesize({ seed, study: `delivery ${count}`, patient: `delivery ${count}`, series: count, ...coding })
  })
  const { body } = await upload(rob, files, { patientId: patient.id, studyType: 'Chest X-ray', imageType: 'xray' })
  await site.runJobs()
  return { reportId: body.reportId as string, files }
}
async function sign(reportId: string, body?: object) {
  const draft = await dana.post(`/reports/${reportId}/reviews`, {
    doctorRiskAssessment: 'low',
    urgencyLevel: 'routine',
  })
  const signed = await dana.post(`/reviews/${draft.body.reviewId}/sign`, body)
  expect(signed.status).toBe(200)
}
const deliveries = async (peerId: string) => (await toni.get(`/deliveries?peerId=${peerId}`)).body.items
/** As if the pause were over. */
async function hurry() {
  await site.admin.query('update deliveries set next_attempt_at = now() where state = $1', ['waiting'])
  await site.admin.query('update graphile_worker._private_jobs set run_at = now() where locked_at is null')
  await site.runJobs()
}
const receiver = async (folder: string, ...options: string[]) => {
  await mkdir(folder, { recursive: true })
  return startProgram('storescp', (port) => ['--bit-preserving', '-od', folder, ...options, String(port)])
}
/** An archive of our own making, that answers each instance as the test says. */
async function archive(answer: (request: { affectedSopInstanceUid: string }) => number) {
  const scp = await listen({
    host: '127.0.0.1',
    port: 0,
    authorize: async () => ({ key: 'firstread', permits: () => true }),
    services: { store: async (request) => ({ status: answer(request) }) },
  })
  return { port: scp.port, [Symbol.asyncDispose]: () => scp.close() }
}
const pictures = async (files: readonly Uint8Array[]) => {
  const frames = await Promise.all(files.map(async (file) => Array.from((await decodeFrame(parse(file), 0)).values)))
  return frames.map(String).toSorted()
}
const newFolder = () => mkdtemp(join(site.home, 'received-'))
/** What arrived, without preamble and meta information, in byte order. */
const received = async (folder: string) => {
  const names = await readdir(folder)
  return (await Promise.all(names.map((name) => readFile(join(folder, name))))).map(dataSetOf).toSorted(Buffer.compare)
}
const dataSetOf = (file: Uint8Array) => Buffer.from(file).subarray(dataSetStart(Buffer.from(file)))
const target = (port: number, more: object = {}) =>
  site.peer({ operations: ['forward'], forwards: 'study', host: '127.0.0.1', port, ...more })

describe.skipIf(!haveDcmtk)('what was signed reaches a peer', () => {
  test('byte for byte, once for each signature, and is seen to', async () => {
    const folder = await newFolder()
    await using scp = await receiver(folder)
    const peer = await target(scp.port)
    const other = await site.peer({ operations: ['store'] })
    const { reportId, files } = await study()
    expect(await deliveries(peer.id)).toEqual([])
    await sign(reportId)
    expect(await deliveries(peer.id)).toMatchObject([{ state: 'waiting', reportId, reason: 'signed', attempts: 0 }])
    await site.runJobs()
    expect(await deliveries(peer.id)).toMatchObject([
      { state: 'sent', attempts: 1, instancesTotal: 2, instancesSent: 2, lastError: null, aeTitle: peer.aeTitle },
    ])
    expect(await received(folder)).toEqual(files.map(dataSetOf).toSorted(Buffer.compare))
    expect(await deliveries(other.id)).toEqual([])
    const { rows } = await site.admin.query(
      `select new_values, array_length(patient_ids, 1) as patients from audit_logs where action = 'deliver_study' and entity_id = $1`,
      [reportId],
    )
    expect(rows[0]).toMatchObject({ patients: 1, new_values: { peerId: peer.id, instances: 2, state: 'sent' } })
    await sign(reportId, { furtherReview: true })
    await site.runJobs()
    expect((await deliveries(peer.id)).map(({ state }: { state: string }) => state)).toEqual(['sent', 'sent'])
    await site.admin.query('update dicom_peers set is_active = false where peer_id = $1', [peer.id])
  })

  test('later, when the peer is down: it waits, says why, is retried and arrives', async () => {
    const port = await freePort()
    const peer = await target(port)
    const { reportId } = await study()
    await sign(reportId)
    await site.runJobs()
    const [waiting] = await deliveries(peer.id)
    expect(waiting).toMatchObject({ state: 'waiting', attempts: 1, lastError: 'no-connection', instancesSent: 0 })
    expect(Date.parse(waiting.nextAttemptAt)).toBeGreaterThan(Date.now() + 5_000)
    await site.runJobs()
    expect((await deliveries(peer.id))[0].attempts).toBe(1)
    await hurry()
    expect((await deliveries(peer.id))[0]).toMatchObject({ attempts: 2, state: 'waiting' })
    const folder = await newFolder()
    await using scp = await receiver(folder)
    await site.admin.query('update dicom_peers set port = $2 where peer_id = $1', [peer.id, scp.port])
    await hurry()
    expect(await deliveries(peer.id)).toMatchObject([{ state: 'sent', attempts: 3, instancesSent: 2 }])
    expect(await readdir(folder)).toHaveLength(2)
    await site.admin.query('update dicom_peers set is_active = false where peer_id = $1', [peer.id])
  })

  test('converted without loss, when it does not take what is stored', async () => {
    const folder = await newFolder()
    await using scp = await receiver(folder) // dcmtk's default: uncompressed only
    const peer = await target(scp.port)
    const { reportId, files } = await study({ coded: true })
    await sign(reportId)
    await site.runJobs()
    expect((await deliveries(peer.id))[0]).toMatchObject({ state: 'sent', instancesSent: 2 })
    const arrived = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))))
    expect(await pictures(arrived)).toEqual(await pictures(files))
    const syntaxes = (all: Uint8Array[]) => all.map((file) => parse(file).transferSyntaxUid).toSorted()
    expect(syntaxes(files)).toContain(rle)
    expect(syntaxes(arrived)).not.toContain(rle)
    await site.admin.query('update dicom_peers set is_active = false where peer_id = $1', [peer.id])
  })

  test('only the results, for a peer that wants no more; while they are being written it waits', async () => {
    const folder = await newFolder()
    await using scp = await receiver(folder)
    const peer = await target(scp.port, { forwards: 'results' })
    const { reportId } = await study()
    await sign(reportId)
    const { rows } = await site.admin.query(
      `with m as (insert into ai_models (model_name, version) values ('m', $1::text) returning model_id),
       r as (update analysis_runs set outcome = 'read', is_adopted = true, finished_at = coalesce(finished_at, now()) where report_id = $1::uuid returning run_id)
       insert into ai_analysis (report_id, model_id, risk_category, run_id) select $1::uuid, m.model_id, 'high', r.run_id from m, r returning run_id`,
      [reportId],
    )
    await site.runJobs()
    expect((await deliveries(peer.id))[0]).toMatchObject({ state: 'waiting', lastError: 'results-not-ready' })
    await site.admin.query(
      `update report_images set made_by_run = $2 where image_id = (select image_id from report_images where report_id = $1 limit 1)`,
      [reportId, rows[0].run_id],
    )
    await hurry()
    expect((await deliveries(peer.id))[0]).toMatchObject({ state: 'sent', instancesTotal: 1, instancesSent: 1 })
    expect(await readdir(folder)).toHaveLength(1)
    await site.admin.query('update dicom_peers set is_active = false where peer_id = $1', [peer.id])
  })

  test('through TLS, with our certificate and a look at its own', async () => {
    using made = certificates()
    const [theirs, ours, stranger] = [made.of('scp'), made.of('firstread'), made.of('other')]
    const folder = await newFolder()
    await using scp = await receiver(folder, '+tls', theirs.keyFile, theirs.certificateFile, '+cf', made.authority)
    const authority = await readFile(made.authority, 'utf8')
    const address = {
      host: 'localhost',
      port: scp.port,
      trustedCertificate: authority,
      clientCertificate: ours.cert,
      clientKey: ours.key,
    }
    const body = { aeTitle: 'SECURE', operations: ['forward'], forwards: 'study', address }
    const { peerId } = (await toni.post('/peers', body)).body
    expect((await toni.post(`/peers/${peerId}/echo`)).body).toMatchObject({ reached: true, error: null })
    await toni.patch(`/peers/${peerId}`, { address: { ...address, trustedCertificate: stranger.cert } })
    expect((await toni.post(`/peers/${peerId}/echo`)).body).toMatchObject({ reached: false, error: 'no-connection' })
    await toni.patch(`/peers/${peerId}`, { address })
    const { reportId } = await study()
    const sent = await toni.post(`/reports/${reportId}/deliveries`, { peerId })
    expect(sent).toMatchObject({ status: 201, body: { reason: 'forward', scope: 'study', state: 'waiting' } })
    await site.runJobs()
    expect((await deliveries(peerId))[0]).toMatchObject({ state: 'sent', instancesSent: 2 })
    await toni.delete(`/peers/${peerId}`)
  })
})

describe('a peer that', () => {
  test('refuses an instance for good gets the others; it is visible, and retried by a tech alone', async () => {
    const { reportId, files } = await study()
    const wanted = files.map((file) => parse(file).elements['00080018']?.Value?.[0])
    const taken: string[] = []
    let status = 0xc000
    await using scp = await archive(({ affectedSopInstanceUid: uid }) => {
      const answer = uid === wanted[0] ? status : 0
      if (answer === 0) taken.push(uid)
      return answer
    })
    const peer = await target(scp.port)
    await sign(reportId)
    await site.runJobs()
    const [failed] = await deliveries(peer.id)
    expect(failed).toMatchObject({ state: 'failed', lastError: 'refused', instancesTotal: 2, instancesSent: 1 })
    const notices = await site.admin.query(
      'select priority from notifications where user_id = $1 and related_report_id = $2',
      [toni.id, reportId],
    )
    expect(notices.rows).toEqual([{ priority: 'high' }])
    expect((await dana.post(`/deliveries/${failed.deliveryId}/retry`)).status).toBe(403)
    status = 0
    expect((await toni.post(`/deliveries/${failed.deliveryId}/retry`)).body).toMatchObject({ state: 'waiting' })
    await site.runJobs()
    expect((await deliveries(peer.id))[0]).toMatchObject({ state: 'sent', attempts: 1, instancesSent: 2 })
    expect(taken).toEqual([wanted[1], wanted[0]])
    expect((await toni.post(`/deliveries/${failed.deliveryId}/retry`)).body.code).toBe('wrong-status')
    await toni.delete(`/peers/${peer.id}`)
  })

  test('has no room for now is asked again later', async () => {
    await using scp = await archive(() => 0xa700)
    const peer = await target(scp.port)
    const { reportId } = await study()
    await sign(reportId)
    await site.runJobs()
    expect((await deliveries(peer.id))[0]).toMatchObject({ state: 'waiting', lastError: 'out-of-resources' })
    await toni.delete(`/peers/${peer.id}`)
  })

  test('has no address, was shut out, or may not be sent to gets nothing', async () => {
    const { reportId } = await study()
    const peer = await target(await freePort())
    const none = await site.peer({ operations: ['store'] })
    expect((await toni.post(`/reports/${reportId}/deliveries`, { peerId: none.id })).status).toBe(404)
    await toni.post(`/reports/${reportId}/deliveries`, { peerId: peer.id })
    await toni.delete(`/peers/${peer.id}`)
    await site.runJobs()
    expect((await deliveries(peer.id))[0]).toMatchObject({ state: 'failed', lastError: 'no-address' })
    expect((await toni.post(`/reports/${reportId}/deliveries`, { peerId: peer.id })).status).toBe(404)
    expect((await rob.post(`/reports/${reportId}/deliveries`, { peerId: peer.id })).status).toBe(403)
  })

  test('is not there answers no echo, and one without address cannot be asked', async () => {
    const peer = await target(await freePort())
    expect((await toni.post(`/peers/${peer.id}/echo`)).body).toMatchObject({ reached: false, error: 'no-connection' })
    expect((await toni.get(`/peers/${peer.id}`)).body).toMatchObject({ lastEchoError: 'no-connection' })
    const none = await site.peer()
    expect((await toni.post(`/peers/${none.id}/echo`)).body.code).toBe('wrong-status')
    await toni.delete(`/peers/${peer.id}`)
  })
})

describe('a delivery', () => {
  const waiting = async () => {
    const peer = await target(await freePort())
    const { id } = await site.report({ patient: await site.person('patient'), status: 'reviewed' })
    const { body } = await toni.post(`/reports/${id}/deliveries`, { peerId: peer.id })
    return { deliveryId: body.deliveryId as string, peer }
  }
  const asWorker = <T>(work: Parameters<typeof actAsWorker<T>>[2]) => actAsWorker(site.workerDb, 'test', work)

  test('that a dead worker held is taken over, and the dead one changes nothing any more', async () => {
    const { deliveryId } = await waiting()
    const first = await asWorker((tx) => beginDelivery(tx, deliveryId))
    const second = await asWorker((tx) => beginDelivery(tx, deliveryId))
    if (!first || !second) throw new Error('not begun')
    expect(second.fence).toBe(first.fence + 1)
    expect(await asWorker((tx) => noteProgress(tx, first, 1, []))).toBe(false)
    expect(await asWorker((tx) => settleDelivery(tx, first, { state: 'sent' }, undefined))).toBe(false)
    expect(await asWorker((tx) => settleDelivery(tx, second, { state: 'sent' }, undefined))).toBe(true)
    expect(await asWorker((tx) => beginDelivery(tx, deliveryId))).toBeUndefined()
  })

  test('whose job was lost gets a new one from the clock', async () => {
    const { deliveryId } = await waiting()
    await site.admin.query(`delete from graphile_worker._private_jobs where key = $1`, [`deliver:${deliveryId}`])
    const keys = async () =>
      (await site.admin.query(`select key from graphile_worker.jobs where key = $1`, [`deliver:${deliveryId}`])).rows
        .length
    await asWorker(wakeDue)
    expect(await keys()).toBe(0)
    await site.admin.query(
      `update deliveries set next_attempt_at = now() - interval '1 minute' where delivery_id = $1`,
      [deliveryId],
    )
    await asWorker(wakeDue)
    expect(await keys()).toBe(1)
  })

  test('is made by a signature of that very review, and by nobody else in the doctor’s place', async () => {
    const { sql } = await import('kysely')
    const deliver = (person: Person, reportId: string) =>
      actAs(site.db, person.caller, (tx) =>
        sql<{ n: number }>`select app.deliver_signed(${reportId}, ${reportId}) as n`.execute(tx),
      )
    const { id } = await site.report({ patient: await site.person('patient'), status: 'analyzed' })
    expect((await deliver(dana, id)).rows).toEqual([{ n: 0 }])
    for (const person of [rob, toni]) await expect(deliver(person, id)).rejects.toMatchObject({ code: '42501' })
  })
})
