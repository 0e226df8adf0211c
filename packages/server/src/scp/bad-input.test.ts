import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { synthesize } from '@firstread/dicom'
import type { Listening } from '@firstread/dimse'
import { newSite, type Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listenDicom } from './listen.ts'
import { isOfTheStandard, type Sample, type Status, sampleOf, sendAll } from './testing/samples.ts'

const data = join(process.env.TEST_DATA ?? resolve(import.meta.dirname, '../../../../../shared/data'), 'dicom')
const haveData = existsSync(join(data, 'manifest.csv'))
if (!haveData) console.warn('skipped: TEST_DATA is not here')

let site: Site
let dicom: Listening
beforeAll(async () => {
  site = await newSite({ env: { DICOM_PORT: '0' } })
  await site.peer({ aeTitle: 'ODD', operations: ['store'], sees: 'own', allowPlain: true })
  dicom = await listenDicom(site.app)
})
afterAll(async () => {
  await dicom.close(1000)
  await site[Symbol.asyncDispose]()
})

const send = (samples: readonly Sample[]) => sendAll(dicom.port, samples)

async function expectNothingHalf(statuses: readonly Status[], before: number): Promise<void> {
  const { rows } = await site.admin.query(
    `select (select count(*)::int from dicom_instances) as instances, (select count(*)::int from stored_objects) as objects`,
  )
  expect(rows[0].objects).toBe(rows[0].instances)
  const inStore = (await Array.fromAsync(site.app.objects.list())).length
  expect(inStore).toBe(rows[0].objects)
  expect(rows[0].instances - before).toBeLessThanOrEqual(statuses.filter((status) => status === 0).length)
}

const instances = async () =>
  (await site.admin.query('select count(*)::int as count from dicom_instances')).rows[0].count as number

test.skipIf(!haveData)(
  'every file of the collection, valid or broken, gets an answer of the standard',
  async () => {
    const rows = readFileSync(join(data, 'manifest.csv'), 'utf8').trim().split(/\r?\n/).slice(1)
    const paths = rows.map((row) => join(data, row.split(',', 1)[0] ?? '')).filter((path) => existsSync(path))
    expect(paths.length).toBeGreaterThan(250)
    const before = await instances()
    const statuses = await send(paths.map((path) => sampleOf(new Uint8Array(readFileSync(path)))))
    expect([...new Set(statuses)].filter((status) => !isOfTheStandard(status))).toEqual([])
    expect(statuses.filter((status) => status === 0).length).toBeGreaterThan(200)
    await expectNothingHalf(statuses, before)
    expect(dicom.stats.aborted).toBe(0)
  },
  120_000,
)

test('mutations of a valid instance get an answer of the standard', async () => {
  const before = await instances()
  const samples = Array.from({ length: 150 }, (_, i) => {
    const sample = sampleOf(synthesize({ kind: i % 2 === 0 ? 'DX' : 'SC', rows: 16, columns: 16, seed: `m${i}` }))
    return { ...sample, dataSet: mutated(sample.dataSet, i) }
  })
  const statuses = await send(samples)
  expect([...new Set(statuses)].filter((status) => !isOfTheStandard(status))).toEqual([])
  expect(statuses.filter((status) => status !== 0).length).toBeGreaterThan(50)
  await expectNothingHalf(statuses, before)
}, 60_000)

/** Cut off, a byte changed, a length that lies, a piece twice, a piece of noise: by turns, each time somewhere else. */
function mutated(dataSet: Buffer, i: number): Buffer {
  const at = (i * 7919) % dataSet.length
  const bytes = Buffer.from(dataSet)
  const ways = [
    () => bytes.subarray(0, at),
    () => {
      bytes[at] = (bytes[at] ?? 0) ^ 0xff
      return bytes
    },
    () => {
      bytes.writeUInt32LE(0xfffffff0, Math.min(at, bytes.length - 4))
      return bytes
    },
    () => Buffer.concat([bytes.subarray(0, at), bytes]),
    () => bytes.fill(0xa5, at, Math.min(at + 40, bytes.length)),
  ]
  return (ways[i % ways.length] ?? (() => bytes))()
}
