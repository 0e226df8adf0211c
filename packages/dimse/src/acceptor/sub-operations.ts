import type { CommandSet } from '../command-set.ts'
import { isWarning, statuses } from '../statuses.ts'
import type { OutgoingInstance, RetrievePlan } from './services.ts'

/** How the sub-operations of a retrieval stand (PS3.4 C.4.2.1.6 to C.4.2.1.9). */
export interface Tally {
  readonly remaining: number
  readonly completed: number
  readonly failed: number
  readonly warning: number
  readonly failedUids: readonly string[]
}

/** Sends one instance and gives the status of its C-STORE; what it throws counts as a failure. */
export type SendOne = (instance: OutgoingInstance) => Promise<number>

/** One after the other; `report` is called after each but the last. */
export async function runSubOperations(
  plan: RetrievePlan,
  sendOne: SendOne,
  report: (tally: Tally) => Promise<void>,
  cancelled: AbortSignal,
): Promise<Tally> {
  const failedUids: string[] = []
  let tally: Tally = { remaining: plan.total, completed: 0, failed: 0, warning: 0, failedUids }
  for await (const instance of plan.instances) {
    if (cancelled.aborted) return tally
    const kind = kindOf(await sendOne(instance))
    if (kind === 'failed') failedUids.push(instance.sopInstanceUid)
    tally = { ...tally, remaining: Math.max(0, tally.remaining - 1), [kind]: tally[kind] + 1 }
    if (tally.remaining > 0 && !cancelled.aborted) await report(tally)
  }
  // Fewer than announced came: what is missing has failed.
  return cancelled.aborted ? tally : { ...tally, remaining: 0, failed: tally.failed + tally.remaining }
}

function kindOf(status: number): 'completed' | 'warning' | 'failed' {
  if (status === statuses.success) return 'completed'
  return isWarning(status) ? 'warning' : 'failed'
}

/** Remaining stands in pending and cancelled answers only. */
export const pendingFields = (tally: Tally): CommandSet & { Status: number } => ({
  Status: statuses.pending,
  NumberOfRemainingSuboperations: tally.remaining,
  ...counts(tally),
})

export function finalFields(tally: Tally, isCancelled: boolean): CommandSet & { Status: number } {
  if (isCancelled)
    return { Status: statuses.cancelled, NumberOfRemainingSuboperations: tally.remaining, ...counts(tally) }
  return { Status: finalStatus(tally), ...counts(tally) }
}

function finalStatus({ completed, failed, warning }: Tally): number {
  if (failed === 0 && warning === 0) return statuses.success
  return completed + warning === 0 ? statuses.noSubOperations : statuses.subOperationsFailed
}

const counts = ({ completed, failed, warning }: Tally) => ({
  NumberOfCompletedSuboperations: completed,
  NumberOfFailedSuboperations: failed,
  NumberOfWarningSuboperations: warning,
})
