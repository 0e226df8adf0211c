import type { Caller } from '@firstread/database'
import { type Inspection, isUsableUid } from '@firstread/dicom'
import type { App } from '../platform/app.ts'
import { admit } from './admit.ts'
import { dropUnused, isSurelyRolledBack } from './again.ts'
import type { Arrival, IncomingFile } from './arrival.ts'
import { Intake } from './intake.ts'
import type { Outcome } from './settle-network.ts'
import { dropObjects, type Failed, isArrival, stageFiles } from './stage.ts'
import { Refused, refusalOf, uidsOf, type Verdict } from './verdict.ts'

/** What the request says of its instances; what is not as said is refused. */
export type Expected = { studyInstanceUid?: string; sopClassUid?: string; sopInstanceUid?: string }

/** One line for each sender in each process. */
const intakes = new WeakMap<App, Intake>()
function intakeOf(app: App): Intake {
  const intake = intakes.get(app) ?? new Intake(app)
  intakes.set(app, intake)
  return intake
}

/**
 * The way in for DICOM from the network, whichever door it came through: any studies, a verdict for each instance, in
 * their order. What is `stored` or `held` is durable: its object was flushed and its row committed.
 *
 * @throws Problem  forbidden, no-room, malformed-body: nothing is stored then
 * @throws NotEntered
 */
export async function storeInstances(
  app: App,
  caller: Caller,
  files: AsyncIterable<IncomingFile>,
  expected: Expected = {},
): Promise<Verdict[]> {
  await admit(app, caller)
  const accept = (header: Inspection) => check(header, expected)
  const staged = await stageFiles(app, files, { isDicomOnly: true, accept, flushesLater: true })
  const arrivals = staged.filter(isArrival)
  const refused = staged.filter((one): one is Failed => !isArrival(one)).map(({ problem }) => refusalOf(problem))
  const durable = Promise.all(arrivals.map((arrival) => arrival.durable))
  const delivery = { arrivals, refused, requestId: caller.requestId, durable }
  const outcomes = await intakeOf(app)
    .settle(caller, delivery)
    .catch(async (error) => {
      if (isSurelyRolledBack(error)) await dropObjects(app, arrivals)
      throw error
    })
  // Committed: from here on nothing may fail the request, or take an object that has a row.
  await dropUnused(
    app,
    arrivals.filter((arrival) => outcomes.get(arrival)?.result !== 'stored'),
  )
  return staged.map((one) => count(app, verdictOf(one, outcomes)))
}

function verdictOf(one: Arrival | Failed, outcomes: Map<Arrival, Outcome>): Verdict {
  if (!isArrival(one)) return { uids: uidsOf(one.inspection), result: 'failed', ...refusalOf(one.problem) }
  const outcome = outcomes.get(one)
  if (!outcome) throw new Error('an instance was neither stored nor refused')
  return { uids: uidsOf(one.checked.format === 'DICOM' ? one.checked.inspection : undefined), ...outcome }
}

function count(app: App, verdict: Verdict): Verdict {
  app.metrics.ingested.inc({ result: { stored: 'stored', held: 'repeated', failed: 'refused' }[verdict.result] })
  return verdict
}

/** A directory of other files, PS3.3 F.5: it is no instance that could be stored. */
const mediaStorageDirectory = '1.2.840.10008.1.3.10'

/** @throws Refused  before anything is kept */
function check(header: Inspection, expected: Expected): void {
  if (header.sopClassUid === mediaStorageDirectory)
    throw new Refused('class-not-supported', 'unsupported-file', 'A DICOMDIR is not stored')
  for (const level of ['sopClassUid', 'sopInstanceUid', 'studyInstanceUid', 'seriesInstanceUid'] as const) {
    if (!isUsableUid(header[level])) throw new Refused('no-identifiers', 'broken-file', `No usable ${level}`)
  }
  for (const level of ['sopClassUid', 'sopInstanceUid', 'studyInstanceUid'] as const) {
    if ((expected[level] ?? header[level]) !== header[level])
      throw new Refused('does-not-match', 'instance-conflict', `The ${level} is not the one of the request`)
  }
}
