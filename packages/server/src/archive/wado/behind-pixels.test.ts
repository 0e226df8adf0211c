import { inspect, synthesize } from '@firstread/dicom'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { instancesOf, read, stow } from './testing/clients.ts'

let site: Site
let ray: Person
beforeAll(async () => {
  site = await newSite()
  ray = await site.person('radiologist')
})
afterAll(() => site[Symbol.asyncDispose]())

/** An element in explicit little endian with a 32-bit length. */
function element(group: number, number: number, vr: string, value: Uint8Array): Buffer {
  const head = Buffer.alloc(12)
  head.writeUInt16LE(group, 0)
  head.writeUInt16LE(number, 2)
  head.write(vr, 4, 'latin1')
  head.writeUInt32LE(value.length, 8)
  return Buffer.concat([head, value])
}

const long = Buffer.alloc(300_000, 'private')
const item = (body: Buffer) => Buffer.concat([Buffer.from('feff00e0', 'hex'), le32(body.length), body])
const le32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
/** PS3.15 C.1: what a signing modality adds; and a private group, one value of it longer than anything that is kept in memory. */
const tail = Buffer.concat([
  element(0x7fe1, 0x0010, 'UT', Buffer.from('MADE UP ')),
  element(0x7fe1, 0x1001, 'OB', long),
  element(0x7fe1, 0x1002, 'UT', Buffer.from('after the long one')),
  element(0xfffa, 0xfffa, 'SQ', item(element(0x0400, 0x0120, 'OB', Buffer.from('signed')))),
])

const rle = '1.2.840.10008.1.2.5'
const described = Array.from({ length: 400 }, (_, i) => ({ CodeValue: `${i}`, CodeMeaning: 'm'.repeat(300) }))

test.each([
  ['a small film', {}],
  ['a film larger than what is held of it', { rows: 400, columns: 400 }],
  ['a film larger than a chunk of the store', { rows: 1500, columns: 1200 }],
  ['coded frames that fit', { frames: 2, transferSyntaxUid: rle }],
  ['many coded frames', { frames: 40, rows: 100, columns: 100, transferSyntaxUid: rle }],
  [
    'coded frames behind a long header',
    { frames: 4, transferSyntaxUid: rle, elements: { ViewCodeSequence: described } },
  ],
])('metadata have what stands behind the pixels: %s', async (name, options) => {
  const file = Buffer.concat([synthesize({ kind: 'CT', seed: name, patient: name, ...options }), tail])
  const [path = ''] = instancesOf(await stow(ray, [file]))
  const metadata = await read(ray, `${path}/metadata`, { accept: 'application/dicom+json' })
  const [instance] = JSON.parse(metadata.bytes.toString())
  expect(instance).toMatchObject({
    '7FE10010': { vr: 'UT', Value: ['MADE UP'] },
    '7FE11001': { vr: 'OB', BulkDataURI: `${site.url}${path}/bulkdata/7FE11001` },
    '7FE11002': { vr: 'UT', Value: ['after the long one'] },
    FFFAFFFA: {
      vr: 'SQ',
      Value: [{ '04000120': { vr: 'OB', InlineBinary: Buffer.from('signed').toString('base64') } }],
    },
  })
  expect(Object.keys(instance).toSorted()).toEqual(
    [...Object.keys(inspect(file, file.length).elements), '7FE00010', '7FE11001'].toSorted(),
  )
  const bulk = await read(ray, `${path}/bulkdata/7FE11001`, { accept: 'application/octet-stream' })
  expect([bulk.status, bulk.bytes.equals(long)]).toEqual([200, true])
})
