import { Problem } from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import type { Arrival } from './arrival.ts'
import { batchOf } from './batch.ts'
import { identify } from './identity.ts'
import { indexKnown, type Known } from './known.ts'
import { type Drafts, draftNetwork, type Sent } from './network.ts'
import { type Placed, placeStudy } from './place.ts'
import { type IntakeEntry, lookUp, store } from './queries.ts'
import { denialEntries, uploadEntry } from './trail.ts'
import type { Refusal } from './verdict.ts'

/** What became of an instance from the network, once the transaction is committed. */
export type Outcome = { result: 'stored' | 'held'; reportId: string } | ({ result: 'failed' } & Refusal)

/** One request's part of a transaction. `refused` was refused before, and only has to be recorded. */
export type Delivery = {
  arrivals: readonly Arrival[]
  refused: readonly Refusal[]
  requestId: string | undefined
  /** Whatever it brought lies on the disk: nothing of it is committed before. */
  durable: Promise<unknown>
}

/** What came, and what has to be known to place it. */
export function draftDeliveries(deliveries: readonly Delivery[]) {
  const drafts = draftNetwork(deliveries.flatMap(sentOf))
  return { drafts, wanted: wantedOf(drafts) }
}

/** What is to become of everything in some deliveries. */
export type Decision = {
  placed: Placed[]
  outcomes: Map<Arrival, Outcome>
  batch: ReturnType<typeof batchOf>
  audit: IntakeEntry[]
}

/** Says what the database shall keep, from what is known. @param isPushed  reports whose analysis was put off a moment ago */
export function decide(
  deliveries: readonly Delivery[],
  drafts: Drafts,
  known: Known,
  isPushed?: (reportId: string) => boolean,
): Decision {
  const placed = drafts.studies.map(({ study, claim, requestId }) =>
    placeStudy(
      { study, identity: identify(undefined, [claim], known.patients), fields: {}, settles: true, requestId },
      known,
    ),
  )
  const outcomes = outcomesOf(placed, drafts)
  const audit = [
    ...placed.filter(({ fresh, held }) => fresh.length + held.size > 0).map(uploadEntry),
    ...deliveries.flatMap((delivery) => denials(delivery, outcomes)),
  ]
  return { placed, outcomes, batch: batchOf(placed, known, isPushed), audit }
}

/**
 * Everything that the database keeps of what came from the network, whatever the number of studies and requests. One
 * refused instance takes no other with it.
 *
 * @throws Problem  forbidden
 */
export async function settleNetwork(
  tx: Tx,
  who: Principal,
  deliveries: readonly Delivery[],
  isPushed?: (reportId: string) => boolean,
): Promise<Map<Arrival, Outcome>> {
  if (who.role !== 'radiologist') throw new Problem('forbidden')
  const { drafts, wanted } = draftDeliveries(deliveries)
  const { batch, audit, outcomes } = decide(deliveries, drafts, indexKnown(await lookUp(tx, wanted)), isPushed)
  await store(tx, batch, audit)
  return outcomes
}

const sentOf = ({ arrivals, requestId }: Delivery): Sent[] => arrivals.map((arrival) => ({ arrival, requestId }))

const wantedOf = ({ studies }: Drafts) => ({
  claims: studies.map(({ claim }) => claim),
  studies: studies.map(({ study }) => study.uid),
  series: studies.flatMap(({ study }) => study.series.map(({ uid }) => uid)),
  instances: studies.flatMap(({ study }) => study.instances.map(({ sopInstanceUid }) => sopInstanceUid)),
})

function outcomesOf(placed: readonly Placed[], { repeats, refused }: Drafts): Map<Arrival, Outcome> {
  const outcomes = new Map<Arrival, Outcome>()
  for (const { fresh, held, refused: conflicts, place } of placed) {
    for (const { arrival } of fresh) outcomes.set(arrival, { result: 'stored', reportId: place?.reportId ?? '' })
    for (const [{ arrival }, { reportId }] of held) outcomes.set(arrival, { result: 'held', reportId })
    for (const [{ arrival }, refusal] of conflicts) outcomes.set(arrival, { result: 'failed', ...refusal })
  }
  for (const [arrival, refusal] of refused) outcomes.set(arrival, { result: 'failed', ...refusal })
  for (const [arrival, first] of repeats) {
    const outcome = outcomes.get(first.arrival)
    // The bytes are there once; the repeat's own object goes.
    if (outcome) outcomes.set(arrival, outcome.result === 'stored' ? { ...outcome, result: 'held' } : outcome)
  }
  return outcomes
}

function denials({ arrivals, refused, requestId }: Delivery, outcomes: Map<Arrival, Outcome>): IntakeEntry[] {
  const failed = arrivals.flatMap((arrival) => {
    const outcome = outcomes.get(arrival)
    return outcome?.result === 'failed' ? [outcome] : []
  })
  return denialEntries([...refused, ...failed], requestId)
}
