import { fileHead } from '@firstread/dicom'
import { type StoreAnswer, type StoreRequest, statuses } from '@firstread/dimse'
import type { App } from '../platform/app.ts'
import { type DimsePeer, type DimseServices, withStatus } from '../platform/dimse.ts'
import { storeInstances } from './store-instances.ts'
import { failures } from './verdict.ts'

/** C-STORE: the same room as STOW-RS behind another door. An answer of success means that it is durable. */
export const storeService = (app: App): DimseServices => ({
  store: (request) => withStatus(store(app, request)),
})

async function store(app: App, request: StoreRequest<DimsePeer>): Promise<StoreAnswer> {
  const { affectedSopClassUid: sopClassUid, affectedSopInstanceUid: sopInstanceUid, peer } = request
  const [verdict] = await storeInstances(app, peer.caller('store'), fileOf(request), { sopClassUid, sopInstanceUid })
  if (!verdict) throw new Error('an instance came, and no verdict on it')
  if (verdict.result !== 'failed') return { status: statuses.success }
  return { status: failures[verdict.failure], errorComment: verdict.detail }
}

async function* fileOf(request: StoreRequest<DimsePeer>) {
  yield { bytes: bytesOf(request) }
}

/** What comes over the network is the data set; what stands before it in a file is ours (PS3.10 7.1). */
async function* bytesOf(request: StoreRequest<DimsePeer>): AsyncGenerator<Uint8Array> {
  const { affectedSopClassUid: sopClassUid, affectedSopInstanceUid: sopInstanceUid, transferSyntaxUid } = request
  // Without the sender's name: the same instance is the same bytes, whoever sends it again. The audit log knows who did.
  yield fileHead({ sopClassUid, sopInstanceUid, transferSyntaxUid })
  yield* request.dataSet
}
