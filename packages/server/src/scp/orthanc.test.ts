import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, synthesize, text } from '@firstread/dicom'
import type { Listening } from '@firstread/dimse'
import { newSite, type Site } from '@firstread/testing'
import { freePort, haveProgram, type PeerServer, startProgram } from '@firstread/testing/peers'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { listenDicom } from './listen.ts'

// The archive that most departments have beside them: it pushes to us, searches in us, and has us send.
const haveOrthanc = haveProgram('Orthanc')
const folder = mkdtempSync(join(tmpdir(), 'firstread-orthanc-'))
let site: Site
let dicom: Listening
let orthanc: PeerServer
let rest: string

beforeAll(async () => {
  if (!haveOrthanc) return
  site = await newSite({ env: { DICOM_PORT: '0' } })
  dicom = await listenDicom(site.app)
  const http = await freePort()
  orthanc = await startProgram('Orthanc', (port) => [configuration(port, http)])
  rest = `http://127.0.0.1:${http}`
  const operations = ['store', 'query', 'retrieve', 'move_destination'] as const
  await site.peer({
    aeTitle: 'ORTHANC',
    operations: [...operations],
    allowPlain: true,
    host: '127.0.0.1',
    port: orthanc.port,
  })
  await vi.waitUntil(() => ask('GET', '/system').catch(() => undefined), { timeout: 30_000, interval: 100 })
}, 120_000)
afterAll(async () => {
  await orthanc?.[Symbol.asyncDispose]()
  await dicom?.close(1000)
  await site?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

function configuration(port: number, http: number): string {
  const path = join(folder, 'orthanc.json')
  const settings = {
    StorageDirectory: join(folder, 'storage'),
    IndexDirectory: join(folder, 'storage'),
    DicomAet: 'ORTHANC',
    DicomPort: port,
    HttpPort: http,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: false,
    Plugins: [],
    DicomModalities: { firstread: ['FIRSTREAD', '127.0.0.1', dicom.port] },
  }
  writeFileSync(path, JSON.stringify(settings))
  return path
}

async function ask(method: string, path: string, body?: unknown) {
  const isFile = body instanceof Uint8Array
  const sent = body === undefined ? {} : { body: isFile ? new Uint8Array(body) : JSON.stringify(body) }
  const answer = await fetch(`${rest}${path}`, { method, ...sent })
  const said = await answer.text()
  return { status: answer.status, body: said === '' ? undefined : JSON.parse(said) }
}

const film = (seed: number) =>
  synthesize({ kind: 'CT', rows: 16, columns: 16, patient: 'ORTHANC', study: 1, series: 1, seed })
const studyUid = text(parse(film(1)).elements, 'StudyInstanceUID')

test.skipIf(!haveOrthanc)('Orthanc pushes a study to us', async () => {
  expect((await ask('POST', '/modalities/firstread/echo', {})).status).toBe(200)
  for (const seed of [1, 2, 3]) expect((await ask('POST', '/instances', film(seed))).status).toBe(200)
  const [study] = (await ask('GET', '/studies')).body
  const pushed = await ask('POST', '/modalities/firstread/store', { Resources: [study], Synchronous: true })
  expect(pushed.body).toMatchObject({ InstancesCount: 3, FailedInstancesCount: 0 })
  const { rows } = await site.admin.query(
    'select count(*)::int as held from dicom_instances d join dicom_series s using (series_instance_uid) where s.study_instance_uid = $1',
    [studyUid],
  )
  expect(rows).toEqual([{ held: 3 }])
})

test.skipIf(!haveOrthanc)('Orthanc finds it here, and has it sent back after it lost its own', async () => {
  const [study] = (await ask('GET', '/studies')).body
  await ask('DELETE', `/studies/${study}`)
  expect((await ask('GET', '/instances')).body).toEqual([])
  const asked = { Level: 'Study', Query: { PatientID: 'SYN-ORTHANC', StudyInstanceUID: '', PatientName: '' } }
  const { ID } = (await ask('POST', '/modalities/firstread/query', asked)).body
  expect((await ask('GET', `/queries/${ID}/answers`)).body).toEqual(['0'])
  const found = (await ask('GET', `/queries/${ID}/answers/0/content?simplify`)).body
  expect(found).toMatchObject({
    StudyInstanceUID: studyUid,
    PatientName: 'Synthetic^ORTHANC',
    RetrieveAETitle: 'FIRSTREAD',
  })
  const retrieved = await ask('POST', `/queries/${ID}/answers/0/retrieve`, { TargetAet: 'ORTHANC', Synchronous: true })
  expect(retrieved.status).toBe(200)
  expect((await ask('GET', '/instances')).body).toHaveLength(3)
})

test.skipIf(!haveOrthanc)('what Orthanc asks of another patient it does not find', async () => {
  const asked = { Level: 'Study', Query: { PatientID: 'SYN-NOBODY', StudyInstanceUID: '' } }
  const { ID } = (await ask('POST', '/modalities/firstread/query', asked)).body
  expect((await ask('GET', `/queries/${ID}/answers`)).body).toEqual([])
})
