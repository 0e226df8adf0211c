import { idleMs } from './activity.ts'
import { renew } from './renew.ts'
import { lock, session } from './session.ts'
import { firstOf } from './store.ts'

/** Behind this the request is the page's own doing and must not keep the session alive, milliseconds. */
const backgroundAfter = 60_000
const ownDoors = /\/api\/v1\/auth\/(login|refresh|logout)$/

/**
 * `fetch` for the generated client. A request that meets an ended session waits: first for new tokens, then for the
 * person, who signs in again over the page. So nothing that somebody sent off is lost; the refused request has done nothing.
 */
export async function guardedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init)
  if (idleMs() > backgroundAfter) request.headers.set('x-background', '1')
  const again = request.clone()
  const response = await fetch(request)
  if (response.status !== 401 || ownDoors.test(new URL(request.url).pathname) || !(await isEnded(response)))
    return response
  if (await renew()) return fetch(again)
  if (session.get().is === 'starting') return response
  await lock()
  await firstOf(session, (now) => now.is === 'in')
  return fetch(again)
}

/** A wrong password in a form is a 401 too, and no end of the session. */
async function isEnded(response: Response): Promise<boolean> {
  const { code } = (await response
    .clone()
    .json()
    .catch(() => ({}))) as { code?: string }
  return code === 'session-ended' || code === 'not-logged-in'
}
