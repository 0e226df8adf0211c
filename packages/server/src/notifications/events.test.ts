import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { actAs } from '@firstread/database'
import { newSite, type Person, type Site } from '@firstread/testing'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

let site: Site
const open: ClientRequest[] = []
beforeAll(async () => {
  site = await newSite()
})
afterEach(() => {
  for (const stream of open.splice(0)) stream.destroy()
})
afterAll(() => site[Symbol.asyncDispose]())

type Told = { id: string | undefined; type: string; data: Record<string, unknown> }
type Stream = {
  status: number
  headers: IncomingMessage['headers']
  events: Told[]
  ended: Promise<void>
  until(enough: (events: Told[]) => boolean): Promise<Told[]>
  stop(): void
}

/**
 * A small EventSource that keeps what it hears. On node:http, one connection each: when a stream of fetch is given up it
 * opens another connection ahead of need, for which a closing server waits.
 */
async function follow(person: Person, headers: Record<string, string> = {}, query = '', at = site): Promise<Stream> {
  const asked = request(`${at.url}/api/v1/events${query}`, {
    agent: false,
    headers: { authorization: `Bearer ${person.token}`, ...headers },
  }).end()
  asked.on('error', () => undefined) // stopped
  open.push(asked)
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  const events: Told[] = []
  const waiting = new Set<() => void>()
  const listen = async () => {
    let text = ''
    for await (const chunk of response.setEncoding('utf8')) {
      text += chunk
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      events.push(...blocks.flatMap(parse))
      for (const look of waiting) look()
    }
  }
  const ended = listen().catch(() => undefined)
  const until = (enough: (events: Told[]) => boolean) =>
    new Promise<Told[]>((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`heard only ${JSON.stringify(events).slice(0, 500)}`)), 20_000)
      const look = () => {
        if (!enough(events)) return
        clearTimeout(timer)
        waiting.delete(look)
        done(events)
      }
      waiting.add(look)
      look()
    })
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    events,
    ended,
    until,
    stop: () => asked.destroy(),
  }
}

function parse(block: string): Told[] {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
  const [type, data] = [field('event'), field('data')]
  return type && data ? [{ id: field('id'), type, data: JSON.parse(data) }] : []
}

/** `app.tell` in a transaction of a tech, which stays open for as long as `hold` takes. */
const tell = (by: Person, to: { user?: string; audience?: string }, n: number, hold?: Promise<unknown>) =>
  actAs(site.db, by.caller, async (tx) => {
    await sql`select app.tell(${to.user ?? null}, ${to.audience ?? null}, 'test', ${JSON.stringify({ n })}::jsonb)`.execute(
      tx,
    )
    await hold
  })
const numbers = (events: Told[]) => events.filter((event) => event.type === 'test').map((event) => event.data.n)
const opened = (stream: Stream) => stream.until((events) => events.some((event) => event.type === 'open'))

test('each hears what is for them or their role, and nothing else', async () => {
  const [tech, rae, ray, doctor] = [
    await site.person('tech'),
    await site.person('radiologist'),
    await site.person('radiologist'),
    await site.person('doctor'),
  ]
  const streams = await Promise.all([follow(rae), follow(ray), follow(doctor)])
  expect(streams[0]?.headers['content-type']).toMatch(/^text\/event-stream/)
  expect(streams[0]?.headers['cache-control']).toBe('no-store')
  await Promise.all(streams.map(opened))
  await tell(tech, { user: rae.id }, 1)
  await tell(tech, { audience: 'radiologist' }, 2)
  await tell(tech, { audience: 'doctor' }, 3)
  await tell(tech, { user: ray.id }, 4)
  const [raes, rays, doctors] = streams
  expect(numbers((await raes?.until((events) => numbers(events).includes(2))) ?? [])).toEqual([1, 2])
  expect(numbers((await rays?.until((events) => numbers(events).includes(4))) ?? [])).toEqual([2, 4])
  expect(numbers((await doctors?.until((events) => numbers(events).includes(3))) ?? [])).toEqual([3])
})

