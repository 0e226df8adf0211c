import type { WorklistFilters } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { sql } from 'kysely'

export type ViewRow = { view_id: string; name: string; filters: WorklistFilters }

export async function listViews(tx: Tx): Promise<ViewRow[]> {
  const { rows } = await sql<ViewRow>`
    select view_id, name, filters from public.worklist_views order by lower(name), view_id limit 100`.execute(tx)
  return rows
}

/** Keeps the filters under the name; the same name again means: in its place. */
export async function keepView(tx: Tx, name: string, filters: WorklistFilters): Promise<ViewRow> {
  const { rows } = await sql<ViewRow>`
    insert into public.worklist_views (name, filters) values (${name}, ${JSON.stringify(filters)}::jsonb)
    on conflict (user_id, name) do update set filters = excluded.filters
    returning view_id, name, filters`.execute(tx)
  return rows[0]!
}

export async function removeView(tx: Tx, viewId: string): Promise<boolean> {
  const { rows } = await sql`delete from public.worklist_views where view_id = ${viewId} returning view_id`.execute(tx)
  return rows.length > 0
}
