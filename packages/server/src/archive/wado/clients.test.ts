import { createHash } from 'node:crypto'
import { decodeFrame, nativeBytesOf, parse, synthesize } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import { dicomwebClient, pythonPeer } from '@firstread/testing/peers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { instancesOf, stow } from './testing/clients.ts'

/** Another program's idea of WADO-RS: dicomweb-client of PyPI, with pydicom behind it. */
const python = pythonPeer(dicomwebClient)
const coded = synthesize({ kind: 'CT', rows: 40, columns: 30, frames: 3, transferSyntaxUid: '1.2.840.10008.1.2.5' })
let site: Site
let dana: Person
let path: string

beforeAll(async () => {
  site = await newSite()
  dana = await site.person('doctor')
  ;[path = ''] = instancesOf(await stow(await site.person('radiologist'), [coded]))
}, 120_000)
afterAll(() => site[Symbol.asyncDispose]())

const script = `
import hashlib, json, sys
from dicomweb_client.api import DICOMwebClient
client = DICOMwebClient(url=sys.argv[1], headers={'Authorization': 'Bearer ' + sys.argv[2]})
study, series, sop = sys.argv[3:6]
sha = lambda data: hashlib.sha256(data).hexdigest()
stored = client.retrieve_instance(study, series, sop, media_types=(('application/dicom', '*'),))
opened = client.retrieve_instance(study, series, sop, media_types=(('application/dicom', '1.2.840.10008.1.2.1'),))
metadata = client.retrieve_instance_metadata(study, series, sop)
values = client.retrieve_instance_frames(study, series, sop, frame_numbers=[3, 1], media_types=(('application/octet-stream', '1.2.840.10008.1.2.1'),))
streams = client.retrieve_instance_frames(study, series, sop, frame_numbers=[2], media_types=(('image/jls', '1.2.840.10008.1.2.4.80'),))
# The client names its Host without a port, so the address that it is given lacks one.
bulk = client.retrieve_bulkdata(sys.argv[1] + metadata['7FE00010']['BulkDataURI'].split('/dicom-web')[1])
picture = client.retrieve_instance_rendered(study, series, sop, media_types=('image/png',), params={'window': '40,400,linear'})
print(json.dumps({
  'syntaxes': [stored.file_meta.TransferSyntaxUID, opened.file_meta.TransferSyntaxUID],
  'pixels': sha(opened.PixelData),
  'study': len(client.retrieve_study(study)), 'series': len(client.retrieve_series(study, series)),
  'metadata': [len(client.retrieve_study_metadata(study)), len(client.retrieve_series_metadata(study, series)), metadata['00280010']['Value'][0]],
  'values': [sha(v) for v in values],
  'jpegls': streams[0][:4].hex(),
  'bulk': len(bulk),
  'picture': picture[:8].hex(),
}))
`

test.skipIf(!python)(
  'dicomweb-client retrieves files, metadata, frames, bulk data and pictures',
  async () => {
    const [, , , study = '', , series = '', , instance = ''] = path.split('/')
    const { status, said } = (await python?.run(
      script,
      `${site.url}/dicom-web`,
      dana.token,
      study,
      series,
      instance,
    )) ?? {
      status: 1,
      said: '',
    }
    expect(status, said).toBe(0)
    const file = parse(coded)
    const frames = await Promise.all([0, 1, 2].map(async (i) => nativeBytesOf(await decodeFrame(file, i))))
    const sha256 = (...bytes: Uint8Array[]) => createHash('sha256').update(Buffer.concat(bytes)).digest('hex')
    expect(JSON.parse(said.trim().split('\n').at(-1) ?? '')).toEqual({
      syntaxes: ['1.2.840.10008.1.2.5', '1.2.840.10008.1.2.1'],
      pixels: sha256(...frames),
      study: 1,
      series: 1,
      metadata: [1, 1, 40],
      values: [sha256(frames[2] as Uint8Array), sha256(frames[0] as Uint8Array)],
      jpegls: 'ffd8fff7',
      bulk: 3,
      picture: '89504e470d0a1a0a',
    })
  },
  120_000,
)
