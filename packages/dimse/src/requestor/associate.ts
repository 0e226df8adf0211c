import { implementationClassUid, implementationVersionName } from '@firstread/dicom'
import { Association, type Handle } from '../association.ts'
import { Connection } from '../connection.ts'
import type { Context } from '../context.ts'
import { DimseError, ProtocolError } from '../errors.ts'
import { defaultLimits, defaultTimers, type Limits, type Timers } from '../limits.ts'
import {
  type AssociateAccept,
  type AssociateRequest,
  associateRequestBody,
  dicomApplicationContext,
  parseAssociateAccept,
} from '../pdu/associate.ts'
import { pdu, rejectionName, userAbortPdu } from '../pdu/control.ts'
import { respond, skipDataSet } from '../respond.ts'
import { statuses } from '../statuses.ts'
import { connect } from './connect.ts'
import type { Destination, WantedContext } from './destination.ts'
import { Requestor } from './requestor.ts'

/**
 * Opens an association (PS3.8 7.1). It ends by `release`, by `abort`, or by itself when the peer is silent for too long.
 *
 * @throws DimseError  no-connection, rejected, aborted, closed, timeout, protocol
 */
export async function associate(
  wanted: Destination & { readonly contexts: readonly WantedContext[] },
): Promise<Requestor> {
  const limits = { ...defaultLimits, ...wanted.limits }
  const timers = { ...defaultTimers, ...wanted.timers }
  const request = requestOf(wanted, limits)
  const connection = new Connection(await connect(wanted, timers.connectMs), limits, timers)
  try {
    await connection.write([pdu('associate-rq', associateRequestBody(request))])
    const accept = await accepted(connection, timers)
    const contexts = agreedContexts(request, accept)
    const { maximumLength } = accept.user
    return new Requestor(new Association({ connection, contexts, maximumLength, limits, timers, handle: refuse }))
  } catch (error) {
    if (error instanceof ProtocolError || (error instanceof DimseError && error.code === 'timeout'))
      connection.end(userAbortPdu())
    else connection.destroy()
    throw error
  }
}

function requestOf(
  { calledAeTitle, callingAeTitle, contexts }: Destination & { readonly contexts: readonly WantedContext[] },
  limits: Limits,
): AssociateRequest {
  return {
    protocolVersion: 1,
    calledAeTitle,
    callingAeTitle,
    applicationContext: dicomApplicationContext,
    contexts: contexts.map((context, i) => ({ id: 2 * i + 1, ...context })),
    user: {
      maximumLength: limits.pduBytes,
      implementationClassUid,
      implementationVersionName,
      roles: [],
      extended: [],
    },
  }
}

async function accepted(connection: Connection, timers: Timers): Promise<AssociateAccept> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new DimseError('timeout')), timers.artimMs)
  try {
    const answer = await Promise.race([connection.next(), late.promise])
    if (answer.kind === 'associate-ac') return parseAssociateAccept(answer.body)
    if (answer.kind === 'associate-rj') throw new DimseError('rejected', rejectionName(answer.body))
    if (answer.kind === 'abort') throw new DimseError('aborted')
    throw new ProtocolError('unexpected-pdu', 'No answer to an association request')
  } finally {
    clearTimeout(timer)
  }
}

function agreedContexts({ contexts }: AssociateRequest, accept: AssociateAccept): Context[] {
  return accept.contexts.flatMap(({ id, result, transferSyntax }) => {
    const proposed = contexts.find((one) => one.id === id)
    if (!proposed || result !== 'acceptance') return []
    // A peer that chose what was not offered would get bytes it does not expect.
    if (!proposed.transferSyntaxes.includes(transferSyntax)) return []
    return [{ id, abstractSyntax: proposed.abstractSyntax, transferSyntax, isPeerScu: false, isPeerScp: true }]
  })
}

/** We asked for nothing that would make a peer ask us. */
const refuse: Handle = async (association, request) => {
  await skipDataSet(request)
  await respond(association, request, { Status: statuses.unrecognizedOperation })
}
