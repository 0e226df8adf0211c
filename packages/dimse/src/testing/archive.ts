import { type DicomJson, fileHead, parse, text } from '@firstread/dicom'
import {
  type Listening,
  type ListenOptions,
  listen,
  type MovePlan,
  type OutgoingInstance,
  type Peer,
  type QueryRequest,
  type Services,
  StatusError,
  type StoreRequest,
  statuses,
} from '../index.ts'

/** An instance as it came over the network. */
export type Kept = {
  sopClassUid: string
  transferSyntaxUid: string
  bytes: Buffer
  from: string
  moveOriginator?: { aeTitle: string; messageId: number } | undefined
}

/** A small archive in memory behind a listener: what it is sent it finds and gives back. */
export type Archive = Listening &
  AsyncDisposable & { kept: Map<string, Kept>; destinations: Map<string, number>; asked: QueryRequest<Peer>[] }

export async function newArchive(options: Partial<ListenOptions<Peer>> = {}): Promise<Archive> {
  const kept = new Map<string, Kept>()
  const destinations = new Map<string, number>()
  const asked: QueryRequest<Peer>[] = []
  const listening = await listen({
    host: '127.0.0.1',
    port: 0,
    authorize: async ({ callingAeTitle }) => ({ key: callingAeTitle, permits: () => true }),
    ...options,
    services: { ...servicesOf(kept, destinations, asked), ...options.services },
  })
  return Object.assign(listening, {
    kept,
    destinations,
    asked,
    [Symbol.asyncDispose]: () => listening.close(2_000),
  })
}

function servicesOf(
  kept: Map<string, Kept>,
  destinations: Map<string, number>,
  asked: QueryRequest<Peer>[],
): Services<Peer> {
  const plan = (request: QueryRequest<Peer>) => {
    asked.push(request)
    const found = matching(kept, request.identifier)
    return { total: found.length, instances: outgoing(found) }
  }
  return {
    store: (request) => keep(kept, request),
    find: async (request) => {
      asked.push(request)
      return { matches: matches(matching(kept, request.identifier)) }
    },
    get: async (request) => plan(request),
    move: async (request): Promise<MovePlan> => {
      const port = destinations.get(request.moveDestination)
      if (port === undefined) throw new StatusError(statuses.moveDestinationUnknown, 'No such destination')
      const destination = { host: '127.0.0.1', port, calledAeTitle: request.moveDestination, callingAeTitle: 'ARCHIVE' }
      const kinds = matching(kept, request.identifier).map(([, one]) => one)
      return { ...plan(request), destination, kinds }
    },
    extended: { find: [1, 1, 1, 0, 0], retrieve: [1] },
  }
}

async function keep(kept: Map<string, Kept>, request: StoreRequest<Peer>): Promise<{ status: number }> {
  const pieces: Buffer[] = []
  for await (const piece of request.dataSet) pieces.push(piece)
  kept.set(request.affectedSopInstanceUid, {
    sopClassUid: request.affectedSopClassUid,
    transferSyntaxUid: request.transferSyntaxUid,
    bytes: Buffer.concat(pieces),
    from: request.callingAeTitle,
    moveOriginator: request.moveOriginator,
  })
  return { status: statuses.success }
}

/** By PatientID only; none means all. */
function matching(kept: Map<string, Kept>, identifier: DicomJson): [string, Kept][] {
  const wanted = text(identifier, 'PatientID')
  return [...kept].filter((one) => wanted === undefined || text(elementsOf(one), 'PatientID') === wanted)
}

function elementsOf([sopInstanceUid, { bytes, sopClassUid, transferSyntaxUid }]: [string, Kept]): DicomJson {
  const head = fileHead({ sopClassUid, sopInstanceUid, transferSyntaxUid })
  return parse(new Uint8Array(Buffer.concat([head, bytes]))).elements
}

async function* matches(found: [string, Kept][]): AsyncGenerator<DicomJson> {
  for (const one of found) {
    const { '00100010': name, '00100020': id } = elementsOf(one)
    yield {
      '00080018': { vr: 'UI', Value: [one[0]] },
      '00080052': { vr: 'CS', Value: ['IMAGE'] },
      ...(name && { '00100010': name }),
      ...(id && { '00100020': id }),
    }
  }
}

async function* outgoing(found: [string, Kept][]): AsyncGenerator<OutgoingInstance> {
  for (const [sopInstanceUid, { sopClassUid, transferSyntaxUid, bytes }] of found) {
    yield instanceOf(sopClassUid, sopInstanceUid, transferSyntaxUid, bytes)
  }
}

/** An instance that can be had as it is, and in no other way. */
export function instanceOf(
  sopClassUid: string,
  sopInstanceUid: string,
  transferSyntaxUid: string,
  bytes: Buffer,
): OutgoingInstance {
  return {
    sopClassUid,
    sopInstanceUid,
    encode: async (syntaxes) =>
      syntaxes.includes(transferSyntaxUid) ? { transferSyntaxUid, dataSet: [bytes] } : undefined,
  }
}
