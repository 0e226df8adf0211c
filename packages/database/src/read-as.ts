import type { RawBuilder } from 'kysely'
import { actAs, type Caller, type Db, guessesOf, NotEntered, type Principal, sqlStateOf, states } from './act-as.ts'
import { poolOf, types } from './open.ts'
import { Trip, type TripRow } from './trip.ts'

const enter = 'select auth.begin_as($1::jsonb, $2::uuid, $3)'

type Asking = Pick<Principal, 'userId' | 'role'>

/** What is made of the rows. Nothing of it may leave, or be seen by anybody, before the promise of it is kept. */
type Make<Row, Made> = (rows: Row[]) => Made

/**
 * Asks one statement, which has to hold its own audit entry. Where it is known who was behind the credential last, everything
 * goes in one packet: entering, reading, recording and committing. Nothing is answered before all of it is committed.
 *
 * @param question  for whoever is asking
 * @param make      what the answer is made of: called while the database flushes the commit, where that is possible
 * @throws NotEntered  as `actAs`
 */
export async function readAs<Row, Made extends object = Row[]>(
  db: Db,
  caller: Caller,
  question: (who: Asking) => RawBuilder<Row>,
  make?: Make<Row, Made>,
): Promise<Made> {
  const made = await readAtOnce(db, caller, question, make)
  if (made !== undefined) return made
  const rows = await actAs(db, caller, async (tx, who) => (await question(who).execute(tx)).rows)
  return make ? make(rows) : (rows as Made)
}

/**
 * The one packet of `readAs`.
 *
 * @param question  undefined when one statement is not enough for them
 * @returns undefined when it cannot be done so, and `actAs` has to: nobody knows yet who is behind the credential, or it
 *          was somebody else. Nothing was read then
 */
export async function readAtOnce<Row, Made extends object = Row[]>(
  db: Db,
  caller: Caller,
  question: (who: Asking) => RawBuilder<Row> | undefined,
  make?: Make<Row, Made>,
): Promise<Made | undefined> {
  const guesses = guessesOf(db)
  const who = guesses.of(caller)
  const asked = who && question(who)?.compile(db)
  if (!asked) return undefined
  const steps = [
    { text: enter, values: [JSON.stringify(caller), who.userId, who.role] },
    { text: asked.sql, values: asked.parameters },
  ]
  try {
    return await travel(db, who.role, steps, make && ((rows) => make(rows as Row[])))
  } catch (error) {
    const state = sqlStateOf(error)
    if (state !== states.nobody && state !== states.somebodyElse) throw error
    guesses.forget(caller)
    if (state === states.somebodyElse) return undefined
    throw new NotEntered('nobody is behind this credential', { cause: error })
  }
}

async function travel<Made>(
  db: Db,
  role: string,
  steps: { text: string; values: readonly unknown[] }[],
  make: Make<TripRow, Made> | undefined,
): Promise<Made> {
  const client = await poolOf(db).connect()
  try {
    const trip = new Trip(client, role, steps, types, make)
    client.query(trip)
    return await trip.done
  } finally {
    client.release()
  }
}
