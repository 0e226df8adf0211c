import { setImmediate } from 'node:timers/promises'
import type { Association } from '../association.ts'
import type { Request } from '../context.ts'
import { StatusError } from '../errors.ts'
import { encodeIdentifier } from '../identifier.ts'
import { respond } from '../respond.ts'
import { statuses } from '../statuses.ts'
import type { Peer } from './peer.ts'
import { queryRequest } from './query-request.ts'
import type { Asked, Services } from './services.ts'

/** Matches that come at once would keep everybody else waiting, a C-CANCEL too. */
const IN_A_ROW = 32

/** C-FIND, PS3.7 9.1.2 and PS3.4 C.4.1: one answer for each match, then the final one. */
export async function find<P extends Peer>(
  association: Association,
  request: Request,
  asked: Asked<P>,
  services: Services<P>,
  identifierBytes: number,
): Promise<void> {
  if (!services.find) throw new StatusError(statuses.sopClassNotSupported)
  const { matches, hasUnsupportedKeys } = await services.find(await queryRequest(request, asked, identifierBytes))
  const Status = hasUnsupportedKeys ? statuses.pendingUnsupportedKeys : statuses.pending
  let sent = 0
  for await (const match of matches) {
    if (++sent % IN_A_ROW === 0) await setImmediate()
    if (request.cancelled.aborted) break
    await respond(association, request, { Status }, [encodeIdentifier(match, request.context.transferSyntax)])
  }
  await respond(association, request, { Status: request.cancelled.aborted ? statuses.cancelled : statuses.success })
}
