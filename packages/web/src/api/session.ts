import type { User } from '@firstread/client'
import { afterTheWord } from './activity.ts'
import { newStore } from './store.ts'

/**
 * Who is signed in. `locked`: the session has ended while somebody's work lies on the screen; it stays, covered, until
 * the same person signs in again. The tokens themselves are in cookies that no script can read.
 */
export type Session =
  | { is: 'starting' }
  | { is: 'out'; because?: 'ended' | 'left' }
  | { is: 'in'; user: User }
  | { is: 'locked'; user: User }

export const session = newStore<Session>({ is: 'starting' })

const endKey = 'firstread-access-ends'
/** When the access token ends, milliseconds since 1970; shared by the tabs of this browser. 0 when not known. */
export const accessEnds = (): number => Number(localStorage.getItem(endKey) ?? 0)
export const noteAccessEnd = (iso: string): void => localStorage.setItem(endKey, String(Date.parse(iso)))
export const forgetAccessEnd = (): void => localStorage.removeItem(endKey)

/** Covers the page, but not under the fingers of somebody who writes: the letters would land in the password. */
export async function lock(): Promise<void> {
  await afterTheWord()
  const now = session.get()
  if (now.is === 'in') session.set({ is: 'locked', user: now.user })
  else if (now.is === 'starting') session.set({ is: 'out' })
}

export const currentUser = (): User | undefined => {
  const now = session.get()
  return now.is === 'in' || now.is === 'locked' ? now.user : undefined
}
