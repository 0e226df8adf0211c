import type { Limits } from '../limits.ts'
import type { Rejection } from '../pdu/control.ts'
import type { Peer } from './peer.ts'

/** Seconds of associations that a peer may save up for a burst. */
const BURST_SECONDS = 10

type Account = { open: number; credit: number; at: number }

/** Counts associations by peer and in all, and how fast they come (security rules, section 9). */
export class Admission {
  readonly #limits: Limits
  readonly #accounts = new Map<string, Account>()
  #open = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  get open(): number {
    return this.#open
  }

  /** @returns why not, or `undefined` when the peer is in; then `leave` has to follow once */
  enter({ key, associations }: Pick<Peer, 'key' | 'associations'>, now = Date.now()): Rejection | undefined {
    const account = this.#account(key, now)
    if (account.credit < 1) return 'temporary-congestion'
    const most = associations ?? this.#limits.associationsPerPeer
    if (account.open >= most || this.#open >= this.#limits.associations) return 'local-limit-exceeded'
    account.credit -= 1
    account.open += 1
    this.#open += 1
    return undefined
  }

  leave(key: string): void {
    const account = this.#accounts.get(key)
    if (!account) return
    account.open -= 1
    this.#open -= 1
  }

  #account(key: string, now: number): Account {
    const most = this.#limits.associationRate * BURST_SECONDS
    const account = this.#accounts.get(key) ?? { open: 0, credit: most, at: now }
    this.#accounts.set(key, account)
    account.credit = Math.min(most, account.credit + ((now - account.at) / 1000) * this.#limits.associationRate)
    account.at = now
    return account
  }
}
