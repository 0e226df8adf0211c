import { Problem, type WorklistWhy } from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import { audit } from '../audit/index.ts'
import { cutPage, readCursor } from '../platform/cursor.ts'
import { withheldFrom } from '../reports/index.ts'
import { lineCursor } from './line.ts'
import { countAhead, countByClass, findInLine, pageOfLine, transactionMoment } from './queries.ts'
import { toItem, toWhy } from './to-item.ts'

/** One page of the worklist; the first also says how much waits in each class. @throws Problem  bad-cursor */
export async function readWorklist(tx: Tx, who: Principal, page: { limit: number; cursor?: string | undefined }) {
  const cursor = readCursor(lineCursor, page.cursor)
  const asOf = cursor?.asOf ?? (await transactionMoment(tx))
  const found = await pageOfLine(tx, page.limit, cursor)
  const { rows, nextCursor } = cutPage(found, page.limit, (row) => ({
    asOf,
    branch: row.branch,
    dueAt: row.due_key,
    reportId: row.report_id,
  }))
  const withheld = await withheldFrom(
    tx,
    who.role,
    rows.map((row) => row.report_id),
  )
  await audit(tx, { action: 'list_worklist', entityType: 'worklist', patientIds: rows.map((row) => row.patient_id) })
  return {
    items: rows.map((row) => toItem(row, withheld.has(row.report_id))),
    nextCursor,
    asOf: new Date(asOf.replace(/([+-]\d\d)$/, '$1:00')).toISOString(),
    counts: cursor ? null : (await countByClass(tx)).map(toCount),
  }
}

const toCount = (row: { triage_class: number; waiting: number; overdue: number }) => ({
  triageClass: row.triage_class,
  waiting: row.waiting,
  overdue: row.overdue,
})

/** @throws Problem  not-found, also for a study that no longer waits */
export async function explainPlace(tx: Tx, who: Principal, reportId: string): Promise<WorklistWhy> {
  const row = await findInLine(tx, reportId)
  if (!row) throw new Problem('not-found')
  const withheld = await withheldFrom(tx, who.role, [reportId])
  await audit(tx, {
    action: 'explain_worklist',
    entityType: 'report',
    entityId: reportId,
    patientIds: [row.patient_id],
  })
  return toWhy(row, await countAhead(tx, row), withheld.has(reportId))
}
