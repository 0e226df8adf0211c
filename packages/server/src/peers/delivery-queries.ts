import type { DeliveryState } from '@firstread/contract'
import { enqueue, type Tx } from '@firstread/database'
import { sql } from 'kysely'
import type { Verdict } from './patience.ts'
import type { AddressRow } from './queries.ts'
import type { Trouble } from './trouble.ts'

/** A delivery as techs see it. */
export type DeliveryRow = {
  delivery_id: string
  peer_id: string
  ae_title: string
  report_id: string
  patient_id: string
  reason: string
  scope: string
  state: DeliveryState
  attempts: number
  next_attempt_at: Date
  last_error: string | null
  instances_total: number | null
  instances_sent: number
  created_at: Date
  started_at: Date | null
  finished_at: Date | null
  /** created_at to the microsecond, for the cursor */
  at: string
}
export type DeliveryFilter = {
  state?: string | undefined
  peerId?: string | undefined
  reportId?: string | undefined
  id?: string | undefined
}
export type DeliveryKey = { at: string; id: string }

/** Newest first, from after `last` on. */
export async function listDeliveries(
  tx: Tx,
  filter: DeliveryFilter,
  limit: number,
  last?: DeliveryKey,
): Promise<DeliveryRow[]> {
  const conditions = [
    filter.id === undefined ? undefined : sql`d.delivery_id = ${filter.id}::uuid`,
    filter.state === undefined ? undefined : sql`d.state = ${filter.state}`,
    filter.peerId === undefined ? undefined : sql`d.peer_id = ${filter.peerId}::uuid`,
    filter.reportId === undefined ? undefined : sql`d.report_id = ${filter.reportId}::uuid`,
    last && sql`(d.created_at, d.delivery_id) < (${last.at}::timestamptz, ${last.id}::uuid)`,
  ].filter((condition) => condition !== undefined)
  const { rows } = await sql<DeliveryRow>`
    select d.delivery_id, d.peer_id, p.ae_title, d.report_id, r.patient_id, d.reason, d.scope, d.state, d.attempts,
      d.next_attempt_at, d.last_error, d.instances_total, cardinality(d.sent_image_ids) as instances_sent, d.created_at,
      d.started_at, d.finished_at, to_char(d.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from public.deliveries d
    join public.dicom_peers p on p.peer_id = d.peer_id
    join public.medical_reports r on r.report_id = d.report_id
    where ${sql.join([sql`true`, ...conditions], sql` and `)}
    order by d.created_at desc, d.delivery_id desc limit ${limit}`.execute(tx)
  return rows
}

export async function retryDelivery(tx: Tx, deliveryId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select app.retry_delivery(${deliveryId}) as found`.execute(tx)
  return rows[0]?.found ?? false
}

/** Undefined when there is no such study, or the peer is not one that takes what is forwarded. */
export async function deliverReport(
  tx: Tx,
  reportId: string,
  peerId: string,
  scope: string | undefined,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string | null }>`
    select app.deliver_report(${reportId}, ${peerId}, ${scope ?? null}) as id`.execute(tx)
  return rows[0]?.id ?? undefined
}

/** In the transaction that signs: one delivery for each peer that wants results. @returns how many */
export async function deliverSigned(tx: Tx, reportId: string, reviewId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select app.deliver_signed(${reportId}, ${reviewId}) as n`.execute(tx)
  return rows[0]?.n ?? 0
}

// What the worker asks ------------------------------------------------------------------------------------------------

export type BegunDelivery = AddressRow & {
  delivery_id: string
  report_id: string
  patient_id: string
  scope: string
  attempts: number
  fence: number
  sent_image_ids: string[]
  /** false when the peer was shut out, or may not be sent to any more */
  is_wanted: boolean
}

/**
 * Takes a delivery in hand: counts the attempt and raises the fence. One that is being sent is taken over, because the queue
 * runs its job once: whoever had it is dead.
 */
export async function beginDelivery(tx: Tx, deliveryId: string): Promise<BegunDelivery | undefined> {
  const { rows } = await sql<BegunDelivery>`
    update public.deliveries d set state = 'sending', attempts = d.attempts + 1, fence = d.fence + 1,
      started_at = clock_timestamp(), next_attempt_at = clock_timestamp() + ${alive}
    from public.dicom_peers p, public.medical_reports r
    where d.delivery_id = ${deliveryId} and p.peer_id = d.peer_id and r.report_id = d.report_id
      and (d.state = 'sending' or (d.state = 'waiting' and d.next_attempt_at <= clock_timestamp() + interval '1 second'))
    returning d.delivery_id, d.report_id, r.patient_id, d.scope, d.attempts, d.fence, d.sent_image_ids, p.peer_id,
      p.ae_title, p.host, p.port, p.uses_tls, p.trusted_certificate, p.client_certificate, p.client_key,
      p.transfer_syntaxes, p.is_active and 'forward' = any (p.operations) as is_wanted`.execute(tx)
  return rows[0]
}
/** How long an attempt counts as alive after its last word: longer than it may take at all (jobs.ts). */
const alive = sql`interval '40 minutes'`

