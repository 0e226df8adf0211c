import { newSite, type Person, type Site } from '@firstread/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'

let site: Site
beforeAll(async () => {
  site = await newSite()
})
afterAll(() => site[Symbol.asyncDispose]())

/** As a job would, by SQL: `number` of them within the same millisecond. */
async function tell(person: Person, number = 1, report: string | null = null): Promise<string[]> {
  const { rows } = await site.admin.query(
    `insert into notifications (user_id, type, priority, title, related_report_id, created_at)
     select $1, 'new_report', 'normal', 'Study ' || n, $3, date_trunc('second', now()) + make_interval(secs => n * 1e-6)
     from generate_series(1, $2::integer) n returning notification_id`,
    [person.id, number, report],
  )
  return rows.map((row) => row.notification_id)
}
type Item = { notificationId: string; isRead: boolean; readAt: string | null }
const ids = (answer: { body: { items: Item[] } }) => answer.body.items.map((item) => item.notificationId)

test('everybody reads the own notifications and nobody else’s, newest first and without gaps', async () => {
  const [ada, bea] = await site.patients(2)
  if (!ada || !bea) throw new Error('two patients were asked for')
  const told = await tell(ada, 7)
  await tell(bea, 2)
  const seen: string[] = []
  let cursor = ''
  do {
    const page = await ada.get(`/notifications?limit=3${cursor && `&cursor=${cursor}`}`)
    seen.push(...ids(page))
    cursor = page.body.nextCursor ?? ''
  } while (cursor)
  expect(seen).toEqual(told.reverse())
  expect(ids(await bea.get('/notifications'))).toHaveLength(2)
})

test('reading marks one’s own, keeps the first time, and leaves the unread list', async () => {
  const [ada, bea] = await site.patients(2)
  if (!ada || !bea) throw new Error('two patients were asked for')
  const [first, second] = await tell(ada, 2)
  expect(await bea.post(`/notifications/${first}/read`)).toMatchObject({ status: 404, body: { code: 'not-found' } })
  const marked = await ada.post(`/notifications/${first}/read`)
  expect(marked).toMatchObject({ status: 200, body: { notificationId: first, isRead: true } })
  expect((await ada.post(`/notifications/${first}/read`)).body.readAt).toBe(marked.body.readAt)
  expect(ids(await ada.get('/notifications?unread=true'))).toEqual([second])
  expect(ids(await ada.get('/notifications?unread=false'))).toEqual([second, first])
  const [beas] = await tell(bea)
  expect((await ada.post('/notifications/read-all')).body).toEqual({ marked: 1 })
  expect(ids(await ada.get('/notifications?unread=true'))).toEqual([])
  expect(ids(await bea.get('/notifications?unread=true'))).toEqual([beas])
})

test('what has expired is not shown', async () => {
  const ada = await site.person('doctor')
  const [id] = await tell(ada)
  expect(ids(await ada.get('/notifications'))).toEqual([id])
  await site.admin.query(
    `update notifications set expires_at = now() - interval '1 minute' where notification_id = $1`,
    [id],
  )
  expect(ids(await ada.get('/notifications'))).toEqual([])
})

test('the log names the patients of the reports that were listed', async () => {
  const [ada, doctor] = [await site.person('patient'), await site.person('doctor')]
  const report = await site.report({ patient: ada })
  await tell(doctor, 1, report.id)
  await doctor.get('/notifications')
  const { rows } = await site.admin.query(
    `select patient_ids from audit_logs where action = 'list_notifications' and user_id = $1`,
    [doctor.id],
  )
  expect(rows).toEqual([{ patient_ids: [ada.id] }])
})

test('a tech alerts a person or a role; nobody else does', async () => {
  const [tech, rae, ray, doctor] = [
    await site.person('tech'),
    await site.person('radiologist'),
    await site.person('radiologist'),
    await site.person('doctor'),
  ]
  const alert = { title: 'Maintenance tonight', priority: 'high' }
  expect((await tech.post('/notifications', { ...alert, to: { userId: doctor.id } })).body).toEqual({ told: 1 })
  expect((await doctor.get('/notifications')).body.items[0]).toMatchObject({
    ...alert,
    type: 'system_alert',
    isRead: false,
  })
  expect((await tech.post('/notifications', { ...alert, to: { role: 'radiologist' } })).body).toEqual({ told: 2 })
  expect(ids(await rae.get('/notifications'))).toHaveLength(1)
  expect(ids(await ray.get('/notifications'))).toHaveLength(1)
  expect(ids(await doctor.get('/notifications'))).toHaveLength(1)
  const nobody = { ...alert, to: { userId: '00000000-0000-4000-8000-000000000000' } }
  expect((await tech.post('/notifications', nobody)).status).toBe(404)
  for (const who of [rae, doctor, await site.person('patient')])
    expect((await who.post('/notifications', { ...alert, to: { role: 'doctor' } })).status).toBe(403)
})
