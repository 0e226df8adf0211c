import { associate, type Destination, DimseError, type OutgoingInstance, storageContexts } from '@firstread/dimse'
import type { App } from '../platform/app.ts'
import { ObjectError } from '../platform/objects/index.ts'
import type { InstanceRow } from './delivery-queries.ts'
import { outgoingInstance } from './outgoing.ts'
import { type Trouble, troubleOf, troubleOfStatus, troubles } from './trouble.ts'

export type Sending = {
  destination: Destination
  instances: readonly InstanceRow[]
  /** UIDs that the peer likes best */
  transferSyntaxes: readonly string[]
  signal: AbortSignal
  /** Called after each instance that the peer has acknowledged. False: somebody else has the delivery now. */
  onSent(imageId: string): Promise<boolean>
}

/**
 * Sends instances on one association, each in the transfer syntax it is stored in. One that is refused for good does not
 * keep the others from going.
 *
 * @returns what went wrong, or undefined when everything is there
 */
export async function send(app: App, { instances, ...sending }: Sending): Promise<Trouble | undefined> {
  if (instances.length === 0) return undefined
  const contexts = storageContexts(inOrderOfWish(instances, sending.transferSyntaxes).map(kindOf))
  try {
    await using peer = await associate({ ...sending.destination, contexts })
    const stop = () => peer.abort()
    sending.signal.addEventListener('abort', stop, { once: true })
    if (sending.signal.aborted) return 'stopped'
    try {
      return await sendAll(app, instances, sending, (instance) => peer.store(instance))
    } finally {
      sending.signal.removeEventListener('abort', stop)
    }
  } catch (error) {
    return readTrouble(error)
  }
}

async function sendAll(
  app: App,
  instances: readonly InstanceRow[],
  { onSent }: Pick<Sending, 'onSent'>,
  store: (instance: OutgoingInstance) => Promise<number>,
): Promise<Trouble | undefined> {
  let worst: Trouble | undefined
  for (const row of instances) {
    const trouble = await sendOne(app, row, store)
    if (trouble === undefined && !(await onSent(row.image_id))) return 'stopped'
    // What may pass concerns the peer, not the instance: the next one would meet it too.
    if (trouble !== undefined && troubles[trouble].mayPass) return trouble
    worst ??= trouble
  }
  return worst
}

async function sendOne(
  app: App,
  row: InstanceRow,
  store: (instance: OutgoingInstance) => Promise<number>,
): Promise<Trouble | undefined> {
  try {
    return troubleOfStatus(await store(outgoingInstance(app, row)))
  } catch (error) {
    if (error instanceof DimseError && error.code === 'no-context') return 'not-accepted'
    throw error
  }
}

const kindOf = (row: InstanceRow) => ({ sopClassUid: row.sop_class_uid, transferSyntaxUid: row.transfer_syntax_uid })

function inOrderOfWish(instances: readonly InstanceRow[], wished: readonly string[]): InstanceRow[] {
  const rank = ({ transfer_syntax_uid }: InstanceRow) => wished.indexOf(transfer_syntax_uid) + 1 || wished.length + 1
  return instances.toSorted((a, b) => rank(a) - rank(b))
}

/** @throws whatever is none of the network's or the store's troubles: a bug */
function readTrouble(error: unknown): Trouble {
  const cause = error instanceof DimseError ? (error.cause ?? error) : error
  if (cause instanceof ObjectError) return 'unreadable'
  if (error instanceof DimseError) return troubleOf(error)
  throw error
}