test('a client resumes after the last event it has seen, by header or by query', async () => {
  const [tech, ada] = [await site.person('tech'), await site.person('doctor')]
  const first = await follow(ada)
  await opened(first)
  await tell(tech, { user: ada.id }, 1)
  const seen = (await first.until((events) => numbers(events).length === 1)).find((event) => event.type === 'test')
  first.stop()
  await tell(tech, { user: ada.id }, 2)
  await tell(tech, { user: ada.id }, 3)
  const byHeader = await follow(ada, { 'last-event-id': seen?.id ?? '' })
  expect(numbers(await byHeader.until((events) => numbers(events).length >= 2))).toEqual([2, 3])
  const byQuery = await follow(ada, {}, `?lastEventId=${seen?.id}`)
  expect(numbers(await byQuery.until((events) => numbers(events).length >= 2))).toEqual([2, 3])
  const fresh = await follow(ada)
  await opened(fresh)
  await tell(tech, { user: ada.id }, 4)
  expect(numbers(await fresh.until((events) => numbers(events).length >= 1))).toEqual([4])
})

test('an event whose transaction commits late is not skipped', async () => {
  const [tech, ada] = [await site.person('tech'), await site.person('doctor')]
  const stream = await follow(ada)
  await opened(stream)
  let release: () => void = () => undefined
  const early = tell(tech, { user: ada.id }, 1, new Promise<void>((done) => (release = done)))
  // Wait until it has written: its transaction has an id then, and is older than the next.
  while (
    (
      await site.admin.query(
        `select 1 from pg_stat_activity where backend_xid is not null and datname = current_database() and pid <> pg_backend_pid()`,
      )
    ).rowCount === 0
  )
    await new Promise((done) => setTimeout(done, 10))
  await tell(tech, { user: ada.id }, 2)
  release()
  await early
  expect(numbers(await stream.until((events) => numbers(events).length >= 2))).toEqual([1, 2])
})

test('many events at once arrive completely and in order', async () => {
  const [tech, ada] = [await site.person('tech'), await site.person('doctor')]
  const stream = await follow(ada)
  await opened(stream)
  await actAs(site.db, tech.caller, (tx) =>
    sql`select app.tell(${ada.id}, null, 'test', jsonb_build_object('n', n)) from generate_series(1, 650) n`.execute(
      tx,
    ),
  )
  expect(numbers(await stream.until((events) => numbers(events).length >= 650))).toEqual(
    Array.from({ length: 650 }, (_, n) => n + 1),
  )
})

test('the stream ends with the session', async () => {
  const [ada, tech] = [await site.person('doctor'), await site.person('tech')]
  const stream = await follow(ada)
  await opened(stream)
  expect((await ada.post('/auth/logout')).status).toBe(204)
  await tell(tech, { user: ada.id }, 1) // nobody is there to hear it
  await stream.ended
  expect(stream.events.at(-1)).toMatchObject({ type: 'end', data: { reason: 'session-ended' } })
  expect(numbers(stream.events)).toEqual([])
  expect((await follow(ada)).status).toBe(401)
})

test('an open page does not keep the session alive', async () => {
  const ada = await site.person('doctor')
  await site.admin.query(`update sessions set last_activity = now() - interval '14 minutes' where user_id = $1`, [
    ada.id,
  ])
  const stream = await follow(ada)
  await opened(stream)
  await site.admin.query(
    `update sessions set last_activity = last_activity - interval '2 minutes' where user_id = $1`,
    [ada.id],
  )
  await stream.ended
  expect(stream.events.at(-1)).toMatchObject({ type: 'end' })
})

test('one person has six streams and no seventh; who closes one may open another', async () => {
  const [ada, bea] = [await site.person('doctor'), await site.person('doctor')]
  const streams = await Promise.all(Array.from({ length: 6 }, () => follow(ada)))
  await Promise.all(streams.map(opened))
  expect((await follow(ada)).status).toBe(429)
  expect((await follow(bea)).status).toBe(200)
  streams[0]?.stop()
  await expect.poll(async () => (await follow(ada)).status, { timeout: 10_000 }).toBe(200)
})

test('a crooked place is refused, one of the future starts anew', async () => {
  const ada = await site.person('doctor')
  for (const id of ['x', '1', '1.2.3', '-1.0', '99999999999999999999.1'])
    expect((await follow(ada, { 'last-event-id': id })).status).toBe(422)
  const stream = await follow(ada, { 'last-event-id': '999999999999.1' })
  expect((await stream.until((events) => events.length > 0))[0]).toMatchObject({ type: 'reset' })
})

test('a server that stops ends its streams and does not wait for their connections', async () => {
  const other = await newSite()
  const ada = await other.person('doctor')
  const stream = await follow(ada, {}, '', other)
  await opened(stream)
  const started = Date.now()
  await other[Symbol.asyncDispose]()
  await stream.ended
  expect(stream.events.at(-1)).toMatchObject({ type: 'end', data: { reason: 'stopping' } })
  expect(Date.now() - started).toBeLessThan(20_000) // the keep-alive of 72 seconds
})
