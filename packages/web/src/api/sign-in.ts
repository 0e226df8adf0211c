import type { User } from '@firstread/client'
import * as api from '@firstread/client'
import { ask } from './ask.ts'
import { queryClient } from './query-client.ts'
import { renew } from './renew.ts'
import { accessEnds, currentUser, forgetAccessEnd, noteAccessEnd, session } from './session.ts'
import { newStore } from './store.ts'

/** Milliseconds: the server ends every session after twelve hours. */
const longestSession = 12 * 3_600_000

/** Asks the server who the cookies belong to. Called once, when the page is loaded. */
export async function findSession(): Promise<void> {
  // Nobody has signed in here within the longest session: there is nothing to ask for.
  if (accessEnds() < Date.now() - longestSession) return session.set({ is: 'out' })
  try {
    if (accessEnds() < Date.now() && !(await renew())) return session.set({ is: 'out', because: 'ended' })
    session.set({ is: 'in', user: await ask(api.getMe()) })
  } catch {
    session.set({ is: 'out' })
  }
}

/** Recovery codes that were just made, until somebody says that they have kept them. */
export const freshCodes = newStore<readonly string[]>([])

/** @throws RefusedError  wrong-credentials, otp-needed, wrong-otp, second-factor-needed, try-later, account-needs-reset, busy */
export async function signIn(email: string, password: string, otp?: string): Promise<User> {
  const before = currentUser()
  const { accessExpiresAt, user, recoveryCodes } = await ask(
    api.login({ body: { email, password, mode: 'cookie', ...(otp ? { otp } : {}) } }),
  )
  if (recoveryCodes) freshCodes.set(recoveryCodes)
  noteAccessEnd(accessExpiresAt)
  // Another person at the same screen starts from nothing.
  if (before && before.id !== user.id) {
    location.assign('/')
    return user
  }
  session.set({ is: 'in', user })
  void queryClient.invalidateQueries()
  return user
}

/** Leaves nothing of the person behind, whether or not the server can be reached. */
export async function signOut(): Promise<void> {
  await api.logout({ body: null }).catch(() => undefined)
  forgetAccessEnd()
  queryClient.clear()
  session.set({ is: 'out', because: 'left' })
}
