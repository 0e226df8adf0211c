import { Problem } from '@firstread/contract'
import { age, type DicomJson, date, personName, text } from '@firstread/dicom'
import { cleanDay, cleanText } from './clean.ts'

/** Provisional: made by the uploader, who it is has still to be found out. */
export type Patient = { id: string; name: string; date_of_birth: string | null; is_provisional?: boolean }

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
 * @param known  patients by their verified identifiers, see `claimKey`
 * @throws Problem  patient-mismatch when a verified identifier in the files belongs to somebody else, or the files name
 *                  several patients
 */
export function identify(
  named: Patient | undefined,
  claims: readonly Claim[],
  known: ReadonlyMap<string, Patient>,
): Identity {
  const claim = claims[0] ?? nobody
  const verified = verifiedPatients(claims, known)
  if (named) {
    if (verified.some(({ id }) => id !== named.id)) throw new Problem('patient-mismatch')
    return { patient: named, claim }
  }
  const [found, ...others] = verified
  if (others.length > 0 || differ(claims)) throw new Problem('patient-mismatch', 'The files name several patients')
  return { patient: found, claim }
}

function verifiedPatients(claims: readonly Claim[], known: ReadonlyMap<string, Patient>): Patient[] {
  const found = claims.flatMap((claim) => known.get(claimKey(claim)) ?? [])
  return [...new Map(found.map((patient) => [patient.id, patient])).values()]
}

/** Two claims with one key mean the same patient, as far as their sender knows. */
export const claimKey = ({ issuer, patientId }: Pick<Claim, 'issuer' | 'patientId'>): string =>
  `${issuer}\n${patientId}`

const differ = (claims: readonly Claim[]) =>
  new Set(claims.flatMap((claim) => (claim.patientId ? [claimKey(claim)] : []))).size > 1

export const nobody: Claim = { patientId: null, issuer: null, name: null, birthDate: null, sex: null, ageYears: null }

export function claimOf(elements: DicomJson): Claim {
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

/** The same of a provisional patient: what its uploader typed, where the files say nothing. */
export const typedIdentity = (patient: Patient): Record<string, string> => ({
  PatientName: patient.name,
  ...(patient.date_of_birth ? { PatientBirthDate: patient.date_of_birth } : {}),
})

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
