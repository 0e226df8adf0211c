import { actAsWorker } from '@firstread/database'
import type { WorkerApp } from '../platform/app.ts'
import { unknownObjects } from './queries.ts'

/** Longer than any upload or analysis takes from storing an object to committing its row. */
const dayMs = 24 * 60 * 60 * 1000
const batch = 1000

/**
 * Removes objects that no row knows: what a crash left between the flush and the commit. Rows come after objects and are
 * never taken back, so a day is ample, and nothing that was acknowledged is ever without its row.
 *
 * @returns how many were removed
 */
export async function sweepOrphans(app: WorkerApp, olderThanMs = dayMs): Promise<number> {
  let removed = 0
  for await (const objectIds of oldObjects(app, olderThanMs)) {
    const orphans = await actAsWorker(app.db, 'sweep', (tx) => unknownObjects(tx, objectIds))
    for (const objectId of orphans) await app.objects.remove(objectId)
    removed += orphans.length
  }
  if (removed > 0) app.log.info({ step: 'archive', removed }, 'orphan objects swept')
  return removed
}

async function* oldObjects(app: WorkerApp, olderThanMs: number): AsyncGenerator<string[]> {
  let ids: string[] = []
  for await (const { objectId, writtenAt } of app.objects.list()) {
    if (writtenAt.getTime() > Date.now() - olderThanMs) continue
    ids.push(objectId)
    if (ids.length < batch) continue
    yield ids
    ids = []
  }
  if (ids.length > 0) yield ids
}