export type InstanceRow = {
  image_id: string
  object_id: string
  size_bytes: number
  sop_class_uid: string
  sop_instance_uid: string
  transfer_syntax_uid: string
  is_result: boolean
}

/** What a delivery is made of: the results of the adopted analysis, and for a study everything that was received. */
export async function listInstances(tx: Tx, reportId: string, scope: string): Promise<InstanceRow[]> {
  const { rows } = await sql<InstanceRow>`
    select i.image_id, i.object_id, o.size_bytes, d.sop_class_uid, d.sop_instance_uid, d.transfer_syntax_uid,
      i.made_by_run is not null as is_result
    from public.report_images i
    join public.dicom_instances d on d.image_id = i.image_id
    join public.stored_objects o on o.object_id = i.object_id
    where i.report_id = ${reportId} and d.sop_class_uid is not null and d.transfer_syntax_uid is not null
      and ((${scope} = 'study' and i.made_by_run is null)
        or i.made_by_run = (select r.run_id from public.analysis_runs r where r.report_id = i.report_id and r.is_adopted))
    order by i.display_order, d.series_instance_uid, d.instance_number, d.sop_instance_uid`.execute(tx)
  return rows
}

/** Whether an adopted analysis says something that results are written about. */
export async function hasAnalysis(tx: Tx, reportId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from public.ai_analysis a where a.report_id = ${reportId}) as found`.execute(tx)
  return rows[0]?.found ?? false
}

type Attempt = { delivery_id: string; fence: number }

/** Keeps the attempt alive and says how far it came. False when somebody else has it now. */
export async function noteProgress(tx: Tx, attempt: Attempt, total: number, sent: readonly string[]): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('deliveries')
    .set({
      instances_total: total,
      sent_image_ids: sql<string[]>`${[...sent]}::uuid[]`,
      next_attempt_at: sql<Date>`clock_timestamp() + ${alive}`,
    })
    .where('delivery_id', '=', attempt.delivery_id)
    .where('fence', '=', attempt.fence)
    .where('state', '=', 'sending')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Writes what became of an attempt, unless a newer one has begun. A delivery that waits asks for its next job itself. */
export async function settleDelivery(
  tx: Tx,
  attempt: Attempt,
  verdict: Verdict,
  trouble: Trouble | undefined,
): Promise<boolean> {
  const seconds = verdict.state === 'waiting' ? verdict.afterSeconds : 0
  const isFinal = verdict.state !== 'waiting'
  const { numUpdatedRows } = await tx
    .updateTable('deliveries')
    .set({
      state: verdict.state,
      last_error: trouble ?? null,
      next_attempt_at: sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`,
      finished_at: isFinal ? sql<Date>`clock_timestamp()` : null,
    })
    .where('delivery_id', '=', attempt.delivery_id)
    .where('fence', '=', attempt.fence)
    .where('state', '=', 'sending')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  if (!isFinal) await deliverLater(tx, attempt.delivery_id, seconds)
  return true
}

export const deliverLater = (tx: Tx, deliveryId: string, afterSeconds: number) =>
  enqueue(tx, 'deliver', { deliveryId }, { key: `deliver:${deliveryId}`, afterSeconds })

/** Asks anew for what should have been tried by now: a job that was lost loses no delivery. */
export async function wakeDue(tx: Tx): Promise<void> {
  const { rows } = await sql<{ delivery_id: string }>`
    select delivery_id from public.deliveries
    where state in ('waiting', 'sending') and next_attempt_at < clock_timestamp() - interval '30 seconds'
    order by next_attempt_at limit 100`.execute(tx)
  for (const { delivery_id } of rows) await deliverLater(tx, delivery_id, 0)
}

/** Tells techs that a delivery changed, and when it was given up, in a message that they find later too. */
export async function tellTechs(tx: Tx, deliveryId: string, reportId: string, state: string): Promise<void> {
  await sql`select app.tell(null, 'tech', 'delivery', ${JSON.stringify({ deliveryId, state })}::jsonb)`.execute(tx)
  if (state !== 'failed') return
  await sql`select app.notify_role('tech', 'system_alert', 'high', 'A delivery to a DICOM peer was given up',
    'What should have been sent did not arrive. See why, and send it again when the peer is well.', '/deliveries',
    ${reportId})`.execute(tx)
}
