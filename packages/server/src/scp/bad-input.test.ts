import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect, isUsableUid, synthesize } from '@firstread/dicom'
import type { Listening } from '@firstread/dimse'
import { newSite, type Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { haveTestData, readManifest, realFiles } from '../ingest/testing/manifest.ts'
import { listenDicom } from './listen.ts'
import { isOfTheStandard, type Sample, type Status, sampleOf, sendAll } from './testing/samples.ts'

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

test.skipIf(!haveTestData)(
  'every file of the collection, valid or broken, gets an answer of the standard',
  async () => {
    const rows = await readManifest()
    expect(rows).toHaveLength(321)
    const before = await instances()
    const statuses = await send(rows.map(({ file }) => sampleOf(new Uint8Array(readFileSync(join(realFiles, file))))))
    expect([...new Set(statuses)].filter((status) => !isOfTheStandard(status))).toEqual([])
    expect(statuses.filter((status) => status === 0).length).toBeGreaterThan(200)
    // Many share their UIDs with others. Of the rest a valid file is refused only when it does not say what it belongs to.
    const conflicts = new Set<Status | undefined>([0, 0x0111, 0xc004])
    const refused = rows.filter(({ status }, i) => status === 'valid' && !conflicts.has(statuses[i]))
    expect(refused.filter(({ file }) => knowsItsPlace(readFileSync(join(realFiles, file))))).toEqual([])
    await expectNothingHalf(statuses, before)
    expect(dicom.stats.aborted).toBe(0)
  },
  120_000,
)

/** Whether a file names its study, its series and itself. */
function knowsItsPlace(bytes: Buffer): boolean {
  const { studyInstanceUid, seriesInstanceUid, sopInstanceUid } = inspect(bytes, bytes.length)
  return [studyInstanceUid, seriesInstanceUid, sopInstanceUid].every(isUsableUid)
}

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
