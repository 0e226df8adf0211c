import { reportStatus } from '@firstread/contract'
import { actAs, actAsWorker, type Tx } from '@firstread/database'
import { newSite, type Site } from '@firstread/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { advance, type Step, steps } from './steps.ts'

let site: Site
beforeAll(async () => {
  site = await newSite()
})
afterAll(() => site[Symbol.asyncDispose]())

const allSteps: Step[] = ['start', 'finish', 'fail', 'give_up', 'sign', 'archive']
const actors = ['patient', 'radiologist', 'doctor', 'tech', 'worker'] as const

/** step, from, to, by: as the database keeps it. */
const ours = Object.entries(steps).flatMap(([from, open]) =>
  Object.entries(open as Record<string, { to: string; by: readonly string[] }>).flatMap(([step, { to, by }]) =>
    by.map((actor) => `${step}: ${from} -> ${to} by ${actor}`),
  ),
)

test("the server's table of steps and the database's are the same", async () => {
  const { rows } = await site.admin.query('select * from app.report_steps')
  const theirs = rows.map((row) => `${row.step}: ${row.from_status} -> ${row.to_status} by ${row.by_role}`)
  expect(ours.toSorted()).toEqual(theirs.toSorted())
})

describe('every pair of status and step, by everybody', () => {
  for (const actor of actors) {
    test(`a ${actor} takes the steps of the table and no other`, async () => {
      const as = await actingAs(actor)
      const patient = await site.person('patient')
      const outcomes: string[] = []
      for (const from of reportStatus.options) {
        for (const step of allSteps) {
          const report = await site.report({ patient, status: from })
          const to = await as((tx) => advance(tx, report.id, step)).catch((error) => `refused ${error.code}`)
          const { rows } = await site.admin.query('select status from medical_reports where report_id = $1', [
            report.id,
          ])
          if (to?.startsWith('refused'))
            expect([to, rows[0].status]).toEqual([expect.stringMatching(/FR001|42501/), from])
          else outcomes.push(`${step}: ${from} -> ${rows[0].status} by ${actor}`)
        }
      }
      expect(outcomes.toSorted()).toEqual(ours.filter((line) => line.endsWith(` by ${actor}`)).toSorted())
    })
  }
})

test('a status does not jump, whoever writes it', async () => {
  const patient = await site.person('patient')
  const report = await site.report({ patient, status: 'pending' })
  const set = (status: string) =>
    site.admin.query('update medical_reports set status = $2 where report_id = $1', [report.id, status])
  await expect(set('reviewed')).rejects.toMatchObject({ code: 'FR001' })
  await expect(set('analyzing')).resolves.toBeDefined()
})

async function actingAs(actor: (typeof actors)[number]): Promise<<T>(work: (tx: Tx) => Promise<T>) => Promise<T>> {
  if (actor === 'worker') return (work) => actAsWorker(site.workerDb, 'test', work)
  const person = await site.person(actor)
  return (work) => actAs(site.db, person.caller, work)
}
