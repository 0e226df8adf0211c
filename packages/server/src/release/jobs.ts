import { actAsWorker } from '@firstread/database'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import type { JobHandler } from '../platform/slice.ts'
import { notifyPatient, openDue } from './queries.ts'

/** The clock asks without a report, for whatever is due: a job that was lost or came early loses nobody's result. */
const payload = z.object({ reportId: z.uuid().optional() })

/** Opens scheduled results whose time has come. The portal itself goes by the clock; this writes it down and tells. */
export const releaseResult: JobHandler<'release_result'> = async (app, given) => {
  const { reportId } = payload.parse(given)
  await actAsWorker(app.db, 'release_result', async (tx) => {
    for (const { report_id, patient_id } of await openDue(tx, reportId)) {
      await notifyPatient(tx, report_id)
      await audit(tx, {
        action: 'release_result',
        entityType: 'report',
        entityId: report_id,
        patientIds: [patient_id],
        oldValues: { state: 'scheduled' },
      })
    }
  })
}
