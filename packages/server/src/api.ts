import type { App } from './platform/app.ts'
import { healthRoutes } from './platform/health.ts'
import { answerAsDicomweb } from './platform/http/problems.ts'
import { buildServer, type Server } from './platform/http/server.ts'
import { serveWeb } from './platform/http/web.ts'
import { slices } from './slices.ts'

/** The whole HTTP face: every slice's routes under /api/v1, DICOMweb under /dicom-web, health at the root. Listens when told to. */
export async function createApi(app: App): Promise<Server> {
  const server = await buildServer(app)
  healthRoutes(server, app)
  await server.register(
    async (v1) => {
      for (const slice of slices) await slice.routes?.(v1 as Server, app)
    },
    { prefix: '/api/v1' },
  )
  await server.register(
    async (web) => {
      answerAsDicomweb(web as Server)
      for (const slice of slices) await slice.dicomweb?.(web as Server, app)
    },
    { prefix: '/dicom-web' },
  )
  await serveWeb(server)
  await server.ready()
  return server
}
