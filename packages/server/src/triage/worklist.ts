import {
  exactCap,
  lookCap,
  Problem,
  type WorklistCounts,
  type WorklistQuery,
  type WorklistWhy,
} from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { cutPage, readCursor, writeCursor } from '../platform/cursor.ts'
import { withheldFrom } from '../reports/index.ts'
import { claimedBy, countOfPlan, namedSo, pageOfSet, rowsOf, setCap, valuesIn, walkLine } from './filtered-queries.ts'
import { type LineCursor, lineCursor } from './line.ts'
import { isFiltered, type LineFilters, type Plan, planOf } from './plan-queries.ts'
import { countAhead, countByClass, findInLine, pageOfLine, transactionMoment } from './queries.ts'
import type { CountRow, WorklistRow } from './rows.ts'
import { toItem, toWhy } from './to-item.ts'

/** One page of the worklist, or of the part that `filters` leave. @throws Problem  bad-cursor */
export async function readWorklist(tx: Tx, who: Principal, query: WorklistQuery) {
  const { limit, cursor: given, ...filters } = query
  const cursor = readCursor(lineCursor, given)
  const asOf = cursor?.asOf ?? (await transactionMoment(tx))
  const { rows, nextCursor } = await pageOf(tx, filters, limit, asOf, cursor)
  const withheld = await withheldFrom(
    tx,
    who.role,
    rows.map((row) => row.report_id),
  )
  await audit(tx, {
    action: 'list_worklist',
    entityType: 'worklist',
    patientIds: rows.map((row) => row.patient_id),
    ...(isFiltered(filters) ? { newValues: withoutText(filters) } : {}),
  })
  return {
    items: rows.map((row) => toItem(row, withheld.has(row.report_id))),
    nextCursor,
    asOf: new Date(asOf.replace(/([+-]\d\d)$/, '$1:00')).toISOString(),
    counts: cursor || isFiltered(filters) ? null : (await countByClass(tx)).map(toCount),
  }
}

/** How much waits in each class under the filters, exactly as far as that costs nobody anything. */
export async function countWorklist(tx: Tx, filters: LineFilters): Promise<WorklistCounts> {
  const { plan, ids } = await resolve(tx, filters, lookCap)
  const most = plan.rest.length > 0 ? lookCap : exactCap
  const rows = await countOfPlan(tx, plan, most, ids)
  await audit(tx, { action: 'count_worklist', entityType: 'worklist', newValues: withoutText(filters) })
  return { counts: rows.map(toCount), isCapped: rows.some(({ looked }) => (looked ?? 0) >= most) }
}

export async function readFacets(tx: Tx) {
  const modalities = await valuesIn(tx, 'modality')
  const studyTypes = await valuesIn(tx, 'study_type')
  await audit(tx, { action: 'list_worklist_facets', entityType: 'worklist' })
  return { modalities, studyTypes }
}

/** What somebody searched for may be a name: the log says that they searched, and whom they were shown. */
const withoutText = ({ text, ...others }: LineFilters) => (text === undefined ? others : { ...others, byText: true })

type Page = { rows: WorklistRow[]; nextCursor: string | null }

async function pageOf(tx: Tx, filters: LineFilters, limit: number, asOf: string, cursor?: LineCursor): Promise<Page> {
  const { plan, ids } = await resolve(tx, filters, setCap)
  const cut = (found: WorklistRow[]) =>
    cutPage(found, limit, (row) => ({ asOf, branch: row.branch, dueAt: row.due_key, reportId: row.report_id }))
  if (ids) return cut(await pageOfSet(tx, ids, limit, plan, cursor))
  if (plan.rest.length === 0) return cut(await pageOfLine(tx, limit, cursor, plan.part))
  const walk = await walkLine(tx, limit, plan, cursor)
  const page = cut(await rowsOf(tx, walk))
  // A page that looked as far as it may ends there, full or not; the next one goes on behind it.
  return page.nextCursor || !walk.end ? page : { rows: page.rows, nextCursor: writeCursor({ asOf, ...walk.end }) }
}

/** Few studies by name or claim are taken together; anything else is read along the line. */
async function resolve(tx: Tx, filters: LineFilters, most: number): Promise<{ plan: Plan; ids?: string[] }> {
  const { text, claim } = filters
  const { text: _, ...withoutName } = filters
  if (text && z.uuid().safeParse(text).success) return { plan: planOf(withoutName), ids: [text] }
  if (claim === 'mine' || claim === 'others') return { plan: planOf(filters), ids: await claimedBy(tx, claim) }
  if (!text) return { plan: planOf(filters) }
  const ids = await namedSo(tx, text, most)
  return ids.length > most ? { plan: planOf(filters) } : { plan: planOf(withoutName), ids }
}

const toCount = (row: CountRow) => ({
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
