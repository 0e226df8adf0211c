import { newSite, type Person } from '@firstread/testing'
import { expect, test } from 'vitest'

type Asked = { who: Person; path: string; belongs: (body: { [key: string]: unknown }) => boolean }

test('1,000 interleaved requests of three people over a pool of one connection never mix', {
  timeout: 120_000,
}, async () => {
  await using site = await newSite({ env: { DATABASE_POOL: '1' } })
  const people = [await site.person('patient'), await site.person('patient'), await site.person('radiologist')]
  const [ada, bea, rae] = people
  if (!ada || !bea || !rae) throw new Error('three people were asked for')
  const [adas, beas] = [await site.report({ patient: ada, radiologist: rae }), await site.report({ patient: bea })]
  for (const person of people)
    await site.admin.query(`insert into notifications (user_id, type, title) values ($1, 'system_alert', $2)`, [
      person.id,
      person.id,
    ])

  const own = (who: Person): Asked[] => [
    { who, path: '/me', belongs: (body) => body.id === who.id && body.email === who.email },
    {
      who,
      path: '/notifications',
      belongs: ({ items }) => (items as { title: string }[]).map(({ title }) => title).join() === who.id,
    },
    {
      who,
      path: '/auth/sessions',
      belongs: ({ items }) => (items as { userId: string }[]).every(({ userId }) => userId === who.id),
    },
  ]
  const sees = (who: Person, report: { id: string }, visible: boolean): Asked => ({
    who,
    path: `/access/explain?resource=report:${report.id}`,
    belongs: (body) => body.visible === visible && body.role === who.role,
  })
  const kinds = [
    ...people.flatMap(own),
    sees(ada, adas, true),
    sees(ada, beas, false),
    sees(bea, adas, false),
    sees(bea, beas, true),
    sees(rae, adas, true),
    sees(rae, beas, false),
  ]
  // 15 kinds and the prime 7 as step: neighbours are of different people and questions. 20 are under way at any time,
  // all of them waiting for the one connection.
  const asked = Array.from({ length: 1000 }, (_, n) => kinds[(n * 7) % kinds.length] as Asked)
  const wrong: string[] = []
  const lane = async () => {
    for (let next = asked.shift(); next; next = asked.shift()) {
      const { status, body } = await next.who.get(next.path)
      if (status !== 200 || !next.belongs(body)) wrong.push(`${next.who.name} ${next.path}: ${status}`)
    }
  }
  await Promise.all(Array.from({ length: 20 }, lane))
  expect(wrong).toEqual([])
  // And the log has each of them under the name of its asker.
  const { rows } = await site.admin.query(`select user_id, count(*)::integer as number from audit_logs
    where action in ('view_profile', 'list_notifications', 'list_sessions', 'explain_access') group by user_id`)
  const expected = people.map((person) => ({
    user_id: person.id,
    number: Array.from({ length: 1000 }, (_, n) => kinds[(n * 7) % kinds.length]).filter((kind) => kind?.who === person)
      .length,
  }))
  const byId = (one: { user_id: string }, other: { user_id: string }) => one.user_id.localeCompare(other.user_id)
  expect(rows.sort(byId)).toEqual(expected.sort(byId))
  const { rows: connections } = await site.admin.query(
    `select count(*)::integer as number from pg_stat_activity where usename = 'fr_api' and datname = current_database()`,
  )
  expect(connections).toEqual([{ number: 1 }])
})
