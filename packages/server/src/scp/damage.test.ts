import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect, synthesize } from '@firstread/dicom'
import type { Listening } from '@firstread/dimse'
import { newSite, type Person, type Site } from '@firstread/testing'
import { type DamageKind, damaged, damages } from '@firstread/testing/damage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { haveTestData, readManifest, realFiles } from '../ingest/testing/manifest.ts'
import { post, storedIn, stow } from '../ingest/testing/stow.ts'
import { listenDicom } from './listen.ts'
import { isOfTheStandard, sampleOf, sendAll } from './testing/samples.ts'

// Every valid file of the collection is damaged, every other one for each door. More rounds find more: DAMAGE_ROUNDS=16 goes
// through every kind for every file and both doors.
const rounds = Number(process.env.DAMAGE_ROUNDS ?? 1)
const kinds = Object.keys(damages) as DamageKind[]
/** An answer that takes longer hangs, on any machine; and what this process (server, client and database pool in one) may grow by. */
const [mostMs, mostGrowth] = [30_000, 600_000_000]

type Case = { name: string; bytes: Buffer }

let site: Site
let ray: Person
let dicom: Listening
let files: { file: string; bytes: Buffer }[]
let slowest = { name: '', ms: 0 }

beforeAll(async () => {
  if (!haveTestData) return
  site = await newSite({ env: { DICOM_PORT: '0' } })
  ray = await site.person('radiologist')
  // As the same person, so that what came by the other door is nobody else's study.
  await site.peer({ aeTitle: 'ODD', operations: ['store'], sees: 'own', allowPlain: true, storesAs: ray })
  dicom = await listenDicom(site.app)
  const valid = (await readManifest()).filter(({ status }) => status === 'valid')
  files = await Promise.all(valid.map(async ({ file }) => ({ file, bytes: await readFile(join(realFiles, file)) })))
}, 120_000)
afterAll(async () => {
  await dicom?.close(1000)
  await site?.[Symbol.asyncDispose]()
})

/** A kind of damage for each file, by turns; the next round takes the next kind. A kind that a file lacks is skipped over. */
function* cases(first: number): Generator<Case> {
  for (let round = 0; round < rounds; round += 1)
    for (const [i, { file, bytes }] of files.entries()) {
      if ((i + round + first) % 2 !== 0) continue
      const wanted = kinds.map((_, step) => kinds[(i + round + first + step) % kinds.length] as DamageKind)
      const seed = 1 + i + (round + first) * 1000
      for (const kind of wanted) {
        const broken = damaged(bytes, kind, seed)
        if (!broken) continue
        yield { name: `${file} ${kind} ${seed}`, bytes: broken }
        break
      }
    }
}

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now()
  const result = await work()
  const ms = performance.now() - from
  if (ms > slowest.ms) slowest = { name, ms }
  return result
}

async function expectWholeAndAwake(before: number): Promise<void> {
  const { rows } = await site.admin.query(
    'select (select count(*)::int from dicom_instances) as instances, (select count(*)::int from stored_objects) as objects',
  )
  expect(rows[0].objects).toBe(rows[0].instances)
  expect(await Array.fromAsync(site.app.objects.list())).toHaveLength(rows[0].objects)
  expect(process.memoryUsage().rss - before).toBeLessThan(mostGrowth)
  expect(slowest.ms, slowest.name).toBeLessThan(mostMs)
  const next = synthesize({ kind: 'CT', rows: 8, columns: 8, study: 'the next', seed: before })
  expect(storedIn(await stow(ray, [next]))).toEqual([inspect(next, next.length).sopInstanceUid])
}

/** What is wrong with the answers to a picture, a thumbnail, a frame and the metadata of what was taken in. */
async function lookAt(name: string, address: string): Promise<string[]> {
  const wrong: string[] = []
  for (const [end, clear] of [
    ['/rendered', [200, 406]],
    ['/thumbnail', [200, 404, 406]],
    ['/frames/1', [200, 404, 406]],
    ['/metadata', [200]],
  ] as const) {
    const path = `${new URL(address).pathname}${end}`
    const { status, said } = await timed(`${name}${end}`, async () => {
      const answer = await ray.fetch(path)
      return { status: answer.status, said: Buffer.from(await answer.arrayBuffer()).toString('utf8', 0, 200) }
    })
    if (!(clear as readonly number[]).includes(status)) wrong.push(`${name}${end}: ${status} ${said}`)
  }
  return wrong
}

describe.skipIf(!haveTestData)('every valid file, damaged', () => {
  test('over HTTP: a verdict in time for each, what is taken can be looked at, and the next is served', async () => {
    const before = process.memoryUsage().rss
    const wrong: string[] = []
    let taken = 0
    for (const { name, bytes } of cases(0)) {
      const reply = await timed(name, () => post(ray, bytes as Buffer<ArrayBuffer>, 'application/dicom'))
      if (![200, 400, 409].includes(reply.status)) wrong.push(`${name}: ${reply.status} ${JSON.stringify(reply.body)}`)
      if (reply.status !== 200) continue
      taken += 1
      const [item] = reply.body['00081199'].Value
      wrong.push(...(await lookAt(name, item['00081190'].Value[0])))
    }
    expect(wrong).toEqual([])
    expect(taken).toBeGreaterThan(15)
    await expectWholeAndAwake(before)
  }, 1_200_000)

  test('over C-STORE: a status of the standard in time for each, and the association goes on', async () => {
    const before = process.memoryUsage().rss
    const all = [...cases(3)]
    const statuses = await sendAll(
      dicom.port,
      all.map(({ bytes }) => sampleOf(bytes)),
      timed,
    )
    const odd = all.flatMap(({ name }, i) => (isOfTheStandard(statuses[i]) ? [] : [`${name}: ${statuses[i]}`]))
    expect(odd).toEqual([])
    expect(statuses.filter((status) => status === 0).length).toBeGreaterThan(15)
    expect(dicom.stats.aborted).toBe(0)
    await expectWholeAndAwake(before)
  }, 1_200_000)
})
