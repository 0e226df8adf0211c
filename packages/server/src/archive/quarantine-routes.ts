import {
  id,
  linkRequest,
  Problem,
  problemDocument,
  type Quarantined,
  quarantined,
  quarantinePage,
  quarantineQuery,
} from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import type { App } from '../platform/app.ts'
import { cutPage, readCursor } from '../platform/cursor.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import {
  findQuarantined,
  linkQuarantined,
  listQuarantine,
  type QuarantineRow,
  tellWorklist,
  unlinkQuarantined,
} from './quarantine-queries.ts'

const tags = ['quarantine']
const params = z.strictObject({ quarantineId: id })
const key = z.tuple([z.string(), id])
const answers = { 200: quarantined, 403: problemDocument, 404: problemDocument, 409: problemDocument }

export function quarantineRoutes(server: Server, app: App): void {
  server.get(
    '/quarantine',
    {
      schema: {
        operationId: 'listQuarantine',
        tags,
        summary: 'Studies whose patient is not known for certain, oldest first',
        querystring: quarantineQuery,
        response: { 200: quarantinePage, 403: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['tech', 'doctor'], async (tx) => {
        const { state, limit, cursor } = request.query
        const found = await listQuarantine(tx, state, limit, readCursor(key, cursor))
        const { rows, nextCursor } = cutPage(found, limit, (row) => [row.created_key, row.quarantine_id])
        await audit(tx, { action: 'list_quarantine', entityType: 'quarantine', patientIds: rows.flatMap(patientsOf) })
        return { items: rows.map(toQuarantined), nextCursor }
      }),
  )
  linkRoutes(server, app)
}

function linkRoutes(server: Server, app: App): void {
  server.post(
    '/quarantine/:quarantineId/link',
    {
      schema: {
        operationId: 'linkQuarantined',
        tags,
        summary: 'Say whose study it is; the patient sees it from then on. Can be undone',
        params,
        body: linkRequest,
        response: { ...answers, 422: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['tech'], async (tx) => {
        const { quarantineId } = request.params
        if (!(await findQuarantined(tx, quarantineId))) throw new Problem('not-found')
        if (!(await linkQuarantined(tx, quarantineId, request.body.patientId))) throw new Problem('unknown-patient')
        return answerOf(tx, quarantineId)
      }),
  )
  server.post(
    '/quarantine/:quarantineId/unlink',
    {
      schema: {
        operationId: 'unlinkQuarantined',
        tags,
        summary: 'Undo a link: the study goes back to its provisional patient and waits again',
        params,
        response: answers,
      },
    },
    (request) =>
      asCaller(app, request, ['tech'], async (tx) => {
        const { quarantineId } = request.params
        if (!(await findQuarantined(tx, quarantineId))) throw new Problem('not-found')
        await unlinkQuarantined(tx, quarantineId)
        return answerOf(tx, quarantineId)
      }),
  )
}

/** The change itself was audited where it was made, inside the database. */
async function answerOf(tx: Tx, quarantineId: string): Promise<Quarantined> {
  const row = await findQuarantined(tx, quarantineId)
  if (!row) throw new Problem('not-found')
  await tellWorklist(tx, row.report_id)
  return toQuarantined(row)
}

const patientsOf = (row: QuarantineRow) =>
  [row.provisional_patient_id, row.linked_patient_id].filter((patient) => patient !== null)

const toQuarantined = (row: QuarantineRow): Quarantined => ({
  quarantineId: row.quarantine_id,
  reportId: row.report_id,
  reason: row.reason,
  claimedIdentity: row.claimed_identity,
  state: row.state,
  provisionalPatientId: row.provisional_patient_id,
  linkedPatientId: row.linked_patient_id,
  linkedBy: row.linked_by,
  linkedAt: row.linked_at?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
})
