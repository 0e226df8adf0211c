import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Inspection, inspect, synthesize, transferSyntaxes } from '@firstread/dicom'
import {
  associate,
  type Listening,
  type OutgoingInstance,
  storageContexts,
  verificationContext,
} from '@firstread/dimse'
import { newSite, type Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listenDicom } from './listen.ts'

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

type Sample = { sopClassUid: string; sopInstanceUid: string; transferSyntaxUid: string; dataSet: Buffer }
const secondaryCapture = '1.2.840.10008.5.1.4.1.1.7'
const explicit = '1.2.840.10008.1.2.1'
let made = 0

/** What would travel of a file; of one that cannot be read, everything. */
function sampleOf(bytes: Uint8Array): Sample {
  made += 1
  const header = headerOf(bytes)
  const {
    sopClassUid = secondaryCapture,
    sopInstanceUid = `1.2.3.${made}`,
    transferSyntaxUid = explicit,
  } = header ?? {}
  const isKnown = Object.hasOwn(transferSyntaxes, transferSyntaxUid)
  const dataSet = Buffer.from(bytes.subarray(startOf(bytes)))
  return { sopClassUid, sopInstanceUid, transferSyntaxUid: isKnown ? transferSyntaxUid : explicit, dataSet }
}

function headerOf(bytes: Uint8Array): Inspection | undefined {
  try {
    return inspect(bytes, bytes.length)
  } catch {
    return undefined
  }
}

/** Behind group 0002, where its length can be believed. */
function startOf(bytes: Uint8Array): number {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const hasLength = file.length > 144 && file.toString('latin1', 128, 132) === 'DICM' && file.readUInt32LE(132) === 2
  const end = hasLength ? 144 + file.readUInt32LE(140) : 0
  return end <= file.length ? end : 0
}

const instanceOf = ({ sopClassUid, sopInstanceUid, transferSyntaxUid, dataSet }: Sample): OutgoingInstance => ({
  sopClassUid,
  sopInstanceUid,
  encode: async () => ({ transferSyntaxUid, dataSet: [dataSet] }),
})

/** Sends all of them; a new association for each thirty, so that their kinds fit into its contexts. */
async function send(samples: readonly Sample[]): Promise<(number | 'no context')[]> {
  const statuses: (number | 'no context')[] = []
  for (let at = 0; at < samples.length; at += 30) {
    const some = samples.slice(at, at + 30)
    const destination = { host: '127.0.0.1', port: dicom.port, calledAeTitle: 'FIRSTREAD', callingAeTitle: 'ODD' }
    await using requestor = await associate({
      ...destination,
      contexts: [verificationContext, ...storageContexts(some)],
    })
    for (const sample of some) {
      const status = await requestor.store(instanceOf(sample)).catch((error) => {
        if (error.code !== 'no-context') throw error
        return 'no context' as const
      })
      statuses.push(status)
    }
    expect(await requestor.echo()).toBe(0)
  }
  return statuses
}

/** PS3.4 B.2.3 and PS3.7 annex C; our Cxxx stand in ingest/verdict.ts. 0x0110 would be a bug. */
const answers = new Set<number | string>([0, 0x0111, 0x0117, 0x0122, 0xa900, 0xc000, 0xc001, 0xc002, 0xc003, 0xc004])

async function expectNothingHalf(statuses: readonly (number | 'no context')[], before: number): Promise<void> {
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
    expect([...new Set(statuses)].filter((status) => !answers.has(status) && status !== 'no context')).toEqual([])
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
  expect([...new Set(statuses)].filter((status) => !answers.has(status))).toEqual([])
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
