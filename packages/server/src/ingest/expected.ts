import type { HeldInstance, KnownRows, KnownStudy, OwnReport } from './known.ts'
import type { Placed } from './place.ts'
import type { Wanted } from './queries.ts'

/** Studies remembered for one sender; the oldest goes first. */
const most = 1000

type Remembered = { study: KnownStudy; reports: OwnReport[]; series: Set<string> }

/**
 * What one sender's next arrivals will find, as far as we were told when the last ones were stored. It spares a question and
 * decides nothing: the database compares it with what is so, under its locks, and stores nothing when it differs.
 */
export class Expected {
  #uploaderName: string | null = null
  readonly #patients = new Map<string, KnownRows['patients'][number]>()
  readonly #studies = new Map<string, Remembered>()

  /** In the order of app.intake_known. */
  rowsFor({ claims, studies, series }: Wanted): KnownRows {
    const known = [...new Set(studies)].sort().flatMap((uid) => {
      const one = this.#studies.get(uid)
      return one ? [{ uid, ...one }] : []
    })
    const wanted = [...new Set(series)].sort()
    return {
      uploaderName: this.#uploaderName,
      patients: this.#patientsOf(claims),
      studies: known.map(({ uid, study }) => ({ ...study, uid })),
      reports: known.flatMap(({ uid, reports }) => reports.map((report) => ({ ...report, studyUid: uid }))),
      series: wanted.flatMap((uid) => {
        const of = known.find((one) => one.series.has(uid))
        return of ? [{ uid, studyUid: of.uid }] : []
      }),
      instances: [] as (HeldInstance & { uid: string })[],
    }
  }

  /** After the commit: `rows` was so before it, `placed` was stored. */
  learn(rows: KnownRows, placed: readonly Placed[]): void {
    this.#uploaderName = rows.uploaderName
    for (const patient of rows.patients) this.#patients.set(keyOf(patient.issuer, patient.identifier), patient)
    if (this.#patients.size > most) this.#patients.clear()
    for (const one of placed) this.#learnStudy(rows, one)
    for (const uid of this.#studies.keys()) {
      if (this.#studies.size <= most) break
      this.#studies.delete(uid)
    }
  }

  /** Nothing is sure any more. */
  forget(): void {
    this.#studies.clear()
    this.#patients.clear()
  }

  #learnStudy(rows: KnownRows, { study, fresh, place }: Placed): void {
    const { uid } = study
    const before = this.#studies.get(uid)
    this.#studies.delete(uid)
    const row = rows.studies.find((one) => one.uid === uid)
    const known = row ? withoutUid(row) : place && madeStudy(study, place.patientId)
    if (!known) return
    const series = before?.series ?? new Set<string>()
    for (const { uid: seriesUid, studyUid } of rows.series) if (studyUid === uid) series.add(seriesUid)
    for (const { seriesUid } of fresh) series.add(seriesUid)
    this.#studies.set(uid, { study: known, reports: reportsAfter(rows, uid, place, fresh.length), series })
  }

  #patientsOf(claims: Wanted['claims']): KnownRows['patients'] {
    const keys = new Set(claims.map(({ issuer, patientId }) => keyOf(issuer, patientId)))
    return [...keys].sort().flatMap((key) => this.#patients.get(key) ?? [])
  }
}

const keyOf = (issuer: string | null, identifier: string | null) => `${issuer}\n${identifier}`

const withoutUid = ({ uid: _, ...study }: KnownStudy & { uid: string }): KnownStudy => study

const madeStudy = ({ patient, attributes }: Placed['study'], patientId: string): KnownStudy => ({
  patientId,
  hasHeader: Object.keys(attributes).length > 0,
  identifier: patient.id,
  issuer: patient.issuer,
})

/** The newest first: a report that was just made is. */
function reportsAfter(rows: KnownRows, uid: string, place: Placed['place'], added: number): OwnReport[] {
  const before = rows.reports.filter(({ studyUid }) => studyUid === uid).map(({ studyUid: _, ...report }) => report)
  if (!place) return before
  const nextPlace = place.nextPlace + added
  if (!place.isNew)
    return before.map((report) => (report.reportId === place.reportId ? { ...report, nextPlace } : report))
  const { reportId, patientId, patientName, identityState } = place
  return [{ reportId, patientId, patientName, status: 'pending', identityState, nextPlace }, ...before]
}
