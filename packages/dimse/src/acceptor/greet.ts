import { implementationClassUid, implementationVersionName } from '@firstread/dicom'
import { Association } from '../association.ts'
import type { Connection } from '../connection.ts'
import { DimseError, ProtocolError } from '../errors.ts'
import {
  type AssociateRequest,
  associateAcceptBody,
  dicomApplicationContext,
  parseAssociateRequest,
} from '../pdu/associate.ts'
import { pdu, type Rejection, rejectPdu, userAbortPdu } from '../pdu/control.ts'
import { dispatch } from './dispatch.ts'
import type { Listener } from './listen.ts'
import { type Agreement, negotiate } from './negotiate.ts'
import type { Hello, Peer } from './peer.ts'

/** What stays of a greeting: an association with a known peer. */
export interface Guest<P extends Peer> {
  readonly association: Association
  readonly peer: P
}

/**
 * From the connection to the association (Sta2 and Sta3 of PS3.8 9.2): who calls, may they, and what can be agreed upon.
 *
 * @returns undefined when none came about; the peer has been told why
 */
export async function greet<P extends Peer>(
  connection: Connection,
  listener: Listener<P>,
): Promise<Guest<P> | undefined> {
  const request = await firstWord(connection, listener.timers.artimMs)
  const hello: Hello = { ...aeTitles(request), ...listener.callerOf(connection.socket) }
  const peer = formalFault(request) ?? (await whoCalls(hello, listener))
  const refusal = typeof peer === 'string' ? peer : listener.admission.enter(peer)
  if (typeof peer === 'string' || refusal) return reject(connection, listener, hello, refusal ?? 'no-reason')
  try {
    return { peer, association: await accept(connection, listener, request, hello, peer) }
  } catch (error) {
    listener.admission.leave(peer.key)
    throw error
  }
}

/** When that cannot be found out now, it may be later: a peer that is told so comes again. */
async function whoCalls<P extends Peer>(hello: Hello, { authorize, log }: Listener<P>): Promise<P | Rejection> {
  try {
    return await authorize(hello)
  } catch (error) {
    log('error', 'authorization-failed', { error })
    return 'temporary-congestion'
  }
}

const aeTitles = ({ callingAeTitle, calledAeTitle }: AssociateRequest) => ({ callingAeTitle, calledAeTitle })

/** @throws DimseError  closed when nothing came in time (AA-2); ProtocolError when it was something else (AA-1) */
async function firstWord(connection: Connection, artimMs: number): Promise<AssociateRequest> {
  const timer = setTimeout(() => connection.destroy(), artimMs)
  try {
    const first = await connection.next()
    if (first.kind === 'abort') throw new DimseError('aborted')
    if (first.kind !== 'associate-rq') throw new ProtocolError('unexpected-pdu', 'No association was asked for')
    return parseAssociateRequest(first.body)
  } finally {
    clearTimeout(timer)
  }
}

function formalFault(request: AssociateRequest): Rejection | undefined {
  if ((request.protocolVersion & 1) === 0) return 'protocol-version-not-supported'
  if (request.applicationContext !== dicomApplicationContext) return 'application-context-not-supported'
  if (request.callingAeTitle === '') return 'calling-ae-title-not-recognized'
  return request.calledAeTitle === '' ? 'called-ae-title-not-recognized' : undefined
}

function reject<P extends Peer>(
  connection: Connection,
  { log, stats }: Listener<P>,
  { callingAeTitle, calledAeTitle, remoteAddress }: Hello,
  reason: Rejection,
): undefined {
  connection.end(rejectPdu(reason))
  stats.rejected += 1
  log('warn', 'association-rejected', { reason, callingAeTitle, calledAeTitle, remoteAddress })
}

async function accept<P extends Peer>(
  connection: Connection,
  { services, limits, timers, log, stats }: Listener<P>,
  request: AssociateRequest,
  { callingAeTitle, calledAeTitle, remoteAddress }: Hello,
  peer: P,
): Promise<Association> {
  const agreement = negotiate(request, peer, services)
  await connection.write([pdu('associate-ac', acceptBody(request, agreement, limits.pduBytes))])
  stats.accepted += 1
  log('debug', 'association-accepted', { callingAeTitle, remoteAddress, contexts: agreement.contexts.length })
  const asked = { peer, callingAeTitle, calledAeTitle, remoteAddress }
  return new Association({
    connection,
    contexts: agreement.contexts,
    maximumLength: request.user.maximumLength,
    limits,
    timers,
    handle: (association, received) => dispatch({ asked, services, limits, log }, association, received),
  })
}

const acceptBody = (request: AssociateRequest, agreement: Agreement, maximumLength: number): Buffer =>
  associateAcceptBody({
    ...request,
    protocolVersion: 1,
    contexts: agreement.answers,
    user: {
      maximumLength,
      implementationClassUid,
      implementationVersionName,
      roles: agreement.roles,
      extended: agreement.extended,
    },
  })

/** Sta2 answers whatever is wrong with an abort of its user (PS3.8 Table 9-10, AA-1). */
export function sendAway(connection: Connection, error: unknown): void {
  if (error instanceof ProtocolError) connection.end(userAbortPdu())
  else connection.destroy()
}
