import type { Slice } from '../platform/slice.ts'
import { releaseResult } from './jobs.ts'
import { routes } from './routes.ts'
import { shareRoutes } from './sharing/share-routes.ts'
import { visitorRoutes } from './sharing/visitor-routes.ts'

export { composeReports } from './compose.ts'

export const release: Slice = {
  name: 'release',
  routes(server, app) {
    routes(server, app)
    shareRoutes(server, app)
    visitorRoutes(server, app)
  },
  jobs: { release_result: releaseResult },
}
