import type { Slice } from '../platform/slice.ts'
import { annotationRoutes } from './annotations/routes.ts'
import { escalateCritical } from './critical/jobs.ts'
import { routes as reviewRoutes } from './routes.ts'

export { placeOf } from './columns.ts'
export { type Signed, signReview } from './sign.ts'
export { addendumPlace, reviewsOf, toReview } from './to-review.ts'

export const review: Slice = {
  name: 'review',
  routes(server, app) {
    reviewRoutes(server, app)
    annotationRoutes(server, app)
  },
  jobs: { escalate_critical: escalateCritical },
}
