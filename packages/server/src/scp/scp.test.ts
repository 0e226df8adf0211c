import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileHead, parse, type SynthesizeOptions, synthesize, text } from '@firstread/dicom'
import { associate, type Listening, storageContexts } from '@firstread/dimse'
import { newSite, type Person, type Site } from '@firstread/testing'
import { haveProgram, runProgram, startProgram } from '@firstread/testing/peers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listenDicom } from './listen.ts'

const haveDcmtk = haveProgram('storescu')
const folder = mkdtempSync(join(tmpdir(), 'firstread-scp-'))
let site: Site
let dicom: Listening
let dana: Person

beforeAll(async () => {
  site = await newSite({ env: { DICOM_PORT: '0' } })
  dana = await site.person('doctor')
  await site.peer({ aeTitle: 'CT1', operations: ['store'], sees: 'own', allowPlain: true })
  await site.peer({ aeTitle: 'PACS', operations: ['store', 'query', 'retrieve'], sees: 'all', allowPlain: true })
  dicom = await listenDicom(site.app)
})
afterAll(async () => {
  await dicom.close(1000)
  await site[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

let files = 0
function fileOf(options: SynthesizeOptions): { path: string; uid: string; bytes: Uint8Array } {
  const bytes = synthesize({ rows: 16, columns: 16, ...options })
  files += 1
  const path = join(folder, `${files}.dcm`)
  writeFileSync(path, bytes)
  return { path, uid: text(parse(bytes).elements, 'SOPInstanceUID') ?? '', bytes }
}

const as = (aet: string) => ['-aet', aet, '-aec', 'FIRSTREAD', '127.0.0.1', String(dicom.port)]
const dcmtk = (tool: string, aet: string, ...args: string[]) =>
  runProgram(tool, ['-v', ...args.slice(0, -1), ...as(aet), ...args.slice(-1)])
const send = (aet: string, ...paths: string[]) => runProgram('dcmsend', ['-v', '-dn', ...as(aet), ...paths])
const rows = async (query: string, values: unknown[] = []) => (await site.admin.query(query, values)).rows

/** The data set of a file: what stands behind its meta information. */
function dataSetOf(bytes: Uint8Array): Buffer {
  const { meta } = parse(bytes)
  const from = (meta.element(0x00020000)?.offset ?? 0) + 4 + (meta.number(0x00020000) ?? 0)
  return Buffer.from(bytes.subarray(from))
}

test.skipIf(!haveDcmtk)('what a modality sends is stored bit by bit, and in the worklist', async () => {
  const film = fileOf({ kind: 'DX', seed: 'worklist' })
  const sent = await send('CT1', film.path)
  expect([sent.status, sent.said]).toEqual([0, expect.stringContaining('Received C-STORE Response (Success)')])
  const [row] = await rows(
    `select i.object_id, r.report_id, r.identity_state, u.role from dicom_instances d
      join report_images i on i.image_id = d.image_id join medical_reports r on r.report_id = i.report_id
      join users u on u.id = r.radiologist_id where d.sop_instance_uid = $1`,
    [film.uid],
  )
  expect(row).toMatchObject({ identity_state: 'open', role: 'radiologist' })
  const { elements, meta, transferSyntaxUid } = parse(film.bytes)
  const head = fileHead({
    sopClassUid: text(elements, 'SOPClassUID') ?? '',
    sopInstanceUid: film.uid,
    transferSyntaxUid: transferSyntaxUid,
  })
  expect(meta.string('MediaStorageSOPInstanceUID')).toBe(film.uid)
  const stored = await site.app.objects.readAll(row.object_id)
  expect(stored.equals(Buffer.concat([head, dataSetOf(film.bytes)]))).toBe(true)
  const worklist = await dana.get('/worklist')
  expect(worklist.body.items.map(({ reportId }: { reportId: string }) => reportId)).toContain(row.report_id)
  const audited = await rows(`select action, new_values from audit_logs where action = 'open_association'`)
  expect(audited.at(-1)?.new_values).toMatchObject({ callingAeTitle: 'CT1', tls: false })
})

test.skipIf(!haveDcmtk)('the same again is a success, the same UID with other content is refused', async () => {
  const film = fileOf({ kind: 'CT', seed: 'twice' })
  expect((await send('CT1', film.path)).status).toBe(0)
  const again = await send('CT1', film.path)
  expect(again.said).toContain('Received C-STORE Response (Success)')
  const other = fileOf({ kind: 'CT', seed: 'twice', elements: { StudyDescription: 'another one' } })
  expect(other.uid).toBe(film.uid)
  expect((await dcmtk('storescu', 'CT1', other.path)).said).toContain('Status: 0x111')
  expect(await rows('select 1 from dicom_instances where sop_instance_uid = $1', [film.uid])).toHaveLength(1)
})

test('a data set that is not what its command says, or none at all, leaves nothing behind', async () => {
  const film = fileOf({ kind: 'SC', seed: 'lies' })
  const { elements, transferSyntaxUid } = parse(film.bytes)
  const sopClassUid = text(elements, 'SOPClassUID') ?? ''
  const before = await rows('select count(*) from stored_objects')
  await using requestor = await associate({
    host: '127.0.0.1',
    port: dicom.port,
    calledAeTitle: 'FIRSTREAD',
    callingAeTitle: 'CT1',
    contexts: storageContexts([{ sopClassUid, transferSyntaxUid }]),
  })
  const store = (sopInstanceUid: string, dataSet: Buffer) =>
    requestor.store({ sopClassUid, sopInstanceUid, encode: async () => ({ transferSyntaxUid, dataSet: [dataSet] }) })
  expect(await store('1.2.3', dataSetOf(film.bytes))).toBe(0xa900)
  expect(await store(film.uid, Buffer.alloc(1000, 0xa5))).toBe(0xc000)
  expect(await store(film.uid, dataSetOf(film.bytes).subarray(0, 400))).toBeGreaterThanOrEqual(0xa900)
  expect(await rows('select count(*) from stored_objects')).toEqual(before)
  // The yes beside the no: the association still works.
  expect(await store(film.uid, dataSetOf(film.bytes))).toBe(0)
})

test.skipIf(!haveDcmtk)('nobody is let in who is not a peer, calls somebody else, or may not do it', async () => {
  const film = fileOf({ kind: 'CT', seed: 'stranger' })
  expect((await dcmtk('storescu', 'NOBODY', film.path)).said).toContain('Calling AE Title Not Recognized')
  const wrong = ['-aet', 'CT1', '-aec', 'ANOTHER', '127.0.0.1', String(dicom.port)]
  expect((await runProgram('echoscu', ['-v', ...wrong])).said).toContain('Called AE Title Not Recognized')
  const query = ['-S', '-k', 'QueryRetrieveLevel=STUDY', '-k', 'PatientID']
  expect((await runProgram('findscu', ['-v', ...query, ...as('CT1')])).said).toContain(
    'No Acceptable Presentation Contexts',
  )
  expect((await runProgram('echoscu', ['-v', ...as('CT1')])).status).toBe(0)
  expect(await rows('select 1 from dicom_instances where sop_instance_uid = $1', [film.uid])).toEqual([])
  const denied = await rows(`select new_values from audit_logs where action = 'denied' and entity_type = 'peer'`)
  expect(denied.map(({ new_values }) => new_values.callingAeTitle)).toContain('NOBODY')
})

/** Two instances of one study, one of them in RLE. */
async function aStudy(patient: string) {
  const film = fileOf({ kind: 'CT', patient, seed: 1 })
  const packed = fileOf({ kind: 'CT', patient, seed: 2, study: 1, series: 1, transferSyntaxUid: '1.2.840.10008.1.2.5' })
  expect((await send('PACS', film.path, packed.path)).status).toBe(0)
  return { study: text(parse(film.bytes).elements, 'StudyInstanceUID') ?? '', film, packed }
}

const received = (out: string) =>
  new Map(
    readdirSync(out).map((name) => {
      const bytes = new Uint8Array(readFileSync(join(out, name)))
      return [text(parse(bytes).elements, 'SOPInstanceUID'), bytes]
    }),
  )

test.skipIf(!haveDcmtk)('what was stored is found, with the values that were asked for', async () => {
  const { study } = await aStudy('FOUND')
  const keys = ['PatientID=SYN-FOUND', 'PatientName', 'StudyInstanceUID', 'NumberOfStudyRelatedInstances']
  const query = ['QueryRetrieveLevel=STUDY', ...keys].flatMap((key) => ['-k', key])
  const { said, status } = await runProgram('findscu', ['-v', '-S', ...query, ...as('PACS')])
  expect([status, said]).toEqual([0, expect.stringContaining('Received Final Find Response (Success)')])
  expect(said).toContain(study)
  expect(said).toMatch(/\(0020,1208\) IS \[2 ?\]/)
  expect(said).toMatch(/\(0008,0054\) AE \[FIRSTREAD ?\]/)
  const none = await runProgram('findscu', ['-v', '-S', '-k', 'QueryRetrieveLevel=IMAGE', ...as('PACS')])
  expect(none.said).toMatch(/0xa900|Failed|DoesNotMatch/i)
})

test.skipIf(!haveDcmtk)('C-GET gives what was stored, converted where the peer does not know the coding', async () => {
  const { study, film, packed } = await aStudy('GET')
  const out = join(folder, 'get')
  mkdirSync(out)
  const keys = ['-k', 'QueryRetrieveLevel=STUDY', '-k', `StudyInstanceUID=${study}`]
  const { said } = await runProgram('getscu', ['-v', '-S', '+B', '-od', out, ...keys, ...as('PACS')])
  expect(said).toContain('Number of Completed Suboperations : 2')
  const got = received(out)
  expect(dataSetOf(got.get(film.uid) ?? new Uint8Array())).toEqual(dataSetOf(film.bytes))
  const unpacked = parse(got.get(packed.uid) ?? new Uint8Array())
  expect(unpacked.transferSyntaxUid).toBe('1.2.840.10008.1.2.1')
})

test.skipIf(!haveDcmtk)('C-MOVE sends to a listed destination, as it is stored, and nowhere else', async () => {
  const { study, film, packed } = await aStudy('MOVE')
  const out = join(folder, 'move')
  mkdirSync(out)
  await using ward = await startProgram('storescp', (port) => ['+B', '+xa', '-aet', 'WARD', '-od', out, String(port)])
  await site.peer({ aeTitle: 'WARD', operations: ['move_destination'], host: '127.0.0.1', port: ward.port })
  const keys = ['-k', 'QueryRetrieveLevel=STUDY', '-k', `StudyInstanceUID=${study}`]
  const moved = await runProgram('movescu', ['-v', '-S', '-aem', 'WARD', ...keys, ...as('PACS')])
  expect([moved.status, moved.said]).toEqual([0, expect.stringContaining('Received Final Move Response (Success)')])
  const got = received(out)
  for (const { uid, bytes } of [film, packed])
    expect(dataSetOf(got.get(uid) ?? new Uint8Array()).equals(dataSetOf(bytes))).toBe(true)
  const unlisted = await runProgram('movescu', ['-d', '-S', '-aem', 'CT1', ...keys, ...as('PACS')])
  expect(unlisted.said).toMatch(/0xa801/i)
  const all = await runProgram('movescu', ['-d', '-S', '-aem', 'WARD', '-k', 'QueryRetrieveLevel=STUDY', ...as('PACS')])
  expect(all.said).toMatch(/0xa900/i)
  const audited = await rows(
    `select new_values from audit_logs where action = 'view_study' and new_values->>'by' = 'dimse'`,
  )
  expect(audited.map(({ new_values }) => new_values)).toContainEqual({ as: 'move to WARD', by: 'dimse', instances: 2 })
})

test.skipIf(!haveDcmtk)('a peer that sees its own studies retrieves no others', async () => {
  const { study } = await aStudy('OTHERS')
  await site.peer({ aeTitle: 'NARROW', operations: ['store', 'query', 'retrieve'], sees: 'own', allowPlain: true })
  const out = join(folder, 'narrow')
  mkdirSync(out)
  const keys = ['-k', 'QueryRetrieveLevel=STUDY', '-k', `StudyInstanceUID=${study}`]
  await runProgram('getscu', ['-v', '-S', '-od', out, ...keys, ...as('NARROW')])
  expect(readdirSync(out)).toEqual([])
  const found = await runProgram('findscu', ['-v', '-S', ...keys, ...as('NARROW')])
  expect(found.said).not.toContain('Find Response: 1')
  const own = fileOf({ kind: 'CT', patient: 'NARROW', seed: 1 })
  expect((await send('NARROW', own.path)).status).toBe(0)
  const ownStudy = text(parse(own.bytes).elements, 'StudyInstanceUID') ?? ''
  const ownKeys = ['-k', 'QueryRetrieveLevel=STUDY', '-k', `StudyInstanceUID=${ownStudy}`]
  await runProgram('getscu', ['-v', '-S', '-od', out, ...ownKeys, ...as('NARROW')])
  expect(received(out).has(own.uid)).toBe(true)
})
