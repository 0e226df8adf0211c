import { setTimeout } from 'node:timers/promises'
import { inspect, type SynthesizeOptions, synthesize } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { failedIn, multipart, otherFailuresIn, post, related, storedIn, stow } from '../testing/stow.ts'

let site: Site
let ray: Person

beforeAll(async () => {
  site = await newSite()
  ray = await site.person('radiologist')
})
afterAll(() => site[Symbol.asyncDispose]())

let seeds = 0
function newStudy(): string {
  seeds += 1
  return `stow ${seeds}`
}
const slice = (study: string, seed: string | number, rest: Partial<SynthesizeOptions> = {}) =>
  synthesize({ kind: 'CT', rows: 16, columns: 16, patient: study, study, seed, ...rest })
const uidOf = (bytes: Uint8Array) => inspect(bytes, bytes.length).sopInstanceUid ?? ''
const studyOf = (bytes: Uint8Array) => inspect(bytes, bytes.length).studyInstanceUid ?? ''
const rows = async (query: string, values: unknown[] = []) => (await site.admin.query(query, values)).rows

// Whatever a test sends: what lies in the store has its row, and nothing else does.
afterEach(async () => {
  const objects = (await Array.fromAsync(site.app.objects.list())).map(({ objectId }) => objectId)
  expect(objects.sort()).toEqual((await rows('select object_id from stored_objects')).map((r) => r.object_id).sort())
})

test('one instance is stored, and the answer says where', async () => {
  const bytes = slice(newStudy(), 1)
  const { sopInstanceUid, seriesInstanceUid, studyInstanceUid, sopClassUid } = inspect(bytes, bytes.length)
  const reply = await stow(ray, [bytes])
  expect(reply.status, JSON.stringify(reply.body)).toBe(200)
  expect(reply.headers.get('content-type')).toBe('application/dicom+json')
  const study = `${site.url}/dicom-web/studies/${studyInstanceUid}`
  // PS3.18 annex I
  expect(reply.body).toEqual({
    '00081190': { vr: 'UR', Value: [study] },
    '00081199': {
      vr: 'SQ',
      Value: [
        {
          '00081150': { vr: 'UI', Value: [sopClassUid] },
          '00081155': { vr: 'UI', Value: [sopInstanceUid] },
          '00081190': { vr: 'UR', Value: [`${study}/series/${seriesInstanceUid}/instances/${sopInstanceUid}`] },
        },
      ],
    },
  })
  const [image] = await rows(
    'select i.object_id, r.patient_name, r.identity_state from dicom_instances d join report_images i using (image_id) join medical_reports r using (report_id) where sop_instance_uid = $1',
    [sopInstanceUid],
  )
  expect(image).toMatchObject({ identity_state: 'open' })
  expect((await site.app.objects.readAll(image.object_id)).equals(bytes)).toBe(true)
})

test('a body without multipart is one instance', async () => {
  const bytes = slice(newStudy(), 1)
  const reply = await post(ray, bytes as Uint8Array<ArrayBuffer>, 'application/dicom')
  expect([reply.status, storedIn(reply)]).toEqual([200, [uidOf(bytes)]])
})

test('several studies of several patients in one body are several reports', async () => {
  const [a, b] = [newStudy(), newStudy()]
  const files = [slice(a, 1), slice(b, 1), slice(a, 2), slice(b, 2)]
  const reply = await stow(ray, files)
  expect([reply.status, storedIn(reply)]).toEqual([200, files.map(uidOf)])
  expect(reply.body['00081190']).toEqual({ vr: 'UR' }) // of two studies there is no one address
  const found = await rows(
    'select study_instance_uid, count(*)::int as n, count(distinct r.patient_id)::int as patients from medical_reports r join report_images using (report_id) where study_instance_uid = any ($1) group by 1 order by 1',
    [[a, b].map((study) => studyOf(slice(study, 1)))],
  )
  expect(found.map(({ n, patients }) => [n, patients])).toEqual([
    [2, 1],
    [2, 1],
  ])
})

test('the same again is stored, and nothing is stored twice', async () => {
  const files = [slice(newStudy(), 1), slice(newStudy(), 1)]
  await stow(ray, files)
  const again = await stow(ray, [...files, ...files])
  expect([again.status, storedIn(again)]).toEqual([200, files.map(uidOf)])
})

