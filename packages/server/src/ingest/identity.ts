import { Problem } from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { age, type DicomJson, date, personName, text } from '@firstread/dicom'
import type { Arrival } from './arrival.ts'
import { cleanDay, cleanText } from './clean.ts'
import { findPatient, patientByIdentifier } from './queries.ts'
import { elementsOf } from './study.ts'

export type Patient = { id: string; name: string; date_of_birth: string | null }

/** What the sender says of the patient. It proves nothing: only a verified (issuer, id) or an account does. */
export type Claim = {
  patientId: string | null
  issuer: string | null
  name: string | null
  birthDate: string | null
  sex: string | null
  ageYears: number | null
}
/** `undefined` patient: the identity is open. */
export type Identity = { patient: Patient | undefined; claim: Claim }

/**
 * Whose study it is. A named account decides; otherwise a verified (issuer, id) of the files; otherwise nobody knows yet.
 *
 * @throws Problem  unknown-patient; patient-mismatch when a verified identifier in the files belongs to somebody else, or
 *                  the files name several patients
 */
export async function identify(tx: Tx, patientId: string | undefined, arrivals: readonly Arrival[]): Promise<Identity> {
  const claims = arrivals.map(elementsOf).flatMap((elements) => (elements ? [claimOf(elements)] : []))
  const claim = claims[0] ?? nobody
  const verified = await verifiedPatients(tx, claims)
  if (patientId === undefined) {
    const [found, ...others] = verified
    if (others.length > 0 || differ(claims)) throw new Problem('patient-mismatch', 'The files name several patients')
    return { patient: found, claim }
  }
  const patient = await findPatient(tx, patientId)
  if (!patient) throw new Problem('unknown-patient')
  if (verified.some(({ id }) => id !== patient.id)) throw new Problem('patient-mismatch')
  return { patient, claim }
}

async function verifiedPatients(tx: Tx, claims: readonly Claim[]): Promise<Patient[]> {
  const pairs = new Map(claims.map((claim) => [`${claim.issuer}\n${claim.patientId}`, claim]))
  const found = new Map<string, Patient>()
  for (const { issuer, patientId } of pairs.values()) {
    const patient = issuer && patientId ? await patientByIdentifier(tx, issuer, patientId) : undefined
    if (patient) found.set(patient.id, patient)
  }
  return [...found.values()]
}

const differ = (claims: readonly Claim[]) =>
  new Set(claims.flatMap(({ issuer, patientId }) => (patientId ? [`${issuer}\n${patientId}`] : []))).size > 1

const nobody: Claim = { patientId: null, issuer: null, name: null, birthDate: null, sex: null, ageYears: null }

function claimOf(elements: DicomJson): Claim {
  const years = age(elements)
  return {
    patientId: cleanText(text(elements, 'PatientID'), 64),
    issuer: cleanText(text(elements, 'IssuerOfPatientID'), 64),
    name: cleanText(plainName(elements), 255),
    birthDate: cleanDay(date(elements, 'PatientBirthDate')),
    sex: cleanText(text(elements, 'PatientSex'), 16),
    ageYears: years === undefined ? null : Math.floor(years),
  }
}

/** `Adams^John Robert^^Rev.` as people write it: Rev. John Robert Adams. */
function plainName(elements: DicomJson): string | undefined {
  const parts = personName(elements, 'PatientName')?.parts
  if (!parts) return text(elements, 'PatientName')
  return [parts.prefix, parts.given, parts.middle, parts.family, parts.suffix].filter((part) => part !== '').join(' ')
}

/** Under the DICOM keywords, as the quarantine board shows it. */
export const claimedIdentity = (claim: Claim): Record<string, string> =>
  Object.fromEntries(
    Object.entries({
      PatientName: claim.name,
      PatientID: claim.patientId,
      IssuerOfPatientID: claim.issuer,
      PatientBirthDate: claim.birthDate,
      PatientSex: claim.sex,
    }).filter((entry): entry is [string, string] => entry[1] !== null),
  )

const genders: Record<string, string> = { M: 'male', F: 'female', O: 'other' } // PS3.3 C.7.1.1
export const genderOf = ({ sex }: Claim): string | null => genders[sex ?? ''] ?? null

/** Years at the study: the header says it, or the account's birth date does. */
export function ageAt({ patient, claim }: Identity, studyDate: string | null): number | null {
  const born = patient?.date_of_birth
  if (claim.ageYears !== null || !born) return claim.ageYears
  const day = studyDate ?? new Date().toISOString().slice(0, 10)
  const years = Number(day.slice(0, 4)) - Number(born.slice(0, 4)) - (day.slice(5) < born.slice(5) ? 1 : 0)
  return years >= 0 && years < 150 ? years : null
}
