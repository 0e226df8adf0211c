import { imageMetadataOf, studyTypeOf, symptomsOf } from './defaults.ts'
import { ageAt, claimedIdentity, genderOf, typedIdentity } from './identity.ts'
import { type ImageRow, imageRows } from './image-rows.ts'
import type { Known } from './known.ts'
import type { Place, Placed } from './place.ts'
import { seriesRows, studyRow } from './study-rows.ts'

/** A study with somewhere to go. */
type Going = Placed & { place: Place }
const isGoing = (placed: Placed): placed is Going => placed.place !== undefined

/**
 * Everything that the database is to keep of some studies: the rows of app.intake_store, one list a table. What is known
 * already is left out; the studies are locked, so it stays known.
 *
 * @param isPushed  reports whose job was put off a moment ago, and need not be again
 */
export function batchOf(all: readonly Placed[], known: Known, isPushed: (reportId: string) => boolean = () => false) {
  const going = all.filter(isGoing).map((one) => ({ one, images: imageRows(one, one.place) }))
  const made = going.filter(({ one }) => one.place.isNew)
  const isOpen = ({ one }: { one: Going }) => one.place.identityState === 'open'
  const isKnown = ({ one }: { one: Going }) => known.studies.has(one.study.uid)
  const studies = going
    .filter((one) => !isKnown(one))
    .map(({ one }) => studyRow(one.study, one.fresh, one.place.patientId))
  const series = going
    .flatMap(({ one }) => seriesRows(one.study, one.fresh))
    .filter((row) => !known.series.has(row.series_instance_uid))
  return {
    // These carry their counts; the database counts for all others.
    counted: going.some(isKnown)
      ? [...studies.map((row) => row.study_instance_uid), ...series.map((row) => row.series_instance_uid)].join()
      : '*',
    patients: going.filter(({ one }) => one.place.isProvisional).map(({ one }) => patientRow(one)),
    studies,
    series,
    reports: made.map(({ one, images }) => reportRow(one, known.uploaderName, images)),
    quarantine: made.filter(isOpen).map(({ one }) => quarantineRow(one)),
    images: going.flatMap(({ images }) => images),
    joined: going.map(({ one }) => joinedRow(one, isPushed)),
  }
}

const patientRow = ({ place, identity }: Going) => ({
  id: place.patientId,
  name: place.patientName,
  date_of_birth: identity.claim.birthDate,
})

function reportRow(one: Going, uploaderName: string | null, images: readonly ImageRow[]) {
  const { study, identity, fields, place } = one
  return {
    report_id: place.reportId,
    patient_id: place.patientId,
    patient_name: place.patientName,
    radiologist_name: uploaderName,
    study_instance_uid: study.uid,
    study_type: studyTypeOf(study, fields),
    report_image_url: images[0]?.image_url,
    image_metadata: imageMetadataOf(study),
    patient_age: ageAt(identity, study.date),
    patient_gender: genderOf(identity.claim),
    symptoms: symptomsOf(fields),
    content_digest: study.digest?.toString('hex'),
    identity_state: place.identityState,
    clinical_priority: fields.priority ?? 'routine',
  }
}

/** The study's identity is open: it waits on the techs' board, and goes its way all the same. */
const quarantineRow = ({ place, identity, fresh }: Going) => ({
  report_id: place.reportId,
  sop_instance_uid: fresh[0]?.sopInstanceUid,
  claimed_identity: {
    ...(identity.patient ? typedIdentity(identity.patient) : {}),
    ...claimedIdentity(identity.claim),
  },
  provisional_patient_id: place.patientId,
})

const joinedRow = ({ place, settles, requestId }: Going, isPushed: (reportId: string) => boolean) => ({
  report_id: place.reportId,
  settles,
  payload: isPushed(place.reportId)
    ? undefined
    : { reportId: place.reportId, kind: 'first', ...(requestId ? { requestId } : {}) },
})
