import { actAs, type Tx } from '@firstread/database'
import { newSite } from '@firstread/testing'
import { sql } from 'kysely'
import { expect, test } from 'vitest'

const prepared = (tx: Tx) =>
  sql<{ name: string; plans: number }>`
  select name, (generic_plans + custom_plans)::int as plans from pg_prepared_statements where statement like '%"report_id" = $1%'`.execute(
    tx,
  )

test('a connection prepares a query once for each role, and each role keeps its own rows', async () => {
  await using site = await newSite({ env: { DATABASE_POOL: '1' } })
  const [ada, bea] = await site.patients(2)
  const dana = await site.person('doctor')
  if (!ada || !bea) throw new Error('two patients were asked for')
  const { id } = await site.report({ patient: ada })
  const find = async (tx: Tx) =>
    (await tx.selectFrom('medical_reports').select('patient_id').where('report_id', '=', id).execute()).length
  for (let i = 0; i < 8; i++) {
    expect(await actAs(site.db, ada.caller, find)).toBe(1)
    expect(await actAs(site.db, bea.caller, find)).toBe(0)
    expect(await actAs(site.db, dana.caller, find)).toBe(1)
  }
  const { rows } = await actAs(site.db, dana.caller, prepared)
  expect(rows.map(({ plans }) => plans).toSorted((a, b) => a - b)).toEqual([8, 16])
})

test('a query that failed does not leave its name behind', async () => {
  await using site = await newSite({ env: { DATABASE_POOL: '1' } })
  const dana = await site.person('doctor')
  const wrong = (tx: Tx) => sql`select no_such_column from medical_reports where report_id = ${dana.id}`.execute(tx)
  await expect(actAs(site.db, dana.caller, wrong)).rejects.toMatchObject({ code: '42703' })
  await expect(actAs(site.db, dana.caller, wrong)).rejects.toMatchObject({ code: '42703' })
})
