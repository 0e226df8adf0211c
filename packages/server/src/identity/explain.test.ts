import { newSite, type Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

let site: Site
beforeAll(async () => {
  site = await newSite()
})
afterAll(() => site[Symbol.asyncDispose]())

test('whoever sees a report is told by which rule, whoever does not is told the same as about nothing', async () => {
  const [ada, bea] = await site.patients(2)
  const [rae, ray] = [await site.person('radiologist'), await site.person('radiologist')]
  if (!ada || !bea) throw new Error('two patients were asked for')
  const report = await site.report({ patient: ada, radiologist: rae })
  const explain = async (who: typeof ada, id = report.id) =>
    (await who.get(`/access/explain?resource=report:${id}`)).body
  expect(await explain(ada)).toMatchObject({
    role: 'patient',
    visible: true,
    why: expect.stringContaining('about you'),
  })
  expect(await explain(rae)).toMatchObject({ visible: true, why: 'You uploaded it' })
  expect(await explain(await site.person('doctor'))).toMatchObject({ visible: true, why: 'Doctors see every report' })
  const nothing = '00000000-0000-4000-8000-000000000000'
  for (const who of [bea, ray]) {
    const [hidden, missing] = [await explain(who), await explain(who, nothing)]
    expect(hidden.visible).toBe(false)
    expect({ ...hidden, resource: '' }).toEqual({ ...missing, resource: '' })
  }
  expect((await explain(ada)).rules).toHaveLength(4)
})

test.each(['patient', 'history', 'review', 'user', 'session'])(
  'a %s is explained to every role without an error',
  async (kind) => {
    const ada = await site.person('patient')
    for (const role of ['patient', 'radiologist', 'doctor', 'tech'] as const) {
      const answer = await (await site.person(role)).get(`/access/explain?resource=${kind}:${ada.id}`)
      expect(answer.status).toBe(200)
      const sees = ['patient', 'user'].includes(kind) && ['doctor', 'tech'].includes(role)
      expect([role, answer.body.visible]).toEqual([role, sees])
    }
  },
)

test('an unknown kind or a crooked id is refused', async () => {
  const ada = await site.person('patient')
  for (const resource of [
    'secrets:00000000-0000-4000-8000-000000000000',
    'report:1',
    'toString:00000000-0000-4000-8000-000000000000',
  ])
    expect((await ada.get(`/access/explain?resource=${resource}`)).status).toBe(422)
})
