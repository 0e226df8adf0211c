import { synthesize } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import { dicomwebClient, pythonPeer } from '@firstread/testing/peers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stow } from '../../ingest/testing/stow.ts'

/** Another program's idea of QIDO-RS: dicomweb-client of PyPI. */
const python = pythonPeer(dicomwebClient)
let site: Site
let dana: Person

beforeAll(async () => {
  site = await newSite()
  dana = await site.person('doctor')
  const ray = await site.person('radiologist')
  const film = (study: string, seed: number) =>
    synthesize({
      kind: 'CT',
      rows: 16,
      columns: 16,
      patient: study,
      study,
      seed,
      series: 1,
      elements: { PatientName: `Client^${study}`, AccessionNumber: study },
    })
  expect((await stow(ray, [film('A', 1), film('A', 2), film('B', 1)])).status).toBe(200)
})
afterAll(() => site[Symbol.asyncDispose]())

const script = `
import json, sys
from dicomweb_client.api import DICOMwebClient
from pydicom.dataset import Dataset
client = DICOMwebClient(url=sys.argv[1], headers={'Authorization': 'Bearer ' + sys.argv[2]})
read = lambda found: [Dataset.from_json(one) for one in found]
studies = read(client.search_for_studies(search_filters={'PatientName': 'client*'}, fields=['StudyDescription'], limit=10))
one = next(s for s in studies if s.AccessionNumber == 'A')
series = read(client.search_for_series(study_instance_uid=one.StudyInstanceUID))
instances = read(client.search_for_instances(study_instance_uid=one.StudyInstanceUID, series_instance_uid=series[0].SeriesInstanceUID))
print(json.dumps({
  'names': sorted(str(s.PatientName) for s in studies),
  'counts': [one.NumberOfStudyRelatedSeries, one.NumberOfStudyRelatedInstances],
  'series': [str(s.Modality) for s in series],
  'rows': [i.Rows for i in instances],
  'all': len(client.search_for_instances(get_remaining=True, limit=2)),
  'fuzzy': len(client.search_for_studies(fuzzymatching=True, search_filters={'PatientName': 'cli b'})),
  'none': client.search_for_studies(search_filters={'PatientID': 'nobody'}),
}))
`

test.skipIf(!python)('dicomweb-client searches studies, series and instances, and pages through them', async () => {
  const { status, said } = (await python?.run(script, `${site.url}/dicom-web`, dana.token)) ?? { status: 1, said: '' }
  expect(status, said).toBe(0)
  expect(JSON.parse(said.trim().split('\n').at(-1) ?? '')).toEqual({
    names: ['Client^A', 'Client^B'],
    counts: [1, 2],
    series: ['CT'],
    rows: [16, 16],
    all: 3,
    fuzzy: 1,
    none: [],
  })
})
