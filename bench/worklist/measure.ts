import { actAs, type Caller, type Db, type Tx } from '@firstread/database'
import { CompiledQuery } from 'kysely'

export type Case = { name: string; caller: Caller; work: (tx: Tx) => Promise<unknown> }
/** Milliseconds. `inDatabase` is PostgreSQL's own planning and execution time; `roundTrip` what the server waits. */
export type Figures = { name: string; inDatabase: Spread; roundTrip: Spread; plan: string }
export type Spread = { p50: number; p95: number }

/** Every query that a case sends, caught by Kysely's own log. */
export type Caught = { queries: CompiledQuery[] }

const spread = (values: number[]): Spread => {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2))
  return { p50: at(0.5), p95: at(0.95) }
}

export async function measure(db: Db, caught: Caught, { name, caller, work }: Case, rounds: number): Promise<Figures> {
  for (let i = 0; i < 20; i++) await actAs(db, caller, work) // warm: plans, cache
  const roundTrips: number[] = []
  for (let i = 0; i < rounds; i++) {
    await actAs(db, caller, async (tx) => {
      const began = performance.now()
      await work(tx)
      roundTrips.push(performance.now() - began)
    })
  }
  const [queries, inDatabase] = await timeInside(db, caught, caller, work, rounds)
  const plan = await actAs(db, caller, async (tx) =>
    (await Promise.all(queries.map((query) => explain(tx, query, 'analyze, buffers')))).join('\n\n'),
  )
  return { name, inDatabase, roundTrip: spread(roundTrips), plan }
}

/** Runs each of the case's queries under EXPLAIN ANALYZE, as the same person, and sums their times. */
async function timeInside(
  db: Db,
  caught: Caught,
  caller: Caller,
  work: Case['work'],
  rounds: number,
): Promise<[CompiledQuery[], Spread]> {
  const queries = await actAs(db, caller, async (tx) => {
    caught.queries = []
    await work(tx)
    return [...caught.queries]
  })
  const totals: number[] = []
  for (let i = 0; i < Math.min(rounds, 200); i++) {
    totals.push(
      await actAs(db, caller, async (tx) => {
        let ms = 0
        for (const query of queries) {
          const text = await explain(tx, query, 'analyze, timing off')
          ms += Number(/Execution Time: ([\d.]+)/.exec(text)?.[1] ?? Number.NaN)
        }
        return ms
      }),
    )
  }
  return [queries, spread(totals)]
}

async function explain(tx: Tx, query: CompiledQuery, options: string): Promise<string> {
  const { rows } = await tx.executeQuery<{ 'QUERY PLAN': string }>(
    CompiledQuery.raw(`explain (${options}) ${query.sql}`, [...query.parameters]),
  )
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}
