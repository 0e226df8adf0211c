import type { Slice } from '../platform/slice.ts'
import { deliveryRoutes } from './delivery-routes.ts'
import { deliver } from './jobs.ts'
import { peerRoutes } from './peer-routes.ts'

export { type AuthorizedPeer, authorizePeer, type Hello } from './authorize.ts'
export { deliverSigned } from './delivery-queries.ts'
export { moveDestination } from './destination.ts'
export { outgoingInstance, type StoredInstance } from './outgoing.ts'

/** DICOM peers: who they are, what they may do, what is sent to them. */
export const peers: Slice = {
  name: 'peers',
  routes(server, app) {
    peerRoutes(server, app)
    deliveryRoutes(server, app)
  },
  jobs: { deliver },
}
