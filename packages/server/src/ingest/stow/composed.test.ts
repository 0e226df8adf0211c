import { type DicomJson, frameBytes, inspect, parse, synthesize, toXml } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import { pynetdicom, pythonPeer } from '@firstread/testing/peers'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { failedIn, otherFailuresIn, post, type StowReply, storedIn } from '../testing/stow.ts'

// PS3.18 10.5.1.4: instances as metadata with their bulk data beside them.
const MiB = 1024 * 1024
let site: Site
let ray: Person
beforeAll(async () => {
  site = await newSite({ env: { UPLOAD_MAX_BYTES: String(80 * MiB) } })
  ray = await site.person('radiologist')
})
afterAll(() => site[Symbol.asyncDispose]())

type Piece = { type: string; location?: string; bytes: Uint8Array | string }
const boundary = 'some-boundary'
const typed = (root: string) => `multipart/related; type="application/dicom+${root}"; boundary=${boundary}`
const bodyOf = (pieces: readonly Piece[]) =>
  Buffer.concat([
    ...pieces.flatMap(({ type, location, bytes }) => [
      Buffer.from(
        `--${boundary}\r\nContent-Type: ${type}\r\n${location ? `Content-Location: ${location}\r\n` : ''}\r\n`,
      ),
      Buffer.from(bytes as string),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ])
const send = (root: 'json' | 'xml', pieces: readonly Piece[]) =>
  post(ray, bodyOf(pieces) as Buffer<ArrayBuffer>, typed(root))
const json = (...instances: unknown[]): Piece => ({ type: 'application/dicom+json', bytes: JSON.stringify(instances) })

let count = 0
/** One instance in two pieces, and what it was. */
function instance(rest: Parameters<typeof synthesize>[0] = {}) {
  count += 1
  const file = synthesize({ kind: 'CT', rows: 12, columns: 10, study: `composed ${count}`, seed: count, ...rest })
  const { elements, sopInstanceUid = '' } = inspect(file, file.length)
  const location = `bulk/${count}`
  const model: DicomJson = { ...elements, '7FE00010': { vr: 'OW', BulkDataURI: location } }
  return { file, model, location, uid: sopInstanceUid, pixels: frameBytes(parse(file), 0) }
}
const pathIn = ({ body }: StowReply) => new URL(body['00081199'].Value[0]['00081190'].Value[0]).pathname
async function get(path: string, accept: string) {
  const answer = await ray.fetch(path, { headers: { accept } })
  return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) }
}

test('JSON with values beside it is an instance like others, and the same again is the same', async () => {
  const { model, location, uid, pixels } = instance()
  const pieces = [json(model), { type: 'application/octet-stream', location, bytes: pixels }]
  const reply = await send('json', pieces)
  expect([reply.status, storedIn(reply)], JSON.stringify(reply.body)).toEqual([200, [uid]])
  const frame = await get(`${pathIn(reply)}/frames/1`, 'application/octet-stream')
  expect(frame.bytes.equals(Buffer.from(pixels))).toBe(true)
  const metadata = await get(`${pathIn(reply)}/metadata`, 'application/dicom+json')
  const { '7FE00010': _pixels, ...header } = model
  expect(JSON.parse(metadata.bytes.toString())[0]).toMatchObject(JSON.parse(JSON.stringify(header)))
  const again = await send('json', pieces)
  expect([again.status, storedIn(again)]).toEqual([200, [uid]])
})

test('several instances in one list, their bulk data in any order; one that is broken takes no other with it', async () => {
  const [a, b, c] = [instance(), instance(), instance()]
  const bulk = (one: typeof a) => ({ type: 'application/octet-stream', location: one.location, bytes: one.pixels })
  const reply = await send('json', [bulk(b), json(a.model, b.model, c.model), bulk(a)]) // the pixels of c do not come
  expect([reply.status, storedIn(reply).sort()]).toEqual([202, [a.uid, b.uid].sort()])
  expect(otherFailuresIn(reply)).toEqual([0xc000])
})

test('XML has a part for each instance', async () => {
  const [a, b] = [instance(), instance()]
  const pieces = [a, b].flatMap((one) => [
    { type: 'application/dicom+xml', bytes: toXml(one.model) },
    { type: 'application/octet-stream', location: one.location, bytes: one.pixels },
  ])
  const reply = await send('xml', pieces)
  expect([reply.status, storedIn(reply)], JSON.stringify(reply.body)).toEqual([200, [a.uid, b.uid]])
})

