import type { DicomJson } from '@firstread/dicom'
import type { Association } from '../association.ts'
import type { Request } from '../context.ts'
import { StatusError } from '../errors.ts'
import { encodeIdentifier } from '../identifier.ts'
import { associate } from '../requestor/associate.ts'
import { storageContexts } from '../requestor/contexts.ts'
import { type MoveOriginator, storeOn } from '../requestor/store.ts'
import { respond } from '../respond.ts'
import { statuses } from '../statuses.ts'
import type { Peer } from './peer.ts'
import { queryRequest } from './query-request.ts'
import type { Asked, MovePlan, OutgoingInstance, RetrievePlan, Services } from './services.ts'
import { finalFields, pendingFields, runSubOperations, type SendOne, type Tally } from './sub-operations.ts'

/** Told of each instance that could not be sent for a reason that is ours. */
export type OnFailure = (error: unknown) => void

/** C-GET, PS3.7 9.1.3 and PS3.4 C.4.3: the instances come over the same association. */
export async function get<P extends Peer>(
  association: Association,
  request: Request,
  asked: Asked<P>,
  services: Services<P>,
  identifierBytes: number,
  onFailure: OnFailure,
): Promise<void> {
  if (!services.get) throw new StatusError(statuses.sopClassNotSupported)
  const plan = await services.get(await queryRequest(request, asked, identifierBytes))
  await retrieve(association, request, plan, (instance) => storeOn(association, instance), onFailure)
}

/** C-MOVE, PS3.7 9.1.4 and PS3.4 C.4.2: the instances go to a third, over an association of our own. */
export async function move<P extends Peer>(
  association: Association,
  request: Request,
  asked: Asked<P>,
  services: Services<P>,
  identifierBytes: number,
  onFailure: OnFailure,
): Promise<void> {
  if (!services.move) throw new StatusError(statuses.sopClassNotSupported)
  const moveDestination = request.command.MoveDestination ?? ''
  const query = await queryRequest(request, asked, identifierBytes)
  const plan = await services.move({ ...query, moveDestination })
  const originator = { aeTitle: asked.callingAeTitle, messageId: request.messageId }
  await using sender = new Sender(plan, originator)
  await retrieve(association, request, plan, (instance) => sender.send(instance), onFailure)
}

/** The association to a destination, opened for the first instance: an empty retrieval needs none. */
class Sender implements AsyncDisposable {
  readonly #plan: MovePlan
  readonly #originator: MoveOriginator
  #association: Promise<Association> | undefined

  constructor(plan: MovePlan, originator: MoveOriginator) {
    this.#plan = plan
    this.#originator = originator
  }

  async send(instance: OutgoingInstance): Promise<number> {
    const { destination, kinds } = this.#plan
    this.#association ??= associate({ ...destination, contexts: storageContexts(kinds) }).then(
      ({ association }) => association,
    )
    return storeOn(await this.#association, instance, this.#originator)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const association = await this.#association?.catch(() => undefined)
    await association?.release()
  }
}

async function retrieve(
  association: Association,
  request: Request,
  plan: RetrievePlan,
  sendOne: SendOne,
  onFailure: OnFailure,
): Promise<void> {
  const report = (tally: Tally) => respond(association, request, pendingFields(tally))
  const tally = await runSubOperations(plan, failing(sendOne, onFailure), report, request.cancelled)
  const fields = finalFields(tally, request.cancelled.aborted)
  const failed = failedList(tally)
  await respond(association, request, fields, failed && [encodeIdentifier(failed, request.context.transferSyntax)])
}

/** A failure of one instance is no failure of the others. */
const failing =
  (sendOne: SendOne, onFailure: OnFailure): SendOne =>
  async (instance) => {
    try {
      return await sendOne(instance)
    } catch (error) {
      onFailure(error)
      return statuses.processingFailure
    }
  }

const FAILED_SOP_INSTANCE_UID_LIST = '00080058'

function failedList({ failedUids }: Tally): DicomJson | undefined {
  if (failedUids.length === 0) return undefined
  return { [FAILED_SOP_INSTANCE_UID_LIST]: { vr: 'UI', Value: [...failedUids] } }
}
