import { analysis } from './analysis/index.ts'
import { archive } from './archive/index.ts'
import { auditTrail } from './audit/index.ts'
import { identity } from './identity/index.ts'
import { ingest } from './ingest/index.ts'
import { notifications } from './notifications/index.ts'
import { outcomes } from './outcomes/index.ts'
import { peers } from './peers/index.ts'
import type { Slice } from './platform/slice.ts'
import { release } from './release/index.ts'
import { reports } from './reports/index.ts'
import { review } from './review/index.ts'
import { triage } from './triage/index.ts'

/** The way of a study, in its order. */
export const slices: readonly Slice[] = [
  identity,
  auditTrail,
  reports,
  peers,
  ingest,
  archive,
  analysis,
  triage,
  review,
  release,
  outcomes,
  notifications,
]
