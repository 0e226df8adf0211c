import type { CriticalHow, CriticalQuery, Role } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { sql } from 'kysely'
import type { CriticalRow, TellingRow } from './rows.ts'

const openNow = {
  title: 'A critical result was signed',
  message: 'A doctor signed a review as critical. Open it and acknowledge that it has arrived.',
}
const stillOpen = {
  title: 'A critical result is still not acknowledged',
  message: 'Nobody has acknowledged a review that was signed as critical. Open it and take it on.',
}

/** Opens the loop of a critical review, as its signer, and tells every other active doctor and tech. */
export async function beginLoop(tx: Tx, reportId: string, reviewId: string): Promise<void> {
  await sql`insert into public.critical_results (review_id, report_id, signed_by, due_at)
    values (${reviewId}, ${reportId}, auth.uid(), clock_timestamp() + ${waitingTime})`.execute(tx)
  await sql`select app.tell_critical(${reviewId}, ${openNow.title}, ${openNow.message})`.execute(tx)
  await tellBoards(tx, reportId)
}

const waitingTime = sql`make_interval(mins => (app.setting('review.critical_minutes'))::int)`

/** Boards of doctors and techs, and the uploader's page of the study, ask anew. */
export async function tellBoards(tx: Tx, reportId: string): Promise<void> {
  await sql`select app.tell(null, audience, 'critical', jsonb_build_object('reportId', ${reportId}::text))
    from unnest(array['doctor', 'tech']) audience`.execute(tx)
}

const columns = sql`c.review_id, c.report_id, r.patient_id, r.patient_name, r.study_type, c.signed_by,
  (select u.name from public.users u where u.id = c.signed_by) as signed_by_name, c.begun_at, c.due_at, c.escalations,
  c.escalated_at, c.acknowledged_at, c.acknowledged_by,
  (select u.name from public.users u where u.id = c.acknowledged_by) as acknowledged_by_name, c.how, c.told_whom,
  c.told_at, c.note, coalesce(c.acknowledged_at, c.begun_at)::text as sort_key`
const source = sql`public.critical_results c join public.medical_reports r on r.report_id = c.report_id`

export type CriticalKey = [sortKey: string, reviewId: string]
export type CriticalFilter = Pick<CriticalQuery, 'state' | 'reportId'>

/** The open ones, who has waited longest first; or the acknowledged ones, the newest first. One more than `limit`. */
export async function listCritical(
  tx: Tx,
  { state, reportId }: CriticalFilter,
  limit: number,
  [key, last] = [] as unknown as Partial<CriticalKey>,
): Promise<CriticalRow[]> {
  const isOpen = state === 'open'
  const after = isOpen
    ? sql`(c.begun_at, c.review_id) > (${key}::timestamptz, ${last}::uuid)`
    : sql`(c.acknowledged_at, c.review_id) < (${key}::timestamptz, ${last}::uuid)`
  const { rows } = await sql<CriticalRow>`select ${columns} from ${source}
    where c.acknowledged_at is ${isOpen ? sql`null` : sql`not null`}
      and ${reportId === undefined ? sql`true` : sql`c.report_id = ${reportId}`} and ${key === undefined ? sql`true` : after}
    order by ${isOpen ? sql`c.begun_at, c.review_id` : sql`c.acknowledged_at desc, c.review_id desc`}
    limit ${limit + 1}`.execute(tx)
  return rows
}

export async function findCritical(tx: Tx, reviewId: string): Promise<CriticalRow | undefined> {
  const { rows } = await sql<CriticalRow>`select ${columns} from ${source} where c.review_id = ${reviewId}`.execute(tx)
  return rows[0]
}

/** Whom Firstread told. A radiologist, who sees no directory, may not ask. */
export async function tellingsOf(tx: Tx, role: Role, reviewIds: readonly string[]): Promise<TellingRow[]> {
  if (role === 'radiologist' || reviewIds.length === 0) return []
  const { rows } = await sql<TellingRow>`select t.review_id, t.round, t.user_id, u.name, u.role, t.told_at, t.how
    from public.critical_tellings t join public.users u on u.id = t.user_id
    where t.review_id = any(${[...reviewIds]}::uuid[]) order by t.review_id, t.round, u.name_folded, u.id`.execute(tx)
  return rows
}

export type Acknowledged = {
  reviewId: string
  how: CriticalHow
  toldWhom: string | null
  toldAt: string | null
  note: string | null
}

/** @returns false when somebody else was faster: the first acknowledgement stays */
export async function writeAcknowledgement(tx: Tx, given: Acknowledged): Promise<boolean> {
  const { numAffectedRows } = await sql`update public.critical_results
    set acknowledged_at = clock_timestamp(), acknowledged_by = auth.uid(), how = ${given.how},
      told_whom = ${given.toldWhom}, told_at = ${given.toldAt}, note = ${given.note}
    where review_id = ${given.reviewId} and acknowledged_at is null`.execute(tx)
  return numAffectedRows === 1n
}

export type Escalated = { review_id: string; report_id: string; patient_id: string; escalations: number; told: number }

/** As the worker: every loop whose time is up is told again to everybody, and gets a new time. */
export async function escalateDue(tx: Tx): Promise<Escalated[]> {
  const { rows } = await sql<Omit<Escalated, 'told'>>`
    update public.critical_results c set escalations = c.escalations + 1, escalated_at = clock_timestamp(),
      due_at = clock_timestamp() + ${waitingTime}
    from public.medical_reports r
    where r.report_id = c.report_id and c.review_id in (select o.review_id from public.critical_results o
      where o.acknowledged_at is null and o.due_at <= clock_timestamp() order by o.due_at limit 100 for update skip locked)
    returning c.review_id, c.report_id, r.patient_id, c.escalations`.execute(tx)
  const escalated: Escalated[] = []
  for (const row of rows) {
    const answer = await sql<{ told: number }>`
      select app.tell_critical(${row.review_id}, ${stillOpen.title}, ${stillOpen.message}) as told`.execute(tx)
    await tellBoards(tx, row.report_id)
    escalated.push({ ...row, told: answer.rows[0]?.told ?? 0 })
  }
  return escalated
}
