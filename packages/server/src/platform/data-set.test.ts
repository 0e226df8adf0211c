import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { fileHead, parse, synthesize } from '@firstread/dicom'
import { newSite } from '@firstread/testing'
import { expect, test } from 'vitest'
import { dataSetStart, readDataSet } from './data-set.ts'

const folder = join(process.env.TEST_DATA ?? resolve(import.meta.dirname, '../../../../../shared/data'), 'dicom')
const haveTestData = existsSync(join(folder, 'manifest.csv'))
if (!haveTestData) console.warn(`no real DICOM files at ${folder}: set TEST_DATA`)

test('a data set begins behind the file meta information, whatever that says about its own length', () => {
  const uids = {
    sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
    sopInstanceUid: '1.2.3',
    transferSyntaxUid: '1.2.840.10008.1.2.1',
  }
  const head = Buffer.from(fileHead(uids))
  const body = Buffer.from([8, 0, 5, 0, 0x43, 0x53, 0, 0, 8, 0, 0x16, 0, 0x55, 0x49, 0, 0])
  const file = Buffer.concat([head, body])
  expect(dataSetStart(file)).toBe(head.length)
  for (const wrong of [0, 7, 1_000_000]) {
    const lying = Buffer.from(file)
    lying.writeUInt32LE(wrong, 140)
    expect(dataSetStart(lying), String(wrong)).toBe(head.length)
  }
  const deflated = Buffer.from(fileHead({ ...uids, transferSyntaxUid: '1.2.840.10008.1.2.1.99' }))
  const alike = Buffer.from([2, 0, 5, 0, 0x43, 0x53, 0, 0, 0, 0, 0, 0])
  expect(dataSetStart(Buffer.concat([deflated, alike]))).toBe(deflated.length)
  expect(dataSetStart(file.subarray(128))).toBe(head.length - 128)
  expect(dataSetStart(body)).toBe(0)
  expect(dataSetStart(Buffer.alloc(0))).toBe(0)
})

test.skipIf(!haveTestData)('in every real file it begins where the parser finds the first element', async () => {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  let compared = 0
  for (const { parentPath, name } of names) {
    const bytes = await readFile(join(parentPath, name))
    const file = tryParse(bytes)
    if (!file) continue
    const start = dataSetStart(bytes.subarray(0, 65_536))
    const [first] = file.dataSet.elements.values()
    if (!first) continue
    compared += 1
    const data = file.syntax.deflated ? inflateRawSync(bytes.subarray(start)) : bytes.subarray(start)
    const tag = file.encoding.littleEndian
      ? data.readUInt16LE(0) * 0x10000 + data.readUInt16LE(2)
      : data.readUInt16BE(0) * 0x10000 + data.readUInt16BE(2)
    expect(tag, join(parentPath, name)).toBe(first.tag)
  }
  expect(compared).toBeGreaterThan(290)
})
const tryParse = (bytes: Buffer) => {
  try {
    return parse(bytes)
  } catch {
    return undefined
  }
}

test('the data set of a stored file comes piece by piece, byte for byte', async () => {
  await using site = await newSite()
  for (const rows of [8, 900]) {
    const bytes = Buffer.from(synthesize({ rows, columns: 300 }))
    const { objectId, sizeBytes } = await site.app.objects.put(
      (async function* () {
        yield bytes
      })(),
    )
    const pieces = await Array.fromAsync(readDataSet(site.app.objects, { objectId, sizeBytes }))
    expect(Buffer.concat(pieces).equals(bytes.subarray(dataSetStart(bytes)))).toBe(true)
  }
})
