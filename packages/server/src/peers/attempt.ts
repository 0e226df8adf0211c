import { actAsWorker } from '@firstread/database'
import { audit } from '../audit/index.ts'
import type { WorkerApp } from '../platform/app.ts'
import {
  type BegunDelivery,
  beginDelivery,
  hasAnalysis,
  type InstanceRow,
  listInstances,
  noteProgress,
  settleDelivery,
  tellTechs,
} from './delivery-queries.ts'
import { destinationOf } from './destination.ts'
import { verdictOn, waitsForResults } from './patience.ts'
import { send } from './send.ts'
import type { Trouble } from './trouble.ts'

type Plan = { delivery: BegunDelivery; instances: InstanceRow[]; isReady: boolean }

/** A row for each instance would cost more than sending it. */
const noteEveryMs = 5_000

/** One attempt at one delivery: take it in hand, send what the peer does not have yet, write down what became of it. */
export async function attemptDelivery(app: WorkerApp, deliveryId: string, signal: AbortSignal): Promise<void> {
  const plan = await begin(app, deliveryId)
  if (!plan) return
  const sent = new Set(plan.delivery.sent_image_ids)
  const before = sent.size
  const trouble = await sendPlan(app, plan, sent, signal).catch((error): Trouble => {
    app.log.error({ deliveryId, err: error }, 'delivery: bug')
    return 'internal'
  })
  await settle(app, plan, trouble, [...sent], sent.size - before)
}

const begin = (app: WorkerApp, deliveryId: string): Promise<Plan | undefined> =>
  actAsWorker(app.db, 'deliver', async (tx) => {
    const delivery = await beginDelivery(tx, deliveryId)
    if (!delivery) return undefined
    const instances = await listInstances(tx, delivery.report_id, delivery.scope)
    const hasResults = instances.some(({ is_result }) => is_result) || !(await hasAnalysis(tx, delivery.report_id))
    return { delivery, instances, isReady: hasResults || !waitsForResults(delivery.attempts) }
  })

async function sendPlan(
  app: WorkerApp,
  { delivery, instances, isReady }: Plan,
  sent: Set<string>,
  signal: AbortSignal,
): Promise<Trouble | undefined> {
  const destination = destinationOf(app, delivery)
  if (!destination || !delivery.is_wanted) return 'no-address'
  if (!isReady) return 'results-not-ready'
  let noted = Date.now()
  const onSent = async (imageId: string) => {
    sent.add(imageId)
    if (Date.now() < noted + noteEveryMs) return true
    noted = Date.now()
    return actAsWorker(app.db, 'deliver', (tx) => noteProgress(tx, delivery, instances.length, [...sent]))
  }
  const missing = instances.filter(({ image_id }) => !sent.has(image_id))
  return send(app, { destination, instances: missing, transferSyntaxes: delivery.transfer_syntaxes, signal, onSent })
}

async function settle(
  app: WorkerApp,
  { delivery, instances }: Plan,
  trouble: Trouble | undefined,
  sent: readonly string[],
  now: number,
): Promise<void> {
  const verdict = verdictOn(delivery.attempts, trouble)
  const { delivery_id: deliveryId, report_id: reportId } = delivery
  await actAsWorker(app.db, 'deliver', async (tx) => {
    if (!(await noteProgress(tx, delivery, instances.length, sent))) return
    await settleDelivery(tx, delivery, verdict, trouble)
    await audit(tx, {
      action: 'deliver_study',
      entityType: 'report',
      entityId: reportId,
      patientIds: [delivery.patient_id],
      status: verdict.state === 'sent' ? 'success' : 'failure',
      newValues: { deliveryId, peerId: delivery.peer_id, aeTitle: delivery.ae_title, instances: now, ...verdict },
      ...(trouble ? { errorMessage: trouble } : {}),
    })
    await tellTechs(tx, deliveryId, reportId, verdict.state)
  })
  app.log.info({ deliveryId, attempt: delivery.attempts, instances: now, ...verdict, trouble }, 'delivery')
}
