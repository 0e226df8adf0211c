import type { Arrival } from './arrival.ts'
import type { Outcome } from './settle-network.ts'

/** app.analysis_starts counts on it. */
const validMs = 1000
const most = 10_000

/**
 * Which reports were told of a moment ago. Each instance puts its study's analysis off and moves the doctors' worklist; for
 * five hundred instances in a second once is enough.
 */
export class Pushes {
  readonly #at = new Map<string, number>()

  readonly isRecent = (reportId: string): boolean => (this.#at.get(reportId) ?? 0) > Date.now() - validMs

  /** After the commit: what was rolled back told nobody. */
  note(outcomes: Map<Arrival, Outcome>): void {
    for (const outcome of outcomes.values()) {
      if (outcome.result !== 'stored' || this.isRecent(outcome.reportId)) continue
      if (this.#at.size >= most) this.#at.clear()
      this.#at.set(outcome.reportId, Date.now())
    }
  }
}
