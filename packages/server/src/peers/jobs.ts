import { actAsWorker } from '@firstread/database'
import { z } from 'zod'
import type { WorkerApp } from '../platform/app.ts'
import type { JobHandler } from '../platform/slice.ts'
import { attemptDelivery } from './attempt.ts'
import { deliverLater, wakeDue } from './delivery-queries.ts'

const payload = z.object({ deliveryId: z.uuid().optional() })

/** What one attempt may take; a large study goes on in the next one, behind what has arrived. */
const longestAttemptMs = 30 * 60_000
const running = new WeakMap<WorkerApp, number>()

/** Sends what a peer is to have. Without an id, the clock asks: everything that is overdue gets a job again. */
export const deliver: JobHandler<'deliver'> = async (app, given, { signal }) => {
  const { deliveryId } = payload.parse(given)
  if (deliveryId === undefined) return actAsWorker(app.db, 'deliver', wakeDue)
  // A slow peer may not take every place of this worker: analyses want one.
  const busy = running.get(app) ?? 0
  if (busy > 0 && busy >= app.config.WORKER_CONCURRENCY - 1) {
    return actAsWorker(app.db, 'deliver', (tx) => deliverLater(tx, deliveryId, 5))
  }
  running.set(app, busy + 1)
  try {
    await attemptDelivery(
      app,
      deliveryId,
      AbortSignal.any([signal, app.stopping, AbortSignal.timeout(longestAttemptMs)]),
    )
  } finally {
    running.set(app, (running.get(app) ?? 1) - 1)
  }
}
