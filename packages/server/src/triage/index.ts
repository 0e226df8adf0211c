import type { Slice } from '../platform/slice.ts'
import { routes } from './routes.ts'

export { refuseIfHeld, takeClaim } from './claim.ts'
export { deleteOwnClaim, tellWorklist } from './claim-queries.ts'

export const triage: Slice = { name: 'triage', routes }
