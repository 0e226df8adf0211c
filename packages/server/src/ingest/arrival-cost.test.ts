import { setTimeout as pause } from 'node:timers/promises'
import { synthesize } from '@firstread/dicom'
import { newSite, type Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { storedIn, stow } from './testing/stow.ts'

let site: Site
beforeAll(async () => {
  site = await newSite()
})
afterAll(() => site[Symbol.asyncDispose]())

const sent = 60
const more = 5

/** Rows of reports that indexes other than those by key led to, as the backends have told so far. */
async function readByOthers(): Promise<number> {
  const { rows } = await site.admin.query(`select sum(idx_tup_read)::integer as read from pg_stat_user_indexes
    where indexrelname in ('idx_reports_radiologist_id', 'medical_reports_of_radiologist_idx', 'idx_reports_status')`)
  return rows[0].read
}

test('what a sender has sent before is not read again for each new study, though nobody has counted it yet', async () => {
  const ray = await site.person('radiologist')
  const send = async (name: string) => {
    const file = synthesize({ kind: 'CT', rows: 16, columns: 16, patient: name, study: name, seed: 1 })
    expect(storedIn(await stow(ray, [file]))).toHaveLength(1)
  }
  for (let i = 0; i < sent; i += 1) await send(`before ${i}`)
  // A backend tells what it read at the end of a transaction, at most once a second.
  await pause(1100)
  await send('tells')
  const before = await readByOthers()
  for (let i = 0; i < more; i += 1) await send(`after ${i}`)
  await pause(1100)
  await send('tells again')
  expect((await readByOthers()) - before).toBeLessThan(sent)
})
