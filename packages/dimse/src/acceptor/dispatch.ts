import type { Association } from '../association.ts'
import { commandFields } from '../command-set.ts'
import type { Request } from '../context.ts'
import { DimseError, StatusError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Log } from '../log.ts'
import { processingFailure, respond, skipDataSet, statusOf } from '../respond.ts'
import { type ServiceName, sopClass } from '../sop-classes.ts'
import { statuses } from '../statuses.ts'
import { echo } from './echo.ts'
import { find } from './find.ts'
import type { Peer } from './peer.ts'
import { get, move } from './retrieve.ts'
import type { Asked, Services } from './services.ts'
import { store } from './store.ts'

export interface Desk<P extends Peer> {
  readonly asked: Asked<P>
  readonly services: Services<P>
  readonly limits: Limits
  readonly log: Log
}

const serviceOf = new Map<number, ServiceName>([
  [commandFields.echo, 'echo'],
  [commandFields.store, 'store'],
  [commandFields.find, 'find'],
  [commandFields.get, 'get'],
  [commandFields.move, 'move'],
])

/** Answers one request, whatever happens; only that the peer has gone leaves it without. */
export async function dispatch<P extends Peer>(
  desk: Desk<P>,
  association: Association,
  request: Request,
): Promise<void> {
  try {
    await work(desk, association, request)
  } catch (error) {
    if (association.isOver) return
    const known = statusOf(error)
    if (!known) logFailure(desk.log, request, error)
    await refuse(association, request, known ?? processingFailure)
  }
}

/** A peer that leaves while it is answered is no fault of ours. */
function logFailure(log: Log, { command }: Request, error: unknown): void {
  const hasLeft = error instanceof DimseError && error.code === 'closed'
  log(hasLeft ? 'info' : 'error', 'request-failed', { service: serviceOf.get(command.CommandField ?? 0), error })
}

async function refuse(association: Association, request: Request, fields: { Status: number }): Promise<void> {
  await skipDataSet(request)
  const Status = request.cancelled.aborted ? statuses.cancelled : fields.Status
  await respond(association, request, { ...fields, Status }).catch((error) => {
    if (!association.isOver) throw error
  })
}

function work<P extends Peer>(desk: Desk<P>, association: Association, request: Request): Promise<void> {
  const service = serviceIn(request)
  const { asked, services, limits } = desk
  const onFailure = (error: unknown) => desk.log('warn', 'sub-operation-failed', { service, error })
  const works: Record<ServiceName, () => Promise<void>> = {
    echo: () => echo(association, request),
    store: () => store(association, request, asked, services),
    find: () => find(association, request, asked, services, limits.identifierBytes),
    get: () => get(association, request, asked, services, limits.identifierBytes, onFailure),
    move: () => move(association, request, asked, services, limits.identifierBytes, onFailure),
  }
  return works[service]()
}

/** @throws StatusError  when the request is none, or does not belong into its presentation context */
function serviceIn({ command, context }: Request): ServiceName {
  const service = serviceOf.get(command.CommandField ?? 0)
  if (service === undefined) throw new StatusError(statuses.unrecognizedOperation)
  if (sopClass(context.abstractSyntax)?.service !== service) throw new StatusError(statuses.sopClassNotSupported)
  if (!context.isPeerScu) throw new StatusError(statuses.notAuthorized)
  return service
}
