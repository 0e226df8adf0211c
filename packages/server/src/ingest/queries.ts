import { askAs, type Caller, type Db, type Tx } from '@firstread/database'
import { sql } from 'kysely'
import type { batchOf } from './batch.ts'
import { cleanJson } from './clean.ts'
import type { Claim, Patient } from './identity.ts'
import type { KnownRows } from './known.ts'

export async function findPatient(tx: Tx, id: string): Promise<Patient | undefined> {
  const { rows } = await sql<Patient>`select id, name, date_of_birth, is_provisional
    from app.patient_for_upload(${id})`.execute(tx)
  return rows[0]
}

export type Wanted = {
  claims: readonly Pick<Claim, 'issuer' | 'patientId'>[]
  studies: readonly string[]
  series: readonly string[]
  instances: readonly string[]
}

const asked = ({ claims, studies, series, instances }: Wanted) => {
  const whole = claims.filter(({ issuer, patientId }) => issuer !== null && patientId !== null)
  return sql`${[...studies]}::text[], ${[...series]}::text[], ${[...instances]}::text[],
    ${whole.map(({ issuer }) => issuer)}::text[], ${whole.map(({ patientId }) => patientId)}::text[]`
}

/**
 * Waits for the studies until nobody else is storing them, and says what is known of all that arrives. The studies stay
 * locked until the transaction ends.
 */
export async function lookUp(tx: Tx, wanted: Wanted): Promise<KnownRows> {
  const { rows } = await sql<{ known: KnownRows }>`select app.intake_known(${asked(wanted)}) as known`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('app.intake_known answered nothing')
  return row.known
}

/** What a transaction leaves in the audit log about arrivals. */
export type IntakeEntry = {
  action: 'upload_report' | 'denied'
  entityType: 'report' | 'instance'
  entityId?: string
  patientIds?: string[]
  status: 'success' | 'failure'
  newValues: unknown
  errorMessage?: string
  requestId?: string | undefined
}

/** Keeps what was decided: objects, studies, reports, images, index, jobs, audit, events. One statement a table. */
export async function store(
  tx: Tx,
  batch: ReturnType<typeof batchOf> | undefined,
  audit: readonly IntakeEntry[],
): Promise<void> {
  await sql`select app.intake_store(${written(batch, audit)}::jsonb)`.execute(tx)
}

function written(batch: ReturnType<typeof batchOf> | undefined, audit: readonly IntakeEntry[]): string {
  const reportIds = (batch?.joined ?? []).filter(({ payload }) => payload).map(({ report_id }) => report_id)
  const told = reportIds.length === 1 ? { reportId: reportIds[0] } : { reportIds }
  return cleanJson({ ...batch, audit, told })
}

/**
 * As `lookUp` and `store` in one statement, when what is known is what was expected. The database works while the objects
 * are flushed, and commits when they are.
 *
 * @returns undefined when it is stored and committed; otherwise what is known, and nothing has happened
 * @throws NotEntered
 */
export async function storeExpected(
  db: Db,
  caller: Caller,
  wanted: Wanted,
  expected: KnownRows,
  { batch, audit }: { batch: ReturnType<typeof batchOf>; audit: readonly IntakeEntry[] },
  durable: Promise<unknown>,
): Promise<KnownRows | undefined> {
  const [row] = await askAs<{ known: KnownRows | null }>(
    db,
    caller,
    (as) =>
      sql`select app.take_in(${as}, ${asked(wanted)}, ${cleanJson(expected)}::jsonb, ${written(batch, audit)}::jsonb) as known`,
    durable,
  )
  if (!row) throw new Error('app.take_in answered nothing')
  return row.known ?? undefined
}

export async function findOwnReport(tx: Tx, reportId: string) {
  return tx
    .selectFrom('medical_reports')
    .select(['report_id', 'patient_id', 'status', 'identity_state', 'study_instance_uid'])
    .where('report_id', '=', reportId)
    .executeTakeFirst()
}
