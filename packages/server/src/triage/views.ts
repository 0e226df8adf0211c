import { Problem, type WorklistFilters, type WorklistView } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { audit } from '../audit/index.ts'
import { keepView, listViews, removeView, type ViewRow } from './view-queries.ts'

/** So many views fit in a menu; the database holds no more of one person. */
const most = 50

export async function readViews(tx: Tx): Promise<{ items: WorklistView[] }> {
  const rows = await listViews(tx)
  await audit(tx, { action: 'list_worklist_views', entityType: 'worklist_view' })
  return { items: rows.map(toView) }
}

/** @throws Problem  invalid-request, when there are too many already */
export async function saveView(tx: Tx, name: string, filters: WorklistFilters): Promise<WorklistView> {
  const before = await listViews(tx)
  if (before.length >= most && !before.some((view) => view.name === name)) {
    throw new Problem('invalid-request', `Nobody keeps more than ${most} views; remove one first`)
  }
  const row = await keepView(tx, name, filters)
  await audit(tx, {
    action: 'save_worklist_view',
    entityType: 'worklist_view',
    entityId: row.view_id,
    newValues: filters,
  })
  return toView(row)
}

/** @throws Problem  not-found */
export async function dropView(tx: Tx, viewId: string): Promise<void> {
  if (!(await removeView(tx, viewId))) throw new Problem('not-found')
  await audit(tx, { action: 'remove_worklist_view', entityType: 'worklist_view', entityId: viewId })
}

const toView = (row: ViewRow): WorklistView => ({ viewId: row.view_id, name: row.name, filters: row.filters })
