import type { App } from '../../platform/app.ts'
import type { Server } from '../../platform/http/server.ts'
import { allValuesRoutes } from './all-values.ts'
import { bulkdataRoutes } from './bulkdata.ts'
import { frameRoutes } from './frames.ts'
import { instanceRoutes } from './instances.ts'
import { metadataRoutes } from './metadata.ts'
import { renderedRoutes } from './rendered.ts'
import { wadoUriRoute } from './wado-uri.ts'
import { openPixelWork } from './work.ts'

/** WADO-RS (PS3.18 10.4) and WADO-URI (PS3.18 9). */
export function wadoRoutes(server: Server, app: App): void {
  const work = openPixelWork(app)
  instanceRoutes(server, app, work)
  metadataRoutes(server, app)
  bulkdataRoutes(server, app, work)
  allValuesRoutes(server, app, work)
  frameRoutes(server, app, work)
  renderedRoutes(server, app, work)
  wadoUriRoute(server, app, work)
}
