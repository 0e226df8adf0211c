import { accessPage, accessQuery, auditPage, auditQuery, id, Problem, problemDocument } from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import { z } from 'zod'
import type { App } from '../platform/app.ts'
import { audit } from '../platform/audit/queries.ts'
import { cutPage, readCursor } from '../platform/cursor.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import {
  type EntryFilter,
  type EntryKey,
  labelsOf,
  listEntries,
  listEntriesAbout,
  listOwnEntries,
  namesOf,
  patientExists,
} from './queries.ts'
import { toAccess, toEntry, toOwnEntry } from './view.ts'

const entryKey = z.strictObject({ at: z.iso.datetime(), id })
const keyOf = (row: { at: string; log_id: string }): EntryKey => ({ at: row.at, id: row.log_id })

export function routes(server: Server, app: App): void {
  server.get(
    '/audit-logs',
    {
      schema: {
        operationId: 'listAuditLogs',
        tags: ['audit'],
        summary:
          'Who did what: techs see all of it, radiologists and doctors their own actions, patients what concerns them',
        querystring: auditQuery,
        response: { 200: auditPage, 422: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, 'anybody', async (tx, who) => {
        const { limit, cursor, ...given } = request.query
        const filter = bounded(who, given)
        const last = readCursor(entryKey, cursor)
        const answer =
          who.role === 'patient'
            ? shown(await ownEntries(tx, who, filter, limit + 1, last), limit, toOwnEntry(who.userId))
            : shown(await entries(tx, who, filter, limit + 1, last), limit, toEntry)
        const patientIds = [
          ...answer.items.flatMap((item) => item.patientIds),
          // Asking about somebody writes into their access log, so only a tech, or they themselves, may do it.
          ...(given.patientId && (who.role === 'tech' || given.patientId === who.userId) ? [given.patientId] : []),
        ]
        await audit(tx, {
          action: 'list_audit_logs',
          entityType: 'audit_log',
          patientIds,
          newValues: { filter: given },
        })
        return answer
      }),
  )

  server.get(
    '/patients/:patientId/access-log',
    {
      schema: {
        operationId: 'listAccess',
        tags: ['audit'],
        summary: 'Who looked at a patient’s record: for that patient, and for techs',
        params: z.strictObject({ patientId: id }),
        querystring: accessQuery,
        response: { 200: accessPage, 403: problemDocument, 404: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['patient', 'tech'], async (tx, who) => {
        const { patientId } = request.params
        if (!(await patientExists(tx, patientId))) throw new Problem('not-found')
        const { limit, cursor, own } = request.query
        const last = readCursor(entryKey, cursor)
        const rows =
          who.role === 'patient'
            ? await listOwnEntries(tx, own === 'without' ? { exceptUserId: patientId } : {}, limit + 1, last)
            : await listEntriesAbout(tx, patientId, {}, limit + 1, last)
        await audit(tx, { action: 'view_access_log', entityType: 'user', entityId: patientId, patientIds: [patientId] })
        const names = who.role === 'patient' ? await namesOf(tx, rows) : undefined
        const labels = who.role === 'patient' ? await labelsOf(tx, rows) : undefined
        return shown(rows, limit, toAccess(patientId, names, labels))
      }),
  )
}

function shown<R extends { at: string; log_id: string }, T>(rows: R[], limit: number, view: (row: R) => T) {
  const { rows: cut, nextCursor } = cutPage(rows, limit, keyOf)
  return { items: cut.map(view), nextCursor }
}

const entries = (tx: Tx, who: Principal, filter: EntryFilter, limit: number, last: EntryKey | undefined) =>
  who.role === 'tech' && filter.patientId !== undefined
    ? listEntriesAbout(tx, filter.patientId, filter, limit, last)
    : listEntries(tx, filter, limit, last)

/** Row security has cut it down to the own record already; somebody else's is simply empty. */
const ownEntries = async (tx: Tx, who: Principal, filter: EntryFilter, limit: number, last: EntryKey | undefined) =>
  filter.patientId !== undefined && filter.patientId !== who.userId ? [] : listOwnEntries(tx, filter, limit, last)

const month = 31 * 24 * 60 * 60 * 1000

/** Six years of everybody's actions have no index of their own: without anything to go by, a tech gets a month of them. */
function bounded(who: Principal, filter: EntryFilter): EntryFilter {
  const named = filter.userId ?? filter.patientId ?? filter.entityId ?? filter.from
  if (who.role !== 'tech' || named !== undefined) return filter
  const end = filter.to === undefined ? Date.now() : Date.parse(filter.to)
  return { ...filter, from: new Date(end - month).toISOString() }
}
