import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DicomJson, jsonKey, synthesize } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import { haveProgram, type PeerServer, startProgram } from '@firstread/testing/peers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stow } from '../../ingest/testing/stow.ts'

/** Orthanc with Firstread as its DICOMweb server: it lists, and pulls what it found. */
const plugin = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so'
const haveOrthanc = haveProgram('Orthanc') && existsSync(plugin)
if (!existsSync(plugin)) console.warn("Orthanc's DICOMweb plugin is not installed: tests with it are skipped")
let site: Site
let dana: Person
let ray: Person
let folder: string
let orthanc: PeerServer

beforeAll(async () => {
  if (!haveOrthanc) return
  site = await newSite()
  dana = await site.person('doctor')
  ray = await site.person('radiologist')
  expect((await stow(ray, [film('A', 1), film('A', 2), film('B', 1)])).status).toBe(200)
  folder = mkdtempSync(join(tmpdir(), 'firstread-orthanc-'))
  orthanc = await startProgram('Orthanc', (port) => [configure(port)])
})
afterAll(async () => {
  await orthanc?.[Symbol.asyncDispose]()
  await site?.[Symbol.asyncDispose]()
  if (folder) rmSync(folder, { recursive: true })
})

const film = (study: string, seed: number) =>
  synthesize({
    kind: 'CT',
    rows: 16,
    columns: 16,
    patient: study,
    study,
    seed,
    series: 1,
    elements: { AccessionNumber: study },
  })

function configure(port: number): string {
  const file = join(folder, 'orthanc.json')
  const as = ({ token }: Person) => ({
    Url: `${site.url}/dicom-web/`,
    HttpHeaders: { Authorization: `Bearer ${token}` },
  })
  const settings = {
    ...{ StorageDirectory: folder, IndexDirectory: folder, HttpPort: port, DicomServerEnabled: false },
    ...{ RemoteAccessAllowed: false, AuthenticationEnabled: false, Plugins: [plugin] },
    DicomWeb: { Enable: true, Servers: { firstread: as(dana), ours: as(ray) } },
  }
  writeFileSync(file, JSON.stringify(settings))
  return file
}

async function ask(path: string, body?: unknown) {
  const sent = body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body)
  const init = body === undefined ? {} : { method: 'POST', body: sent }
  const response = await fetch(`http://127.0.0.1:${orthanc.port}${path}`, init)
  const text = await response.text()
  expect(response.status, `${path}: ${text} ${orthanc.said.slice(-2000)}`).toBe(200)
  return JSON.parse(text)
}
const value = (result: DicomJson | undefined, keyword: string) => result?.[jsonKey(keyword)]?.Value?.[0]
const search = (Uri: string, Arguments: Record<string, string>): Promise<DicomJson[]> =>
  ask('/dicom-web/servers/firstread/get', { Uri, Arguments })

test.skipIf(!haveOrthanc)('Orthanc lists our studies, and retrieves one of them', async () => {
  const all = await search('/studies', { limit: '10', includefield: '00081030' })
  expect(all.map((one) => value(one, 'AccessionNumber')).sort()).toEqual(['A', 'B'])
  const [found] = await search('/studies', { '00080050': 'A' })
  const study = String(value(found, 'StudyInstanceUID'))
  expect(await search(`/studies/${study}/instances`, {})).toHaveLength(2)
  await ask('/dicom-web/servers/firstread/retrieve', { Resources: [{ Study: study }], Synchronous: true })
  expect(await ask('/instances')).toHaveLength(2)
  const [own] = await ask('/studies?expand')
  expect(own.MainDicomTags).toMatchObject({ StudyInstanceUID: study, AccessionNumber: 'A' })
})

test.skipIf(!haveOrthanc)('Orthanc stores with us by STOW-RS what it has, and finds it here', async () => {
  const own = film('C', 1)
  const { ID: orthancId } = await ask('/instances', own)
  await ask('/dicom-web/servers/ours/stow', { Resources: [orthancId], Synchronous: true })
  expect((await search('/studies', { AccessionNumber: 'C' })).map((one) => value(one, 'PatientID'))).toEqual(['SYN-C'])
})
