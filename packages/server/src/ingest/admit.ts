import { Problem } from '@firstread/contract'
import { actAs, type Caller } from '@firstread/database'
import type { App } from '../platform/app.ts'

/** Intake stops here and reads go on (security.md 8). */
const leastRoom = 0.1

/**
 * Refuses early, before a body is read: nobody but a radiologist stores, and nobody on a full disk. Whether the caller may
 * is asked again in the transaction that stores.
 *
 * @throws Problem  forbidden, no-room
 */
export async function admit(app: App, caller: Caller): Promise<void> {
  await actAs(app.db, caller, async (_tx, who) => {
    if (who.role !== 'radiologist') throw new Problem('forbidden')
  })
  if ((await app.objects.room()) < leastRoom) throw new Problem('no-room', undefined, { retryAfterSeconds: 60 })
}
