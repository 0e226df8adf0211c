import { type Caller, readAs, readAtOnce } from '@firstread/database'
import { newSite, type Person, type Site } from '@firstread/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'

let site: Site
let dana: Person
beforeAll(async () => {
  site = await newSite({ env: { DATABASE_POOL: '1' } })
  dana = await site.person('doctor')
})
afterAll(() => site[Symbol.asyncDispose]())

/** Who asks, and an entry that says so. */
const whoAmI = (action: string) => sql<{ uid: string; role: string; as: string }>`
  with noted as materialized (select audit.write(${action}::text, 'user', null))
  select auth.uid() as uid, auth.role() as role, current_user::text as as from noted`
const ask = (action: string, caller: Caller = dana.caller) => readAs(site.db, caller, () => whoAmI(action))
const atOnce = (action: string, caller: Caller = dana.caller) => readAtOnce(site.db, caller, () => whoAmI(action))
const entries = async (action: string) =>
  (await site.admin.query('select user_id from audit_logs where action = $1', [action])).rows

test('the first question of a credential enters before it asks, the next ones go in one packet; the answer is the same', async () => {
  const fresh = await site.person('doctor')
  const mine = { uid: fresh.id, role: 'doctor', as: 'fr_doctor' }
  expect(await atOnce('packet_first', fresh.caller)).toBeUndefined()
  expect(await entries('packet_first')).toEqual([])
  expect(await ask('packet_first', fresh.caller)).toEqual([mine])
  expect(await atOnce('packet_next', fresh.caller)).toEqual([mine])
  expect(await entries('packet_first')).toEqual([{ user_id: fresh.id }])
  expect(await entries('packet_next')).toEqual([{ user_id: fresh.id }])
})

test('whoever is somebody else by now is asked about again, and sees what is theirs', async () => {
  const changed = await site.person('doctor')
  await ask('packet_doctor', changed.caller)
  // Not through auth.change_role, which ends the sessions: the guess has to be wrong while the credential lives.
  await site.admin.query("update users set role = 'tech' where id = $1", [changed.id])
  expect(await atOnce('packet_wrong', changed.caller)).toBeUndefined()
  expect(await entries('packet_wrong')).toEqual([])
  expect(await ask('packet_tech', changed.caller)).toEqual([{ uid: changed.id, role: 'tech', as: 'fr_tech' }])
  expect(await atOnce('packet_tech_again', changed.caller)).toMatchObject([{ as: 'fr_tech' }])
})

test('a session that has ended is nobody, however well it was known', async () => {
  const gone = await site.person('doctor')
  await ask('packet_live', gone.caller)
  await site.admin.query('update sessions set is_active = false where user_id = $1', [gone.id])
  await expect(atOnce('packet_dead', gone.caller)).rejects.toMatchObject({ name: 'NotEntered' })
  await expect(ask('packet_dead', gone.caller)).rejects.toMatchObject({ name: 'NotEntered' })
  expect(await entries('packet_dead')).toEqual([])
})

test('an entry that cannot be written is an error, and no answer', async () => {
  await ask('packet_known')
  const tooLong = 'x'.repeat(100) // audit_logs.action holds 64
  for (let i = 0; i < 2; i++) await expect(atOnce(tooLong)).rejects.toMatchObject({ code: '22001' })
  // The connection goes on as if nothing had been.
  expect(await atOnce('packet_after')).toHaveLength(1)
})

test('what is made of the rows is made before the commit and handed out after it; without a commit it is not handed out', async () => {
  await ask('packet_known')
  const seen: unknown[] = []
  const make = (rows: unknown[]) => {
    seen.push(rows.length)
    return { of: rows.length }
  }
  expect(await readAtOnce(site.db, dana.caller, () => whoAmI('packet_made'), make)).toEqual({ of: 1 })
  expect(await readAs(site.db, (await site.person('tech')).caller, () => whoAmI('packet_made'), make)).toEqual({
    of: 1,
  })
  expect(seen).toEqual([1, 1])
  expect(await entries('packet_made')).toHaveLength(2)
  // Fails when it is committed: the rows were here by then.
  await site.admin.query(`create table public.at_the_end (id int unique deferrable initially deferred);
    create function public.fail_late() returns void language plpgsql security definer as 'begin insert into public.at_the_end values (1), (1); end';
    grant execute on function public.fail_late() to fr_doctor`)
  const late = sql<{ n: number }>`with noted as materialized (select audit.write('packet_late', 'user', null)),
    broken as materialized (select public.fail_late() from noted) select 1 as n from broken`
  await expect(readAtOnce(site.db, dana.caller, () => late, make)).rejects.toMatchObject({ code: '23505' })
  expect(seen).toEqual([1, 1, 1])
  expect(await entries('packet_late')).toEqual([])
})

test('what cannot be made of the rows is an error, and the look is in the log all the same', async () => {
  await ask('packet_known')
  const broken = () => {
    throw new RangeError('not to be made')
  }
  await expect(readAtOnce(site.db, dana.caller, () => whoAmI('packet_unmade'), broken)).rejects.toThrow(
    'not to be made',
  )
  expect(await entries('packet_unmade')).toHaveLength(1)
  expect(await atOnce('packet_after_unmade')).toHaveLength(1)
})

test('nobody is carried over: after a packet the connection is nobody', async () => {
  await ask('packet_known')
  await atOnce('packet_over')
  const { rows } = await sql<{ as: string; uid: string | null }>`
    select current_user::text as as, current_setting('fr.context', true) as uid`.execute(site.db)
  expect(rows).toEqual([{ as: 'fr_api', uid: '' }])
})

test('values of every kind arrive and come back as they do with pg', async () => {
  await ask('packet_known')
  const [row] = (await readAtOnce(
    site.db,
    dana.caller,
    () => sql`select ${['a', 'b"\\,{}', '']}::text[] as list, ${[1, 2]}::integer[] as numbers, ${null}::text as nothing,
      ${12}::bigint as large, ${true}::boolean as yes, ${'{"a":[1]}'}::jsonb as json, '2025-01-07'::date as day, ${'Zoë'}::text as text`,
  )) as [Record<string, unknown>]
  expect(row).toEqual({
    list: ['a', 'b"\\,{}', ''],
    numbers: [1, 2],
    nothing: null,
    large: 12,
    yes: true,
    json: { a: [1] },
    day: '2025-01-07',
    text: 'Zoë',
  })
})
