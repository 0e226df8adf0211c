import type { Slice } from '../platform/slice.ts'
import { storeService } from './c-store.ts'
import { sweepUploads } from './pieces/pieces.ts'
import { routes } from './routes.ts'
import { stowRoutes } from './stow/routes.ts'

export type { IncomingFile } from './arrival.ts'
export { type Ingested, type IngestUpload, ingestFiles } from './ingest-files.ts'
export { seriesLevel } from './levels.ts'
export { retrievalColumns } from './retrieval.ts'

export { type Expected, storeInstances } from './store-instances.ts'
export { type Failure, failures, type Verdict } from './verdict.ts'

export const ingest: Slice = {
  name: 'ingest',
  routes,
  dicomweb: stowRoutes,
  dimse: storeService,
  jobs: { sweep: sweepUploads },
}
