import type { Caller, Principal } from './act-as.ts'

/** Credentials remembered; the one that entered first goes first. */
const most = 1000
type Guess = Pick<Principal, 'userId' | 'role'>

/**
 * Who was behind a credential when it entered last. Nothing is decided by it: a question is written for that role before the
 * database has said who is asking, and thrown away when it says somebody else (auth.begin_as).
 */
export class Guesses {
  readonly #known = new Map<string, Guess>()

  of(caller: Caller): Guess | undefined {
    return this.#known.get(keyOf(caller))
  }

  learn(caller: Caller, { userId, role }: Guess): void {
    const key = keyOf(caller)
    const known = this.#known.get(key)
    if (known?.userId === userId && known.role === role) return
    this.#known.set(key, { userId, role })
    const [oldest] = this.#known.keys()
    if (this.#known.size > most && oldest !== undefined) this.#known.delete(oldest)
  }

  forget(caller: Caller): void {
    this.#known.delete(keyOf(caller))
  }
}

/** What a peer asks for decides its role. */
const keyOf = (caller: Caller): string =>
  'peerMac' in caller ? `${caller.peerMac} ${caller.operation} ${caller.aeTitle ?? ''}` : caller.tokenMac