test('a JPEG describes itself', async () => {
  const { model, location, uid } = instance({ kind: 'SC' })
  const bare = Object.fromEntries(Object.entries(model).filter(([key]) => !key.startsWith('0028')))
  const picture = sharp({ create: { width: 40, height: 30, channels: 3, background: '#345' } })
  const bytes = await picture.jpeg().toBuffer()
  const type = 'image/jpeg; transfer-syntax=1.2.840.10008.1.2.4.50'
  const reply = await send('json', [json(bare), { type, location, bytes }])
  expect([reply.status, storedIn(reply)], JSON.stringify(reply.body)).toEqual([200, [uid]])
  const rendered = await sharp((await get(`${pathIn(reply)}/rendered`, 'image/png')).bytes).metadata()
  expect([rendered.width, rendered.height]).toEqual([40, 30])
})

test('an object without bulk data needs no multipart', async () => {
  const { model, uid } = instance()
  const { '7FE00010': _pixels, ...header } = model
  const bare = Object.fromEntries(Object.entries(header).filter(([key]) => !key.startsWith('0028')))
  const reply = await post(ray, JSON.stringify([bare]), 'application/dicom+json')
  expect([reply.status, storedIn(reply)], JSON.stringify(reply.body)).toEqual([200, [uid]])
})

test('rules of the archive hold here too: a taken UID, another study than the address says', async () => {
  const { model, location, uid, pixels } = instance()
  const bulk = { type: 'application/octet-stream', location, bytes: pixels }
  expect((await send('json', [json(model), bulk])).status).toBe(200)
  const changed = await send('json', [json({ ...model, '00081030': { vr: 'LO', Value: ['changed'] } }), bulk])
  expect([changed.status, failedIn(changed)]).toEqual([409, { [uid]: 0x0111 }])
  const other = instance()
  const elsewhere = await post(
    ray,
    bodyOf([json(other.model), { ...bulk, location: other.location }]) as Buffer<ArrayBuffer>,
    typed('json'),
    '/dicom-web/studies/1.2.3',
  )
  expect([elsewhere.status, failedIn(elsewhere)]).toEqual([409, { [other.uid]: 0xa900 }])
})

test.each<[string, string, number]>([
  ['no JSON', '{', 400],
  ['a number', '7', 400],
  ['a list of nothing', '[]', 400],
  ['no element that is known', '[{"x":1}]', 400],
  ['a depth that is none', `[${'{"00081140":{"vr":"SQ","Value":['.repeat(2000)}${']}}'.repeat(2000)}]`, 409],
  ['brackets without end', '['.repeat(200_000), 400],
])('%s is refused with a status of the standard', async (_what, text, status) => {
  const reply = await send('json', [{ type: 'application/dicom+json', bytes: text }])
  expect(reply.status, JSON.stringify(reply.body)).toBe(status)
})

/** Objects of the store that no row names. */
async function withoutRow(): Promise<number> {
  const { rows } = await site.admin.query('select count(*)::int as n from stored_objects')
  return (await Array.fromAsync(site.app.objects.list())).length - rows[0].n
}

test('values larger than what is held in memory are laid aside, and nothing stays of them but the file', async () => {
  const { model, location, uid } = instance()
  const large = { ...model, '00280010': { vr: 'US', Value: [6000] }, '00280011': { vr: 'US', Value: [6000] } }
  const bytes = Buffer.alloc(6000 * 6000 * 2, 'pixels')
  const document = Buffer.alloc(3 * MiB + 1, 'document')
  const named = { ...large, '00420011': { vr: 'OB', BulkDataURI: 'document' } }
  const reply = await send('json', [
    { type: 'application/octet-stream', location, bytes },
    json(named),
    { type: 'application/octet-stream', location: 'document', bytes: document },
  ])
  expect([reply.status, storedIn(reply)], JSON.stringify(reply.body)).toEqual([200, [uid]])
  const frame = await get(`${pathIn(reply)}/frames/1`, 'application/octet-stream')
  expect(frame.bytes.equals(bytes)).toBe(true)
  const kept = await get(`${pathIn(reply)}/bulkdata/00420011`, 'application/octet-stream')
  expect(kept.bytes.subarray(0, -1).equals(document)).toBe(true) // an odd length is made even
  expect(await withoutRow()).toBe(0)
})

