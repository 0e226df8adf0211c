import type { Tx } from '@firstread/database'
import { sql } from 'kysely'
import type { NameKey } from './user-queries.ts'

export type PatientRow = {
  id: string
  name: string
  date_of_birth: string | null
  is_provisional: boolean
  name_folded: string | null
}
const columns = ['id', 'name', 'date_of_birth', 'is_provisional', 'name_folded'] as const
const afterAll = '\u{10FFFF}'

const patients = (tx: Tx) => tx.selectFrom('users').select(columns).where('role', '=', 'patient')

export const findPatient = (tx: Tx, id: string) => patients(tx).where('id', '=', id).executeTakeFirst()

/** By the beginning of the name, or all of them. */
export function patientsByName(
  tx: Tx,
  query: string | undefined,
  limit: number,
  last: NameKey | undefined,
): Promise<PatientRow[]> {
  let found = patients(tx).orderBy('name_folded').orderBy('id').limit(limit)
  if (query !== undefined)
    found = found
      .where('name_folded', '>=', sql<string>`lower(${query}::text)`)
      .where('name_folded', '<', sql<string>`lower(${query}::text) || ${afterAll}`)
  if (last) found = found.where(sql<boolean>`(name_folded, id) > (${last.name}, ${last.id}::uuid)`)
  return found.execute()
}

/** Who bears this identifier, whoever issued it. */
export function patientsByValue(tx: Tx, value: string, limit: number): Promise<PatientRow[]> {
  const bearers = tx.selectFrom('patient_identifiers').select('patient_id').where('value', '=', value)
  return patients(tx).where('id', 'in', bearers).orderBy('name_folded').orderBy('id').limit(limit).execute()
}

/** The one patient with exactly this verified identifier. Radiologists may ask it too: they upload for that person. */
export async function patientByIdentifier(tx: Tx, issuer: string, value: string): Promise<PatientRow[]> {
  const { rows } =
    await sql<PatientRow>`select id, name, date_of_birth, false as is_provisional, lower(name) as name_folded
    from app.patient_by_identifier(${issuer}, ${value})`.execute(tx)
  return rows
}

/**
 * Those of the own uploads: a radiologist sees reports, not accounts, so there is a name and no date of birth. And the
 * provisional patients that they made and have not sent anything of yet.
 */
export async function patientsOfUploads(
  tx: Tx,
  query: string | undefined,
  limit: number,
  last: NameKey | undefined,
): Promise<PatientRow[]> {
  const named =
    query === undefined
      ? sql`true`
      : sql`patient_name_folded >= lower(${query}::text)
    and patient_name_folded < lower(${query}::text) || ${afterAll}`
  const later = last ? sql`(patient_name_folded, patient_id) > (${last.name}, ${last.id}::uuid)` : sql`true`
  const { rows } = await sql<PatientRow>`
    select patient_id as id, min(patient_name) as name, null::date as date_of_birth,
      bool_or(identity_state = 'open') as is_provisional, patient_name_folded as name_folded
    from medical_reports where ${named} and ${later}
    group by patient_name_folded, patient_id
    union all
    select id, name, date_of_birth, true, name_folded from app.own_provisional_patients(${query ?? null})
    where ${last ? sql`(name_folded, id) > (${last.name}, ${last.id}::uuid)` : sql`true`}
    order by name_folded, id limit ${limit}`.execute(tx)
  return rows
}

/** As a radiologist. @returns the new patient's id */
export async function makeProvisional(tx: Tx, name: string, dateOfBirth: string | null): Promise<string> {
  const { rows } = await sql<{ id: string }>`select app.provisional_patient(${name}, ${dateOfBirth}) as id`.execute(tx)
  return rows[0]!.id
}

const historyColumns = [
  'conditions',
  'allergies',
  'medications',
  'family_history',
  'smoking_status',
  'alcohol_consumption',
  'exercise_frequency',
  'previous_surgeries',
  'previous_hospitalizations',
  'updated_at',
] as const

export function findHistory(tx: Tx, patientId: string) {
  return tx
    .selectFrom('patient_medical_history')
    .select(historyColumns)
    .where('patient_id', '=', patientId)
    .executeTakeFirst()
}
export type HistoryRow = NonNullable<Awaited<ReturnType<typeof findHistory>>>
/** JSON columns as text: pg would turn an array into an array of PostgreSQL's. */
export type HistoryValues = Record<Exclude<(typeof historyColumns)[number], 'updated_at'>, string | null>

export function putHistory(tx: Tx, patientId: string, values: HistoryValues): Promise<HistoryRow> {
  return tx
    .insertInto('patient_medical_history')
    .values({ patient_id: patientId, ...values })
    .onConflict((clash) => clash.column('patient_id').doUpdateSet({ ...values, updated_by: sql<string>`auth.uid()` }))
    .returning(historyColumns)
    .executeTakeFirstOrThrow()
}