test('a UID that is taken by other bytes is a conflict, and takes no other with it', async () => {
  const study = newStudy()
  const first = slice(study, 1)
  const changed = slice(study, 1, { elements: { StudyDescription: 'changed' } })
  expect((await stow(ray, [first])).status).toBe(200)
  const alone = await stow(ray, [changed])
  // PS3.7 C: 0111H, duplicate SOP Instance
  expect([alone.status, failedIn(alone), storedIn(alone)]).toEqual([409, { [uidOf(first)]: 0x0111 }, []])
  const beside = slice(study, 2)
  const both = await stow(ray, [changed, beside])
  expect([both.status, failedIn(both), storedIn(both)]).toEqual([202, { [uidOf(first)]: 0x0111 }, [uidOf(beside)]])
  const one = slice(study, 3)
  const other = slice(study, 3, { elements: { StudyDescription: 'changed' } })
  const together = await stow(ray, [one, other])
  expect([together.status, failedIn(together), storedIn(together)]).toEqual([
    202,
    { [uidOf(one)]: 0x0111 },
    [uidOf(one)],
  ])
})

test("a colleague's study says no more than that it is there", async () => {
  const study = newStudy()
  expect((await stow(ray, [slice(study, 1)])).status).toBe(200)
  const colleague = await site.person('radiologist')
  const same = await stow(colleague, [slice(study, 1)])
  expect([same.status, failedIn(same)]).toEqual([409, { [uidOf(slice(study, 1))]: 0x0111 }])
  const next = await stow(colleague, [slice(study, 2)])
  expect([next.status, Object.values(failedIn(next))]).toEqual([409, [0xc004]])
  const [denied] = await rows(
    "select count(*)::int as n from audit_logs where user_id = $1 and action = 'denied' and error_message = 'instance-conflict'",
    [colleague.id],
  )
  expect(denied.n).toBe(2)
})

test('a second patient in one study is refused, in one body and later', async () => {
  const study = newStudy()
  const stranger = slice(study, 2, { elements: { PatientID: 'SOMEBODY-ELSE' } })
  const reply = await stow(ray, [slice(study, 1), stranger])
  expect([reply.status, failedIn(reply)]).toEqual([202, { [uidOf(stranger)]: 0xc004 }])
  const later = await stow(ray, [stranger])
  expect([later.status, failedIn(later)]).toEqual([409, { [uidOf(stranger)]: 0xc004 }])
})

test('a verified identifier finds its patient', async () => {
  const ada = await site.person('patient', { name: 'Ada' })
  await rows("insert into patient_identifiers (issuer, value, patient_id) values ('CLINIC', 'A-1', $1)", [ada.id])
  const bytes = slice(newStudy(), 1, { elements: { IssuerOfPatientID: 'CLINIC', PatientID: 'A-1' } })
  expect((await stow(ray, [bytes])).status).toBe(200)
  expect(
    await rows('select patient_id, identity_state from medical_reports where study_instance_uid = $1', [
      studyOf(bytes),
    ]),
  ).toEqual([{ patient_id: ada.id, identity_state: 'verified' }])
})

test('under an address of one study only that study is stored', async () => {
  const [a, b] = [slice(newStudy(), 1), slice(newStudy(), 1)]
  const reply = await stow(ray, [a, b], `/dicom-web/studies/${studyOf(a)}`)
  expect([reply.status, failedIn(reply), storedIn(reply)]).toEqual([202, { [uidOf(b)]: 0xa900 }, [uidOf(a)]])
  const wrong = await stow(ray, [b], `/dicom-web/studies/${studyOf(a)}`)
  expect([wrong.status, failedIn(wrong)]).toEqual([409, { [uidOf(b)]: 0xa900 }])
  expect((await stow(ray, [a], '/dicom-web/studies/not-a-uid')).status).toBe(400)
})

test('what is no instance is told apart from what is', async () => {
  const study = newStudy()
  const good = slice(study, 1)
  const homeless = slice(study, 2, { elements: { StudyInstanceUID: undefined } })
  const reply = await stow(ray, [
    Buffer.from('no DICOM at all'),
    good,
    { type: 'image/jpeg', bytes: good },
    slice(study, 3).subarray(0, -50),
    homeless,
  ])
  expect([reply.status, storedIn(reply)]).toEqual([202, [uidOf(good)]])
  expect(failedIn(reply)).toEqual({ [uidOf(homeless)]: 0xc001 })
  expect(otherFailuresIn(reply)).toEqual([0xc000, 0xc000, 0xc000])
  const alone = await stow(ray, [Buffer.from('no DICOM at all')])
  expect([alone.status, otherFailuresIn(alone)]).toEqual([400, [0xc000]])
})

test('bodies that cannot be read are refused as a whole', async () => {
  const bytes = slice(newStudy(), 1)
  const body = multipart([bytes])
  const codes = []
  for (const [content, type] of [
    [body.subarray(0, -40), related()],
    [body, related('another')],
    [body, 'multipart/related; type="application/dicom"'],
    [Buffer.alloc(0), related()],
    [Buffer.from('--some-boundary--'), related()],
  ] as const)
    codes.push((await post(ray, content as Uint8Array<ArrayBuffer>, type)).status)
  expect(codes).toEqual([400, 400, 400, 400, 400])
  expect(await rows('select 1 from dicom_instances where sop_instance_uid = $1', [uidOf(bytes)])).toEqual([])
})