test('many small values fill no memory: frames of one image in a thousand parts', async () => {
  const { model, location, uid } = instance({ kind: 'CT' })
  const frames = 1000
  const many = {
    ...model,
    '00280008': { vr: 'IS', Value: [frames] },
    '00280010': { vr: 'US', Value: [100] },
    '00280011': { vr: 'US', Value: [100] },
  }
  const type = 'image/dicom-rle; transfer-syntax=1.2.840.10008.1.2.5'
  const parts = Array.from({ length: frames }, (_, i) => ({
    type,
    location,
    bytes: Buffer.alloc(30_000, `frame ${i} `),
  }))
  const reply = await send('json', [json(many), ...parts])
  expect([reply.status, storedIn(reply)], JSON.stringify(reply.body)).toEqual([200, [uid]])
  for (const number of [1, 999]) {
    const accept = 'multipart/related; type="application/octet-stream"; transfer-syntax=*'
    const { bytes } = await get(`${pathIn(reply)}/frames/${number}`, accept)
    expect(bytes.includes(Buffer.alloc(30_000, `frame ${number - 1} `)), `${number}`).toBe(true)
  }
  expect(await withoutRow()).toBe(0)
})

test('more than a file may have is refused, nothing stays of it, and the next is served', async () => {
  const { model, location, uid, pixels } = instance()
  const huge = { type: 'application/octet-stream', location, bytes: Buffer.alloc(81 * MiB) }
  expect((await send('json', [json(model), huge])).status).toBe(413)
  expect(await withoutRow()).toBe(0)
  const next = await send('json', [json(model), { ...huge, bytes: pixels }])
  expect([next.status, storedIn(next)]).toEqual([200, [uid]])
})

test('a sender who goes away in the middle of a value leaves nothing behind', async () => {
  const { model, location } = instance()
  const begun = bodyOf([json(model), { type: 'application/octet-stream', location, bytes: Buffer.alloc(5 * MiB) }])
  const cut = post(ray, begun.subarray(0, -200) as Buffer<ArrayBuffer>, typed('json'))
  expect((await cut).status).toBe(400)
  expect(await withoutRow()).toBe(0)
})

const python = pythonPeer(pynetdicom)
/** Metadata as pydicom writes them, and what it reads back of the file. */
const script = `
import sys, io, json, urllib.request, pydicom
from pydicom.data import get_testdata_file
url, token = sys.argv[1:]
dataset = pydicom.dcmread(get_testdata_file('CT_small.dcm'))
bulk = {}
def aside(element):
    bulk[f'bulk/{len(bulk)}'] = element.value
    return f'bulk/{len(bulk) - 1}'
model = dataset.to_json_dict(bulk_data_threshold=256, bulk_data_element_handler=aside)
parts = [('application/dicom+json', '', json.dumps([model]).encode())]
parts += [('application/octet-stream', location, value) for location, value in bulk.items()]
body = b''.join(b'--x\\r\\nContent-Type: %s\\r\\n%s\\r\\n%s\\r\\n' % (kind.encode(),
    b'Content-Location: %s\\r\\n' % location.encode() if location else b'', value) for kind, location, value in parts) + b'--x--\\r\\n'
def call(url, body=None, **headers):
    request = urllib.request.Request(url, body, {'Authorization': 'Bearer ' + token, **headers})
    return urllib.request.urlopen(request).read()
answer = json.loads(call(url + '/studies', body, **{'Content-Type': 'multipart/related; type="application/dicom+json"; boundary=x'}))
where = answer['00081199']['Value'][0]['00081190']['Value'][0]
back = pydicom.dcmread(io.BytesIO(call(where, Accept='application/dicom; transfer-syntax=*')))
differs = [str(e.tag) for e in dataset if e.tag != 0xfffcfffc and (e.tag not in back or back[e.tag].value != e.value)]
print(json.dumps({'bulk': len(bulk), 'differs': differs, 'elements': len(back)}))
`
test.skipIf(!python)('what pydicom sends as metadata it reads back as the same data set', async () => {
  const answer = await python?.run(script, `${site.url}/dicom-web`, ray.token)
  const { bulk, differs, elements } = JSON.parse(answer?.said.trim().split('\n').at(-1) ?? '{}')
  expect(differs, answer?.said).toEqual(['(0008,0005)']) // its texts are UTF-8 now
  expect(bulk).toBeGreaterThan(0)
  expect(elements).toBeGreaterThan(100)
})
