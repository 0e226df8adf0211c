import type { Caller, Tx } from '@firstread/database'
import type pg from 'pg'
import { listEntries } from '../../packages/server/src/audit/queries.ts'
import { listNotifications } from '../../packages/server/src/notifications/queries.ts'
import { listReports } from '../../packages/server/src/reports/queries.ts'
import { countOfPlan, namedSo, pageOfSet, walkLine } from '../../packages/server/src/triage/filtered-queries.ts'
import { type LineFilters, planOf } from '../../packages/server/src/triage/plan-queries.ts'
import { countByClass, pageOfLine } from '../../packages/server/src/triage/queries.ts'
import type { Case } from './measure.ts'
import { keyOf, type Sizes } from './year.ts'

type Ground = { admin: pg.Client; sizes: Sizes; enter: (userId: string) => Promise<Caller> }

/** The queries of issue 2, by the very functions that the routes call. */
export async function casesOf({ admin, sizes, enter }: Ground): Promise<Case[]> {
  const doctor = await enter(await keyOf(admin, 'user', 1))
  const tech = await enter(await keyOf(admin, 'user', 950))
  const patientId = await busyPatient(admin)
  const patient = await enter(patientId)
  const thousandth = await cursorAt(admin, Math.min(25 * 999, Math.floor(sizes.reports / 4)))
  const week = weekBefore(30)
  const userId = await keyOf(admin, 'user', 5)
  const named = await idsNamed(admin, 'User 12')
  return [
    { name: 'worklist, first page', caller: doctor, work: (tx) => pageOfLine(tx, 25) },
    { name: 'worklist, thousandth page', caller: doctor, work: (tx) => pageOfLine(tx, 25, thousandth) },
    { name: 'worklist, counts by class', caller: doctor, work: (tx) => countByClass(tx) },
    ...filtered({ modality: 'CR' }, { unread: 'abstained' }, { studyType: 'Chest X-ray' }, { unread: 'failed' }).map(
      ([name, { part }]) => ({ name, caller: doctor, work: (tx: Tx) => pageOfLine(tx, 25, undefined, part) }),
    ),
    ...filtered({ modality: 'CR', unread: 'abstained' }, { modality: 'CR', studyType: 'None such' }).map(
      ([name, plan]) => ({ name: `${name} (walk)`, caller: doctor, work: (tx: Tx) => walkLine(tx, 25, plan) }),
    ),
    {
      name: 'worklist, by the beginning of a name: who',
      caller: doctor,
      work: (tx) => namedSo(tx, 'User 12', 1000),
    },
    {
      name: 'worklist, by the beginning of a name: first page of those',
      caller: doctor,
      work: (tx) => pageOfSet(tx, named, 25, planOf({})),
    },
    { name: 'worklist, exact counts', caller: doctor, work: (tx) => countOfPlan(tx, planOf({}), 100_000) },
    {
      name: "one patient's reports, as that patient",
      caller: patient,
      work: (tx) => listReports(tx, 'patient', {}, 25),
    },
    {
      name: "one patient's reports, as a doctor",
      caller: doctor,
      work: (tx) => listReports(tx, 'doctor', { patientId }, 25),
    },
    {
      name: 'audit entries of a user and a week, as a tech',
      caller: tech,
      work: (tx) => listEntries(tx, { userId, ...week }, 50, undefined),
    },
    {
      name: 'newest notifications, as a doctor',
      caller: doctor,
      work: (tx) => listNotifications(tx, false, 25, undefined),
    },
    {
      name: 'unread notifications, as a doctor',
      caller: doctor,
      work: (tx) => listNotifications(tx, true, 25, undefined),
    },
  ]
}

const filtered = (...all: LineFilters[]) =>
  all.map((filters) => [`worklist, first page of ${Object.values(filters).join(' + ')}`, planOf(filters)] as const)

async function idsNamed(admin: pg.Client, beginning: string): Promise<string[]> {
  const { rows } = await admin.query(
    `select report_id from medical_reports where status in ('pending', 'analyzing', 'analyzed') and patient_name like $1 || '%' limit 1000`,
    [beginning],
  )
  return rows.map((row) => row.report_id)
}

function weekBefore(days: number): { from: string; to: string } {
  const at = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString()
  return { from: at(days), to: at(days - 7) }
}

async function busyPatient(admin: pg.Client): Promise<string> {
  const { rows } = await admin.query('select patient_id from medical_reports group by 1 order by count(*) desc limit 1')
  return rows[0].patient_id
}

/** The cursor a client holds after `skipped` rows. */
async function cursorAt(admin: pg.Client, skipped: number) {
  const { rows } = await admin.query(
    `select triage_class - 1 + case when due_at <= now() then 0 else 4 end as branch, due_at::text as due_at, report_id, now()::text as as_of
     from medical_reports where status in ('pending', 'analyzing', 'analyzed')
     order by due_at > now(), triage_class, due_at, report_id offset $1 limit 1`,
    [skipped - 1],
  )
  const [row] = rows
  return { branch: row.branch, dueAt: row.due_at, reportId: row.report_id, asOf: row.as_of }
}
