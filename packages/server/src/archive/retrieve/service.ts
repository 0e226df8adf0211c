import { actAs, type Tx } from '@firstread/database'
import {
  type InstanceKind,
  type MovePlan,
  type OutgoingInstance,
  type QueryRequest,
  type RetrievePlan,
  StatusError,
  statuses,
} from '@firstread/dimse'
import { moveDestination, outgoingInstance, type StoredInstance } from '../../peers/index.ts'
import type { App } from '../../platform/app.ts'
import { type DimsePeer, type DimseServices, withStatus } from '../../platform/dimse.ts'
import { viewWanted } from './queries.ts'
import { wantedBy } from './wanted.ts'

/** C-GET and C-MOVE: as stored, or converted without loss where the other side does not take that. */
export const retrieveServices = (app: App): DimseServices => ({
  get: (request) => withStatus(get(app, request)),
  move: (request) => withStatus(move(app, request)),
  extended: { retrieve: [1] }, // relational retrieval (PS3.4 C.5.2.1)
})

type Query = QueryRequest<DimsePeer>

async function get(app: App, request: Query): Promise<RetrievePlan> {
  const rows = await inTransaction(app, request, (tx) => viewed(tx, request, 'get'))
  return planOf(app, rows)
}

async function move(app: App, request: Query & { moveDestination: string }): Promise<MovePlan> {
  const to = request.moveDestination
  const { destination, rows } = await inTransaction(app, request, async (tx) => {
    const destination = await moveDestination(app, tx, to)
    if (!destination) throw new StatusError(statuses.moveDestinationUnknown, 'No such move destination')
    return { destination, rows: await viewed(tx, request, `move to ${destination.calledAeTitle}`) }
  })
  return { ...planOf(app, rows), destination, kinds: rows.map(kindOf) }
}

const inTransaction = <T>(app: App, { peer }: Query, work: (tx: Tx) => Promise<T>): Promise<T> =>
  actAs(app.db, peer.caller('retrieve'), work)

function viewed(tx: Tx, { identifier, model, extended }: Query, as: string): Promise<StoredInstance[]> {
  return viewWanted(tx, wantedBy(identifier, model, extended[0] === 1), as)
}

const planOf = (app: App, rows: readonly StoredInstance[]): RetrievePlan => ({
  total: rows.length,
  instances: instancesOf(app, rows),
})

async function* instancesOf(app: App, rows: readonly StoredInstance[]): AsyncGenerator<OutgoingInstance> {
  for (const row of rows) yield outgoingInstance(app, row)
}

const kindOf = (row: StoredInstance): InstanceKind => ({
  sopClassUid: row.sop_class_uid,
  transferSyntaxUid: row.transfer_syntax_uid,
})
