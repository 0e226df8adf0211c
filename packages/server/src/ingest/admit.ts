import { Problem } from '@firstread/contract'
import { actAs, type Caller } from '@firstread/database'
import type { App } from '../platform/app.ts'

/** Intake stops here and reads go on (security.md 8). */
const leastRoom = 0.1
const validMs = 5000
const largestCache = 1000

/** Until when (ms of the clock) nobody has to ask about a caller again. */
const admissions = new WeakMap<App, Map<string, number>>()

/**
 * Refuses early, before a body is read: nobody but a radiologist stores, and nobody on a full disk. It spares the machine
 * and guards nothing: whether the caller may is asked again, by the database, in the transaction that stores. So who was
 * let in a moment ago is not asked about again.
 *
 * @throws Problem  forbidden, no-room
 * @throws NotEntered
 */
export async function admit(app: App, caller: Caller): Promise<void> {
  const callers = admissions.get(app) ?? new Map<string, number>()
  admissions.set(app, callers)
  const key = callerKey(caller)
  if ((callers.get(key) ?? 0) < Date.now()) {
    await ask(app, caller)
    if (callers.size >= largestCache) callers.clear()
    callers.set(key, Date.now() + validMs)
  }
  if ((await app.objects.room()) < leastRoom) throw new Problem('no-room', undefined, { retryAfterSeconds: 60 })
}

/** Who it is, whatever the request. */
export const callerKey = ({ requestId: _, ...caller }: Caller): string => JSON.stringify(caller)

const ask = (app: App, caller: Caller): Promise<void> =>
  actAs(app.db, caller, async (_tx, who) => {
    if (who.role !== 'radiologist') throw new Problem('forbidden')
  })
