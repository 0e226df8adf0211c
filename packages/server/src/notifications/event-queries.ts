import type { Tx } from '@firstread/database'
import { sql } from 'kysely'

/** After which event: the order is that of transactions, then of their events. Both are 64-bit numbers, kept as text. */
export type Position = { transaction: string; event: string }
export type EventRow = { transaction_id: string; event_id: string; type: string; data: unknown }

/** Every transaction below it has ended, so what they wrote is all there; later ones may still be writing. */
export async function horizon(tx: Tx): Promise<Position> {
  const { rows } = await sql<{ horizon: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as horizon`.execute(tx)
  if (!rows[0]) throw new Error('no snapshot')
  return { transaction: rows[0].horizon, event: '0' }
}

/** What the caller may see between `after` and `until`, in order: of the columns, not of their texts. */
export async function eventsBetween(tx: Tx, after: Position, until: Position, limit: number): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select e.transaction_id::text, e.event_id::text, e.type, e.data from events e
    where (e.transaction_id, e.event_id) > (${after.transaction}::xid8, ${after.event}::bigint)
      and e.transaction_id < ${until.transaction}::xid8
    order by e.transaction_id, e.event_id limit ${limit}`.execute(tx)
  return rows
}
