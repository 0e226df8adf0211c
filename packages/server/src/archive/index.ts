import type { Slice } from '../platform/slice.ts'
import { archiveRoutes } from './archive-routes.ts'
import { capabilityRoutes } from './capabilities/routes.ts'
import { exportRoutes } from './export/routes.ts'
import { imageRoutes } from './image-routes.ts'
import { qidoRoutes } from './qido/routes.ts'
import { quarantineRoutes } from './quarantine-routes.ts'
import { retrieveServices } from './retrieve/service.ts'
import { findService } from './search/service.ts'
import { sweepOrphans } from './sweep.ts'
import { wadoRoutes } from './wado/index.ts'

export { dicomwebResources } from './capabilities/resources.ts'
export { planShared } from './export/plan.ts'
export { openExports } from './export/routes.ts'
export { findImage, type ImageObject } from './queries.ts'
export { openRenderer } from './render.ts'
export { type FindRequest, find } from './search/find.ts'
export { type Model, unsupportedKeys } from './search/identifier.ts'
export { kinds, searchKeys } from './search/keys.ts'
export { computed, returned } from './search/returned.ts'
export { sendPng } from './send.ts'
export { sweepOrphans } from './sweep.ts'

export const archive: Slice = {
  name: 'archive',
  routes(server, app) {
    imageRoutes(server, app)
    quarantineRoutes(server, app)
    archiveRoutes(server, app)
    exportRoutes(server, app)
  },
  dicomweb(server, app) {
    qidoRoutes(server, app)
    wadoRoutes(server, app)
    capabilityRoutes(server, app)
  },
  dimse: (app) => ({ ...findService(app), ...retrieveServices(app) }),
  jobs: { sweep: async (app) => void (await sweepOrphans(app)) },
}
