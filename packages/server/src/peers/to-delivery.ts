import type { Delivery } from '@firstread/contract'
import type { DeliveryRow } from './delivery-queries.ts'

export const toDelivery = (row: DeliveryRow): Delivery => ({
  deliveryId: row.delivery_id,
  peerId: row.peer_id,
  aeTitle: row.ae_title,
  reportId: row.report_id,
  reason: row.reason as Delivery['reason'], // deliveries_reason_check
  scope: row.scope as Delivery['scope'], // deliveries_scope_check
  state: row.state,
  attempts: row.attempts,
  nextAttemptAt: row.state === 'waiting' ? row.next_attempt_at.toISOString() : null,
  lastError: row.last_error,
  instancesTotal: row.instances_total,
  instancesSent: row.instances_sent,
  createdAt: row.created_at.toISOString(),
  startedAt: row.started_at?.toISOString() ?? null,
  finishedAt: row.finished_at?.toISOString() ?? null,
})
