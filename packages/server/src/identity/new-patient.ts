import { type NewPatient, type Patient, Problem } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { audit } from '../platform/audit/queries.ts'
import { makeProvisional, patientsOfUploads } from './patient-queries.ts'

/** So many of the same name are looked at, at most. */
const most = 100

/**
 * Makes a provisional patient: a name and a date of birth, no account. Nobody is merged and nothing is claimed: studies of
 * it are of open identity until a tech links them. Duplicates are judged by what the caller may see, so that the answer
 * tells of nobody else.
 *
 * @throws Problem  similar-patient when the caller sees somebody of this name, and has not said that it is somebody else
 */
export async function createPatient(
  tx: Tx,
  { name, dateOfBirth: given, isSomebodyElse }: NewPatient,
): Promise<Patient> {
  const dateOfBirth = given ?? null
  if (!isSomebodyElse) {
    const found = await patientsOfUploads(tx, name, most, undefined)
    const same = found.filter((one) => one.name_folded === name.toLowerCase() && mayBe(one.date_of_birth, dateOfBirth))
    const errors = same.map(({ id }) => ({ item: id, code: 'similar-patient', detail: 'Has the same name' }))
    if (errors.length > 0) throw new Problem('similar-patient', undefined, { errors })
  }
  const id = await makeProvisional(tx, name, dateOfBirth)
  await audit(tx, { action: 'create_patient', entityType: 'user', entityId: id, patientIds: [id] })
  return { id, name, dateOfBirth, isProvisional: true }
}

/** A date that one of the two does not know tells nothing. */
const mayBe = (known: string | null, given: string | null) => known === null || given === null || known === given
