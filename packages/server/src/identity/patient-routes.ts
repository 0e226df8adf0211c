import {
  id,
  idempotencyHeaders,
  medicalHistory,
  medicalHistoryBody,
  newPatient,
  Problem,
  patientPage,
  patientQuery,
  patient as patientSchema,
  problemDocument,
} from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import { z } from 'zod'
import type { App } from '../platform/app.ts'
import { audit } from '../platform/audit/queries.ts'
import { cutPage, readCursor } from '../platform/cursor.ts'
import { answerOnce } from '../platform/http/answer-once.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { keyedRequest, once } from '../platform/idempotency.ts'
import { toHistory, toHistoryValues } from './medical-history.ts'
import { createPatient } from './new-patient.ts'
import {
  findHistory,
  findPatient,
  type PatientRow,
  patientByIdentifier,
  patientsByName,
  patientsByValue,
  patientsOfUploads,
  putHistory,
} from './patient-queries.ts'
import type { NameKey } from './user-queries.ts'
import { nameKey } from './user-routes.ts'

const params = z.strictObject({ patientId: id })

export function patientRoutes(server: Server, app: App): void {
  server.get(
    '/patients',
    {
      schema: {
        operationId: 'listPatients',
        tags: ['patients'],
        summary: 'Find patients by name or identifier',
        description:
          'Doctors and techs search all patients. A radiologist finds those of the own uploads by name, and any patient by the exact `issuer|identifier`.',
        querystring: patientQuery,
        response: { 200: patientPage, 403: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['radiologist', 'doctor', 'tech'], async (tx, who) => {
        const { query, limit, cursor } = request.query
        const rows = await search(tx, who, query, limit + 1, readCursor(nameKey, cursor))
        const { rows: shown, nextCursor } = cutPage(rows, limit, (row) => ({ name: row.name_folded, id: row.id }))
        await audit(tx, { action: 'search_patients', entityType: 'user', patientIds: shown.map((row) => row.id) })
        return { items: shown.map(toPatient), nextCursor }
      }),
  )

  server.post(
    '/patients',
    {
      schema: {
        operationId: 'createPatient',
        tags: ['patients'],
        summary: 'Make a provisional patient, without an account, for an upload',
        description:
          'Its studies are of open identity until a tech links them. Patients with an account are made by techs.',
        headers: idempotencyHeaders,
        body: newPatient,
        response: { 201: patientSchema, 403: problemDocument, 409: problemDocument, 422: problemDocument },
      },
    },
    async (request, reply) => {
      const keyed = keyedRequest('createPatient', request.headers['idempotency-key'], request.body)
      const made = await asCaller(app, request, ['radiologist'], (tx, who) =>
        once(tx, who, keyed, patientSchema, () => createPatient(tx, request.body)),
      )
      return answerOnce(reply, made)
    },
  )

  server.get(
    '/patients/:patientId/medical-history',
    {
      schema: {
        operationId: 'getMedicalHistory',
        tags: ['patients'],
        summary: 'What a patient has been through; empty when nothing was entered',
        params,
        response: { 200: medicalHistory, 403: problemDocument, 404: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['patient', 'doctor', 'tech'], async (tx) => {
        const patient = await seen(tx, request.params.patientId)
        const row = await findHistory(tx, patient.id)
        await audit(tx, entry('view_medical_history', patient.id))
        return toHistory(patient.id, row)
      }),
  )

  server.put(
    '/patients/:patientId/medical-history',
    {
      schema: {
        operationId: 'putMedicalHistory',
        tags: ['patients'],
        summary: 'Replace the medical history: patients their own, doctors anybody’s',
        params,
        body: medicalHistoryBody,
        response: { 200: medicalHistory, 403: problemDocument, 404: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['patient', 'doctor'], async (tx) => {
        const patient = await seen(tx, request.params.patientId)
        const row = await putHistory(tx, patient.id, toHistoryValues(request.body))
        await audit(tx, {
          ...entry('update_medical_history', patient.id),
          newValues: { fields: Object.keys(request.body) },
        })
        return toHistory(patient.id, row)
      }),
  )
}

/** Names carry no digits and no bars, identifiers mostly do: the more telling reading of the query goes first. */
async function search(
  tx: Tx,
  who: Principal,
  query: string | undefined,
  limit: number,
  last: NameKey | undefined,
): Promise<PatientRow[]> {
  const [, issuer, value] = /^([^|]{1,64})\|([^|]{1,64})$/.exec(query ?? '') ?? []
  if (issuer !== undefined && value !== undefined) return patientByIdentifier(tx, issuer, value)
  if (who.role === 'radiologist') return patientsOfUploads(tx, query, limit, last)
  const bearers = query !== undefined && !last && /\d/.test(query) ? await patientsByValue(tx, query, limit) : []
  return bearers.length ? bearers : patientsByName(tx, query, limit, last)
}

const toPatient = (row: PatientRow) => ({
  id: row.id,
  name: row.name,
  dateOfBirth: row.date_of_birth,
  isProvisional: row.is_provisional,
})

const entry = (action: string, patientId: string) => ({
  action,
  entityType: 'medical_history',
  entityId: patientId,
  patientIds: [patientId],
})

async function seen(tx: Tx, patientId: string): Promise<PatientRow> {
  const patient = await findPatient(tx, patientId)
  if (!patient) throw new Problem('not-found')
  return patient
}
