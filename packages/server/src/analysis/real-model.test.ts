import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { arrive, runsOf, statusOf } from './testing/study.ts'

/** The model that ships, on films of the training set: what a doctor would meet. Its accuracy is measured elsewhere. */
const data = process.env.TEST_DATA ?? resolve(import.meta.dirname, '../../../../../shared/data')
const films = join(data, 'chest-xray/train')
const strangers = join(data, 'ood')
const model = resolve(import.meta.dirname, '../../../../models/chest-xray-triage/model.json')
const ready = existsSync(films) && existsSync(strangers) && existsSync(model)
if (!ready) console.warn('skipped: the shipped model or TEST_DATA is not here')

type Row = Record<string, string>
const table = (file: string): Row[] => {
  const [names = [], ...rows] = readFileSync(file, 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','))
  return rows.map((cells) => Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ''])))
}
const filmsOf = (kind: string, count: number) =>
  table(join(films, 'labels.csv'))
    .filter((row) => row.class === kind)
    .slice(0, count)
    .map((row) => readFileSync(join(films, row.file ?? '')))

describe.skipIf(!ready)('the shipped model in the whole way of a study', () => {
  let site: Site
  let patient: Person
  beforeAll(async () => {
    site = await newSite()
    patient = await site.person('patient')
  })
  afterAll(() => site[Symbol.asyncDispose]())

  const read = async (bytes: Buffer) => {
    const reportId = await arrive(site, { patient, images: [bytes] })
    await site.runJobs()
    return reportId
  }

  test('reads films of children: each is analyzed, and pneumonia stands above normal', async () => {
    const attention = { normal: 0, bacterial: 0 }
    for (const kind of ['normal', 'bacterial'] as const) {
      for (const film of filmsOf(kind, 6)) {
        const { status, risk_score } = await statusOf(site, await read(film))
        expect(status).toBe('analyzed')
        if (risk_score === 'medium' || risk_score === 'high') attention[kind] += 1
      }
    }
    expect(attention.bacterial).toBeGreaterThanOrEqual(5)
    expect(attention.normal).toBeLessThanOrEqual(2)
  }, 120_000)

  test('says "this is not for me" to what is no chest, and the study still reaches a doctor', async () => {
    const [stranger] = table(join(strangers, 'labels.csv')).filter(({ file = '' }) => file.startsWith('not-chest/'))
    const reportId = await read(readFileSync(join(strangers, stranger?.file ?? '')))
    expect(await statusOf(site, reportId)).toEqual({ status: 'analyzed', risk_score: null })
    expect(await runsOf(site, reportId)).toMatchObject([{ outcome: 'out_of_scope', is_adopted: true }])
  }, 60_000)
})
