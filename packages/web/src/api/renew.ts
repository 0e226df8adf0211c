import type { Session as Opened } from '@firstread/client'
import { accessEnds, noteAccessEnd } from './session.ts'

/** A token that ends later than this from now needs no renewal, milliseconds. */
const enough = 120_000

/**
 * Trades the refresh cookie for new ones. A refresh token works once, so the tabs of a browser stand in line for it, and
 * who comes second finds it done.
 *
 * @returns false when the session is over
 */
export function renew(): Promise<boolean> {
  const before = accessEnds()
  return navigator.locks.request('firstread-renew', async () => {
    if (accessEnds() !== before && accessEnds() - Date.now() > enough) return true
    const response = await fetch('/api/v1/auth/refresh', { method: 'POST' }).catch(() => undefined)
    if (!response?.ok) return false
    noteAccessEnd(((await response.json()) as Opened).accessExpiresAt)
    return true
  })
}