test('other media types are not taken, and other answers not given', async () => {
  const body = multipart([slice(newStudy(), 1)]) as Uint8Array<ArrayBuffer>
  const codeOf = async (type: string) => (await post(ray, body, type)).status
  expect(await codeOf('multipart/form-data; boundary=some-boundary')).toBe(415)
  expect(await codeOf('application/json')).toBe(415)
  expect(await codeOf('multipart/related; type="image/jpeg"; boundary=some-boundary')).toBe(415)
  // No part of it is what it says to be.
  expect(await codeOf('multipart/related; type="application/dicom+xml"; boundary=some-boundary')).toBe(400)
  expect(await codeOf('multipart/related; type=application/dicom; boundary="some-boundary"')).toBe(200)
  for (const [encoding, status] of [
    ['gzip', 415],
    ['identity', 200],
  ] as const)
    expect((await post(ray, body, related(), undefined, { 'content-encoding': encoding })).status, encoding).toBe(
      status,
    )
  const refused = await post(ray, body, related(), undefined, { accept: 'image/png' })
  expect([refused.status, refused.body.code]).toEqual([406, 'not-acceptable'])
  const xml = await post(ray, body, related(), undefined, { accept: 'application/dicom+xml, application/json;q=0.5' })
  expect(xml.headers.get('content-type')).toBe('application/dicom+xml')
  expect(xml.body).toContain('<DicomAttribute tag="00081199" vr="SQ" keyword="ReferencedSOPSequence"><Item number="1">')
})

test('only radiologists store, and nobody without a session', async () => {
  const bytes = slice(newStudy(), 1)
  for (const role of ['patient', 'doctor', 'tech'] as const) {
    const reply = await stow(await site.person(role), [bytes])
    expect([reply.status, reply.body.code]).toEqual([403, 'forbidden'])
  }
  const nobody = await fetch(`${site.url}/dicom-web/studies`, {
    method: 'POST',
    body: 'x',
    headers: { 'content-type': related() },
  })
  expect(nobody.status).toBe(401)
  expect((await stow(ray, [bytes])).status).toBe(200)
})

test('a chunked body in pieces of seven bytes is the same body', async () => {
  const files = [slice(newStudy(), 1), slice(newStudy(), 1, { rows: 40 })]
  const body = multipart(files)
  const pieces = new ReadableStream({
    start(controller) {
      for (let at = 0; at < body.length; at += 7) controller.enqueue(body.subarray(at, at + 7))
      controller.close()
    },
  })
  const reply = await post(ray, pieces, related())
  expect([reply.status, storedIn(reply)]).toEqual([200, files.map(uidOf)])
})

test('many senders of many studies at once: each is answered for its own, and everything is there', async () => {
  const colleague = await site.person('radiologist')
  const study = newStudy()
  const one = (i: number) => slice(i % 3 === 0 ? study : newStudy(), i)
  const files = Array.from({ length: 60 }, (_, i) => one(i))
  const replies = await Promise.all(files.map((bytes) => stow(ray, [bytes])))
  expect(replies.map((reply) => storedIn(reply)[0])).toEqual(files.map(uidOf))
  const others = await Promise.all(files.slice(0, 9).map((bytes) => stow(colleague, [bytes])))
  expect(new Set(others.map(({ status }) => status))).toEqual(new Set([409]))
  const reports = await rows('select count(*)::int as n from medical_reports where study_instance_uid = $1', [
    studyOf(one(0)),
  ])
  expect(reports).toEqual([{ n: 1 }])
})

test('a study from the network is analyzed when it has settled, and only once', async () => {
  const study = newStudy()
  const jobOf = async () =>
    await rows(
      "select j.key, extract(epoch from j.run_at - now())::float as waits from graphile_worker.jobs j join medical_reports r on j.key = 'analyze:' || r.report_id where r.study_instance_uid = $1",
      [studyOf(slice(study, 1))],
    )
  await stow(ray, [slice(study, 1)])
  await rows(
    "update graphile_worker._private_jobs set run_at = now() where key = (select 'analyze:' || report_id from medical_reports where study_instance_uid = $1)",
    [studyOf(slice(study, 1))],
  )
  await setTimeout(1100) // once a second is enough
  await stow(ray, [slice(study, 2)])
  const pushed = await jobOf()
  expect(pushed).toHaveLength(1)
  expect(pushed[0].waits).toBeGreaterThan(3) // five seconds, less what the test took
  // A trickle puts it off for ten minutes at most.
  await rows(
    "update medical_reports set upload_date = upload_date - interval '11 minutes' where study_instance_uid = $1",
    [studyOf(slice(study, 1))],
  )
  await setTimeout(1100)
  await stow(ray, [slice(study, 3)])
  expect((await jobOf())[0].waits).toBeLessThanOrEqual(0)
})
