import { actAs, type Caller } from '@firstread/database'
import type { App } from '../platform/app.ts'
import { callerKey } from './admit.ts'
import { again, isSurelyRolledBack } from './again.ts'
import type { Arrival } from './arrival.ts'
import { Expected } from './expected.ts'
import { indexKnown } from './known.ts'
import { Pushes } from './pushes.ts'
import { storeExpected } from './queries.ts'
import { type Delivery, decide, draftDeliveries, type Outcome, settleNetwork } from './settle-network.ts'

/** Instances in one transaction, at most. One more request is always taken whole. */
const largestBatch = 500
/** Expecting wrongly costs little once; a study that somebody else sends at the same time is asked about under its lock. */
const guesses = 2
const mostSenders = 200

type Waiting = {
  delivery: Delivery
  done(outcomes: Map<Arrival, Outcome>): void
  fail(error: unknown): void
}

/**
 * Group commit: what one sender delivers while a transaction of theirs is on its way goes into the next one together.
 * Sixteen connections of a modality then cost two flushes instead of sixteen, and one connection waits for nobody. Only
 * requests of one credential from one address share a transaction: in it the database knows one caller.
 */
export class Intake {
  readonly #app: App
  readonly #lines = new Map<string, Waiting[]>()
  readonly #pushes = new Pushes()
  readonly #expected = new Map<string, Expected>()

  constructor(app: App) {
    this.#app = app
  }

  /** Resolves once it is committed. @throws what the transaction throws; NotEntered, Problem forbidden */
  settle(caller: Caller, delivery: Delivery): Promise<Map<Arrival, Outcome>> {
    return new Promise((done, fail) => {
      const waiting = { delivery, done, fail }
      const key = callerKey(caller)
      const line = this.#lines.get(key)
      if (line) line.push(waiting)
      else void this.#work(key, caller, waiting)
    })
  }

  async #work(key: string, caller: Caller, first: Waiting): Promise<void> {
    const line = [first]
    this.#lines.set(key, line)
    while (line.length > 0) await this.#commit(caller, nextBatch(line))
    this.#lines.delete(key)
  }

  async #commit(caller: Caller, batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.#run(caller, batch)
      this.#pushes.note(outcomes)
      for (const { done } of batch) done(outcomes)
    } catch (error) {
      const [only, ...others] = batch
      if (others.length === 0) only?.fail(error)
      // Whatever one request broke, the others shall not suffer for it.
      else for (const one of batch) await this.#commit(caller, [one])
    }
  }

  async #run(caller: Caller, batch: readonly Waiting[]): Promise<Map<Arrival, Outcome>> {
    const deliveries = batch.map(({ delivery }) => delivery)
    const requestId = deliveries[0]?.requestId
    const as = { ...caller, ...(requestId === undefined ? {} : { requestId }) }
    const durable = Promise.all(deliveries.map((delivery) => delivery.durable))
    durable.catch(() => undefined) // met below
    const outcomes = await this.#asExpected(as, deliveries, durable)
    if (outcomes) return outcomes
    await durable
    return again(() => actAs(this.#app.db, as, (tx, who) => settleNetwork(tx, who, deliveries, this.#pushes.isRecent)))
  }

  /**
   * Stores in one statement what finds what we expect: hardly anything is a surprise, and a sender with one connection
   * waits for each.
   *
   * @returns undefined when it has to be asked for first, and everything was taken back
   * @throws whatever leaves it open whether it was committed
   */
  async #asExpected(
    caller: Caller,
    deliveries: readonly Delivery[],
    durable: Promise<unknown>,
  ): Promise<Map<Arrival, Outcome> | undefined> {
    const memory = this.#memoryOf(callerKey(caller))
    const { drafts, wanted } = draftDeliveries(deliveries)
    try {
      let rows = memory.rowsFor(wanted)
      for (let guess = 0; guess < guesses; guess += 1) {
        const decision = decide(deliveries, drafts, indexKnown(rows), this.#pushes.isRecent)
        const known = await storeExpected(this.#app.db, caller, wanted, rows, decision, durable)
        if (known === undefined) {
          memory.learn(rows, decision.placed)
          return decision.outcomes
        }
        rows = known
      }
    } catch (error) {
      // The longer way meets the same trouble, or it passes there.
      if (!isSurelyRolledBack(error)) throw error
    }
    memory.forget()
    return undefined
  }

  #memoryOf(key: string): Expected {
    const memory = this.#expected.get(key) ?? new Expected()
    if (this.#expected.size >= mostSenders) this.#expected.clear()
    this.#expected.set(key, memory)
    return memory
  }
}

function nextBatch(line: Waiting[]): Waiting[] {
  let instances = 0
  const end = line.findIndex(({ delivery }, i) => {
    instances += delivery.arrivals.length
    return i > 0 && instances > largestBatch
  })
  return line.splice(0, end < 0 ? line.length : end)
}
