import type { Tx } from '@firstread/database'
import { sql } from 'kysely'

/** Partitions of the months ahead. @returns how many were missing */
export const makePartitions = async (tx: Tx): Promise<number> =>
  (await sql<{ made: number }>`select app.make_partitions() as made`.execute(tx)).rows[0]?.made ?? 0

/** Due times of the open studies, after the longest waits were changed. @returns how many moved */
export const recomputeDueAt = async (tx: Tx): Promise<number> =>
  (await sql<{ moved: number }>`select app.recompute_due_at() as moved`.execute(tx)).rows[0]?.moved ?? 0

export type Swept = { events: number; idempotencyKeys: number; claims: number; deadJobs: number; shares: number }

/** What has had its time. How old each must be, the database's policies say; this only names the tables. */
export async function sweep(tx: Tx): Promise<Swept> {
  const gone = async (statement: ReturnType<typeof sql>) => Number((await statement.execute(tx)).numAffectedRows ?? 0)
  const { rows } = await sql<{ jobs: number; shares: number }>`
    select jobs.sweep_dead() as jobs, app.sweep_shares() as shares`.execute(tx)
  return {
    events: await gone(sql`delete from events where created_at < current_timestamp - interval '1 day'`),
    idempotencyKeys: await gone(
      sql`delete from idempotency_keys where created_at < current_timestamp - interval '30 days'`,
    ),
    claims: await gone(sql`delete from worklist_claims where expires_at < current_timestamp`),
    deadJobs: rows[0]?.jobs ?? 0,
    shares: rows[0]?.shares ?? 0,
  }
}
