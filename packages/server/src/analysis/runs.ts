import type { Risk } from '@firstread/contract'

export type RunKind = 'first' | 'reanalysis'
/** How a run that finished ended; `lost` is a run whose worker died. */
export type RunOutcome = 'read' | 'abstained' | 'out_of_scope' | 'failed'

/** How much a result says: a fuller one may take the place of a lesser one. */
const fullness = { failed: 0, out_of_scope: 1, abstained: 2, read: 3 } as const satisfies Record<RunOutcome, number>
const urgency = { low: 0, medium: 1, high: 2 } as const satisfies Record<Risk, number>

export type Said = { outcome: RunOutcome; risk: Risk | null }

/**
 * Whether a new result takes the place of the adopted one. The AI only moves a study up: what says less than the earlier
 * result, or reads the study as less urgent, is kept as a run and changes nothing.
 */
export function replaces(next: Said, adopted: Said | undefined): boolean {
  if (adopted === undefined) return true
  if (next.outcome === 'read' && adopted.outcome === 'read') return rank(next.risk) >= rank(adopted.risk)
  return fullness[next.outcome] >= fullness[adopted.outcome]
}

const rank = (risk: Risk | null) => (risk === null ? -1 : urgency[risk])

type Status = 'pending' | 'analyzing' | 'analyzed' | 'reviewed' | 'archived'

/**
 * What a job finds to do when it comes to a report: go its first way, read it again, or nothing.
 * A report found `analyzing` belonged to a worker that died.
 */
export function wantedWork(status: Status, asked: RunKind, adopted: RunOutcome | undefined): RunKind | undefined {
  if (status === 'pending' || status === 'analyzing') return asked
  if (status !== 'analyzed') return undefined // a doctor has signed; nothing is to be read any more
  if (asked === 'reanalysis' || adopted === 'failed') return 'reanalysis'
  return undefined
}
