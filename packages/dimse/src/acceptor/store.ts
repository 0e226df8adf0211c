import { isUsableUid } from '@firstread/dicom'
import type { Association } from '../association.ts'
import type { Request } from '../context.ts'
import { StatusError } from '../errors.ts'
import { comment, respond, skipDataSet } from '../respond.ts'
import { statuses } from '../statuses.ts'
import type { Peer } from './peer.ts'
import type { Asked, Services, StoreAnswer, StoreRequest } from './services.ts'

/** C-STORE, PS3.7 9.1.1 and PS3.4 B.2.3 */
export async function store<P extends Peer>(
  association: Association,
  request: Request,
  asked: Asked<P>,
  services: Services<P>,
): Promise<void> {
  const answer = await answerOf(storeRequest(request, asked), services)
  await skipDataSet(request)
  const { status, errorComment } = answer
  const remark = errorComment === undefined ? {} : { ErrorComment: comment(errorComment) }
  await respond(association, request, { Status: status, ...remark })
}

function answerOf<P extends Peer>(request: StoreRequest<P>, { store }: Services<P>): Promise<StoreAnswer> {
  if (!store) throw new StatusError(statuses.sopClassNotSupported)
  return store(request)
}

/** @throws StatusError  when the command does not fit its context, or has no data set */
function storeRequest<P extends Peer>({ command, context, dataSet }: Request, asked: Asked<P>): StoreRequest<P> {
  const { AffectedSOPClassUID, AffectedSOPInstanceUID = '' } = command
  if (AffectedSOPClassUID !== context.abstractSyntax) throw new StatusError(statuses.sopClassNotSupported)
  if (!isUsableUid(AffectedSOPInstanceUID)) throw new StatusError(statuses.invalidInstance)
  if (!dataSet) throw new StatusError(statuses.cannotUnderstand, 'The request has no data set')
  const { MoveOriginatorApplicationEntityTitle: aeTitle, MoveOriginatorMessageID: messageId = 0 } = command
  return {
    ...asked,
    affectedSopClassUid: AffectedSOPClassUID,
    affectedSopInstanceUid: AffectedSOPInstanceUID,
    transferSyntaxUid: context.transferSyntax,
    dataSet,
    moveOriginator: aeTitle === undefined ? undefined : { aeTitle, messageId },
  }
}
