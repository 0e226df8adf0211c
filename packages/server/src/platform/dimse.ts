import { Problem, type ProblemCode } from '@firstread/contract'
import { NotEntered, type PeerCaller, type PeerOperation } from '@firstread/database'
import { type Asked, type Peer, type Services, StatusError, statuses } from '@firstread/dimse'
import { toProblem } from './http/problems.ts'

/** Whom an association is with: it acts in the database as itself, for what it may do. */
export type DimsePeer = Peer & { aeTitle: string; caller(operation: PeerOperation, requestId?: string): PeerCaller }

/** What a slice does for DICOM over TCP. */
export type DimseServices = Services<DimsePeer>
export type DimseAsked = Asked<DimsePeer>

/** Statuses of PS3.4 B.2.3 and C.4, PS3.7 annex C. What may pass is `out of resources`: a peer sends it again. */
const byProblem: Partial<Record<ProblemCode, number>> = {
  'bad-query': statuses.notThatClass,
  'search-too-broad': statuses.outOfResources,
  'no-room': statuses.outOfResources,
  busy: statuses.outOfResources,
  'not-ready': statuses.outOfResources,
  forbidden: statuses.notAuthorized,
}

/** What a peer is answered when our own work fails: a StatusError, or the error itself when it is a bug. */
export function toStatus(error: unknown): unknown {
  if (error instanceof StatusError) return error
  if (error instanceof NotEntered) return new StatusError(statuses.notAuthorized, 'No longer a peer', { cause: error })
  const problem = toProblem(error)
  const status = byProblem[problem.code]
  if (status === undefined) return error
  // Only words of ours, which name no patient; PostgreSQL's stay inside.
  return new StatusError(status, error instanceof Problem ? problem.message : undefined, { cause: error })
}

export async function withStatus<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw toStatus(error)
  }
}

export async function* eachWithStatus<T>(work: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* work
  } catch (error) {
    throw toStatus(error)
  }
}
