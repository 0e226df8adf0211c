import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect, synthesize } from '@firstread/dicom'
import { newSite } from '@firstread/testing'
import { dicomwebClient, pythonPeer } from '@firstread/testing/peers'
import { expect, test } from 'vitest'

const python = pythonPeer(dicomwebClient)

/** Stores files and says what the answer lists. */
const script = `
import sys, json, requests, pydicom
from dicomweb_client.api import DICOMwebClient
url, token, *paths = sys.argv[1:]
session = requests.Session()
session.headers['Authorization'] = 'Bearer ' + token
answer = DICOMwebClient(url=url, session=session).store_instances([pydicom.dcmread(path) for path in paths])
print(json.dumps({
  'stored': [item.ReferencedSOPInstanceUID for item in answer.get('ReferencedSOPSequence', [])],
  'urls': [item.RetrieveURL for item in answer.get('ReferencedSOPSequence', [])],
  'failed': [[item.ReferencedSOPInstanceUID, item.FailureReason] for item in answer.get('FailedSOPSequence', [])],
}))
`

test.skipIf(!python)('dicomweb-client stores, and reads what became of each instance', async () => {
  await using site = await newSite()
  const ray = await site.person('radiologist')
  const folder = await mkdtemp(join(tmpdir(), 'firstread-stow-'))
  const one = (seed: number, elements = {}) =>
    synthesize({ kind: 'CT', rows: 8, columns: 8, study: 'by another program', seed, elements })
  const files = [one(1), one(2), one(2, { StudyDescription: 'changed' })]
  const paths = files.map((_, i) => join(folder, `${i}.dcm`))
  await Promise.all(files.map((bytes, i) => writeFile(paths[i] ?? '', bytes)))
  const answer = await python?.run(script, `${site.url}/dicom-web`, ray.token, ...paths)
  const uids = files.map((bytes) => inspect(bytes, bytes.length).sopInstanceUid)
  const { stored, urls, failed } = JSON.parse(answer?.said.trim().split('\n').at(-1) ?? '{}')
  expect(stored, answer?.said).toHaveLength(2)
  expect(stored).toEqual(expect.arrayContaining(uids.slice(0, 2)))
  expect(failed).toEqual([[uids[2], 0x0111]])
  // This client leaves the port out of its Host header, from which the address is made.
  expect(urls[0]).toMatch(/^http:\/\/127\.0\.0\.1\/dicom-web\/studies\/[0-9.]+\/series\/[0-9.]+\/instances\/[0-9.]+$/)
  await rm(folder, { recursive: true, force: true })
})
