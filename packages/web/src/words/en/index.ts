import { care } from './care.ts'
import { domain } from './domain.ts'
import { frame } from './frame.ts'
import { ingest } from './ingest.ts'
import { loops } from './loops.ts'
import { patient } from './patient.ts'
import { problems } from './problems.ts'
import { reading } from './reading.ts'
import { triage } from './triage.ts'
import { viewer } from './viewer.ts'

/** English, the language in which Firstread is complete. One file per part of the app. */
export const en = { frame, domain, problems, triage, reading, loops, viewer, patient, ingest, care } as const
