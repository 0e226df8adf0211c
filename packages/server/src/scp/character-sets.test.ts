import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Listening } from '@firstread/dimse'
import { newSite, type Person, type Site } from '@firstread/testing'
import { pynetdicom, pythonPeer } from '@firstread/testing/peers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { haveTestData, readManifest, realFiles } from '../ingest/testing/manifest.ts'
import { stow } from '../ingest/testing/stow.ts'
import { listenDicom } from './listen.ts'

// Names in the character set of their film: asked for in that set by C-FIND, and in UTF-8 by QIDO-RS, by pydicom's reckoning.
const python = pythonPeer(pynetdicom)
const ready = python !== undefined && haveTestData

/** What pydicom does not turn into Unicode: the set is designated in each component anew (PS3.5 6.1.2.5.3). */
const beyondPydicom = { 'fo-dicom/chrGB2312.dcm': 'Zhang^XiaoDong=张^小东' }

let site: Site
let ray: Person
let dicom: Listening
beforeAll(async () => {
  if (!ready) return
  site = await newSite({ env: { DICOM_PORT: '0' } })
  ray = await site.person('radiologist')
  await site.peer({ aeTitle: 'ASKS', operations: ['query'], sees: 'all', allowPlain: true })
  dicom = await listenDicom(site.app)
}, 120_000)
afterAll(async () => {
  await dicom?.close(1000)
  await site?.[Symbol.asyncDispose]()
})

const script = `
import sys, json, urllib.request, urllib.parse, warnings, pydicom, pynetdicom
from pynetdicom.sop_class import StudyRootQueryRetrieveInformationModelFind as Find
warnings.simplefilter('ignore')
port, url, token, beyond, *paths = sys.argv[1:]
known, said = json.loads(beyond), []
ae = pynetdicom.AE('ASKS'); ae.add_requested_context(Find)
association = ae.associate('127.0.0.1', int(port), ae_title='FIRSTREAD')
for path in paths:
    film = pydicom.dcmread(path, stop_before_pixels=True, force=True)
    name = next((n for end, n in known.items() if path.endswith(end)), str(film.PatientName))
    query = pydicom.Dataset()
    query.SpecificCharacterSet, query.QueryRetrieveLevel = film.SpecificCharacterSet, 'STUDY'
    query.PatientName, query.StudyInstanceUID = film.PatientName, ''
    found = [str(match.PatientName) for status, match in association.send_c_find(query, Find) if match and match.StudyInstanceUID == film.StudyInstanceUID]
    asked = urllib.request.Request(url + '/studies?' + urllib.parse.urlencode({'PatientName': name}), headers={'Authorization': 'Bearer ' + token})
    listed = [s['00100010']['Value'][0] for s in json.load(urllib.request.urlopen(asked)) if s['0020000D']['Value'] == [film.StudyInstanceUID]]
    said.append([name, found, ['='.join(n.get(g, '') for g in ('Alphabetic', 'Ideographic', 'Phonetic')).rstrip('=') for n in listed]])
association.release()
print(json.dumps(said))
`

test.skipIf(!ready)(
  'a name is found in each character set, and given in Unicode',
  async () => {
    const isOfWords = ({ file, charset, status }: { file: string; charset?: string; status: string }) =>
      status === 'valid' && /(^|\/)chr/.test(file) && charset !== ''
    const files = (await readManifest()).filter(isOfWords).map(({ file }) => join(realFiles, file))
    expect(files.length).toBeGreaterThan(9)
    const stored: string[] = []
    for (const path of files) if ((await stow(ray, [await readFile(path)])).status === 200) stored.push(path)
    const args = [String(dicom.port), `${site.url}/dicom-web`, ray.token, JSON.stringify(beyondPydicom), ...stored]
    const answer = await python?.run(script, ...args)
    const said: [string, string[], string[]][] = JSON.parse(answer?.said.trim().split('\n').at(-1) ?? '[]')
    expect(said, answer?.said).toHaveLength(stored.length)
    for (const [name, found, listed] of said) expect([found, listed], name).toEqual([[name], [name]])
    expect(said.filter(([name]) => /\P{ASCII}/u.test(name)).length).toBeGreaterThan(7)
  },
  60_000,
)
