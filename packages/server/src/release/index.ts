import type { Slice } from '../platform/slice.ts'
import { releaseResult } from './jobs.ts'
import { routes } from './routes.ts'

export { composeReports } from './compose.ts'

export const release: Slice = { name: 'release', routes, jobs: { release_result: releaseResult } }
