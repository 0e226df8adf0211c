import type { Slice } from '../platform/slice.ts'
import { escalateCritical } from './critical/jobs.ts'
import { routes } from './routes.ts'

export { type Signed, signReview } from './sign.ts'
export { reviewsOf, toReview } from './to-review.ts'

export const review: Slice = { name: 'review', routes, jobs: { escalate_critical: escalateCritical } }
