import { actAsWorker } from '@firstread/database'
import { audit } from '../../audit/index.ts'
import type { JobHandler } from '../../platform/slice.ts'
import { escalateDue } from './queries.ts'

/** Tells everybody again of critical results that nobody has acknowledged in time. The clock asks each minute. */
export const escalateCritical: JobHandler<'escalate_critical'> = async (app) => {
  await actAsWorker(app.db, 'escalate_critical', async (tx) => {
    for (const { review_id, report_id, patient_id, escalations, told } of await escalateDue(tx)) {
      await audit(tx, {
        action: 'escalate_critical_result',
        entityType: 'review',
        entityId: review_id,
        patientIds: [patient_id],
        newValues: { reportId: report_id, round: escalations, told },
      })
    }
  })
}
