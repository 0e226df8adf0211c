import { actAs } from '@firstread/database'
import { expect, test } from 'vitest'
import { newSite } from '../index.ts'

test("a patient reads their own report and nobody else's", async () => {
  await using site = await newSite()
  const [ada, bea] = await site.patients(2)
  if (!ada || !bea) throw new Error('two patients were asked for')
  const report = await site.report({ patient: ada })
  const find = (tx: Parameters<Parameters<typeof actAs>[2]>[0]) =>
    tx.selectFrom('medical_reports').select('report_id').where('report_id', '=', report.id).executeTakeFirst()
  expect(await actAs(site.db, ada.caller, find)).toEqual({ report_id: report.id })
  expect(await actAs(site.db, bea.caller, find)).toBeUndefined()
})

test('the server is alive and ready, and describes itself', async () => {
  await using site = await newSite()
  expect((await fetch(`${site.url}/healthz`)).status).toBe(200)
  const openapi = await (await fetch(`${site.url}/api/openapi.json`)).json()
  expect(openapi).toMatchObject({ openapi: '3.1.0' })
  const nowhere = await fetch(`${site.url}/api/v1/nowhere`)
  expect(nowhere.status).toBe(404)
  expect(await nowhere.json()).toMatchObject({ code: 'no-such-route', status: 404 })
})
