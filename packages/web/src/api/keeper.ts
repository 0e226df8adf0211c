import { idleMs, onReturn } from './activity.ts'
import { renew } from './renew.ts'
import { accessEnds, lock, session } from './session.ts'
import { newStore } from './store.ts'

/** All in milliseconds. The server's limits are 15 minutes without a person and 15 minutes for one access token. */
const pace = { look: 15_000, renewBefore: 240_000, idleLimit: 14.5 * 60_000, warnAfter: 12.5 * 60_000 }

/** True while somebody who went away is about to be signed out. */
export const isLeaving = newStore(false)

/** Renews the session while a person is at work, warns when nobody is, and covers the page when it has ended. */
export function keepSession(): () => void {
  const timer = setInterval(look, pace.look)
  const stop = onReturn(look)
  return () => {
    clearInterval(timer)
    stop()
  }
}

async function look(): Promise<void> {
  if (session.get().is !== 'in') return isLeaving.set(false)
  const idle = idleMs()
  isLeaving.set(idle > pace.warnAfter && idle <= pace.idleLimit)
  if (idle > pace.idleLimit) return lock()
  const wasHere = idle < pace.renewBefore
  if (wasHere && accessEnds() - Date.now() < pace.renewBefore && !(await renew()) && accessEnds() < Date.now()) lock()
}
