import { randomUUID } from 'node:crypto'
import { actAsWorker } from '@firstread/database'
import { explicitLittleEndian, inspect } from '@firstread/dicom'
import { audit } from '../../audit/index.ts'
import { retrievalColumns, seriesLevel } from '../../ingest/index.ts'
import type { WorkerApp } from '../../platform/app.ts'
import type { JobHandler } from '../../platform/slice.ts'
import { folderOf } from '../packages.ts'
import { carryRequest } from '../queries.ts'
import { storedResult } from '../stored-result.ts'
import { buildResults, type MadeInstance } from './build.ts'
import { seriesDescriptions, seriesNumbers } from './header.ts'
import { insertResults, type NewInstance, type NewSeries, sourceImages, wantedRun } from './result-queries.ts'

/** Behind every film of a study, whenever it came. */
const firstPlace = 1_000_000

/**
 * Adds what an adopted run said to its study: a structured report, and an evidence map for each image that has one. May be
 * killed at any moment and may run twice: the rows of a run are written once, together, while the run is still adopted. The
 * report's status is not touched, and nothing of this is analyzed again.
 */
export const makeResults: JobHandler<'make_results'> = async (app, job, { signal }) => {
  const work = await actAsWorker(app.db, 'make_results', async (tx) => {
    const run = await wantedRun(tx, job.runId)
    const result = storedResult.safeParse(run?.result).data
    return run && result && { run, result, images: await sourceImages(tx, run.report_id) }
  })
  if (!work) return
  const reader = () => app.readers.of(folderOf(app.config.FIRSTREAD_MODELS, work.run))
  const made: NewInstance[] = []
  const series = new Map<string, NewSeries>()
  for await (const one of buildResults({ ...work, objects: app.objects, reader })) {
    signal.throwIfAborted()
    const stored = await store(app, one, made.length)
    made.push(stored.instance)
    series.set(stored.series.uid, stored.series)
  }
  // When this throws, the commit may have happened all the same: the objects stay, and the sweep decides.
  const added = await addToStudy(app, job, [...series.values()], made)
  if (!added) await Promise.all(made.map(({ object }) => app.objects.remove(object.objectId)))
  app.log.info({ step: 'analysis', reportId: job.reportId, runId: job.runId, added, instances: made.length }, 'results')
}

async function store(
  app: WorkerApp,
  { kind, reference, instanceNumber, bytes }: MadeInstance,
  place: number,
): Promise<{ instance: NewInstance; series: NewSeries }> {
  const head = inspect(bytes, bytes.length)
  const series = {
    uid: reference.seriesInstanceUid,
    modality: kind === 'report' ? 'SR' : 'OT',
    sopClassUid: reference.sopClassUid,
    number: seriesNumbers[kind],
    description: seriesDescriptions[kind],
    attributes: seriesLevel(head.elements),
  }
  const instance = {
    ...reference,
    imageId: randomUUID(),
    place: firstPlace + place,
    object: await app.objects.put(once(bytes)),
    transferSyntaxUid: explicitLittleEndian,
    instanceNumber,
    rows: head.rows,
    columns: head.columns,
    retrieval: retrievalColumns(head),
  }
  return { instance, series }
}

async function* once(bytes: Uint8Array) {
  yield bytes
}

/** @returns false when the run is no longer adopted, or another worker was faster */
function addToStudy(
  app: WorkerApp,
  { reportId, runId, requestId }: { reportId: string; runId: string; requestId?: string },
  series: readonly NewSeries[],
  instances: readonly NewInstance[],
): Promise<boolean> {
  return actAsWorker(app.db, 'make_results', async (tx) => {
    await carryRequest(tx, requestId)
    const run = await wantedRun(tx, runId, true)
    if (!run) return false
    await insertResults(tx, run, series, instances)
    await audit(tx, {
      action: 'make_results',
      entityType: 'report',
      entityId: reportId,
      patientIds: [run.patient_id],
      newValues: { runId, instances: instances.map(({ imageId }) => imageId) },
    })
    return true
  })
}
