import {
  id,
  newUserBody,
  Problem,
  problemDocument,
  resetBody,
  user,
  userChangeBody,
  userPage,
  userQuery,
} from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import { z } from 'zod'
import { audit } from '../platform/audit/queries.ts'
import { cutPage, readCursor } from '../platform/cursor.ts'
import { sealOptional } from '../platform/fields.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { passwordIsFresh } from './auth-queries.ts'
import type { Desk } from './login.ts'
import { refuseWeakPassword } from './password-rules.ts'
import { changeRole, changeUser, createUser, findUser, listUsers, resetAccount, type UserRow } from './user-queries.ts'
import { phonePlace, subjectOf, toUser } from './view.ts'

const params = z.strictObject({ userId: id })
export const nameKey = z.strictObject({ name: z.string(), id })

/** The directory: doctors read it, techs keep it. */
export function userRoutes(server: Server, desk: Desk): void {
  const { app, passwords } = desk
  server.get(
    '/users',
    {
      schema: {
        operationId: 'listUsers',
        tags: ['users'],
        summary: 'People by name',
        querystring: userQuery,
        response: { 200: userPage, 403: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['doctor', 'tech'], async (tx) => {
        const { limit, cursor, ...filter } = request.query
        const rows = await listUsers(tx, filter, limit + 1, readCursor(nameKey, cursor))
        const { rows: shown, nextCursor } = cutPage(rows, limit, (row) => ({ name: row.name_folded, id: row.id }))
        await audit(tx, { action: 'list_users', entityType: 'user', patientIds: shown.flatMap(subjectOf) })
        return { items: shown.map((row) => toUser(app.keys, row)), nextCursor }
      }),
  )

  server.post(
    '/users',
    {
      schema: {
        operationId: 'createUser',
        tags: ['users'],
        summary: 'Make an account',
        body: newUserBody,
        response: { 201: user, 403: problemDocument, 409: problemDocument, 422: problemDocument },
      },
    },
    async (request, reply) => {
      const { password, phone, dateOfBirth, ...person } = request.body
      await asCaller(app, request, ['tech'], async () => undefined) // no hash is spent on anybody else
      await refuseWeakPassword(password, person, app.config.AUTH_PASSWORD_MIN)
      const hash = await passwords.hash(password)
      const made = await asCaller(app, request, ['tech'], async (tx) => {
        const userId = await createUser(tx, { ...person, hash, dateOfBirth: dateOfBirth ?? null })
        const row = await changeUser(tx, userId, { phone: sealOptional(app.keys, phonePlace(userId), phone) })
        if (!row) throw new Error('the new account is not to be seen')
        return toUser(app.keys, row)
      }).catch(toEmailTaken)
      return reply.code(201).send(made)
    },
  )

  server.get(
    '/users/:userId',
    {
      schema: {
        operationId: 'getUser',
        tags: ['users'],
        summary: 'One person',
        params,
        response: { 200: user, 404: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, 'anybody', async (tx) => {
        const row = await seen(tx, request.params.userId)
        await audit(tx, { action: 'view_user', entityType: 'user', entityId: row.id, patientIds: subjectOf(row) })
        return toUser(app.keys, row)
      }),
  )

  server.patch(
    '/users/:userId',
    {
      schema: {
        operationId: 'changeUser',
        tags: ['users'],
        summary:
          'Change a profile, the role or whether the account is active; another’s role asks for a fresh password',
        params,
        body: userChangeBody,
        response: { 200: user, 403: problemDocument, 404: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, 'anybody', async (tx, who) => {
        const row = await seen(tx, request.params.userId)
        const { phone, role, isActive, dateOfBirth, name } = request.body
        refuseChange(who, row, request.body)
        if (role !== undefined && role !== row.role) {
          if (!(await passwordIsFresh(tx))) throw new Problem('password-needed')
          await changeRole(tx, row.id, role)
        }
        const changed = await changeUser(tx, row.id, {
          name,
          is_active: isActive,
          date_of_birth: dateOfBirth,
          ...(phone === undefined ? {} : { phone: sealOptional(app.keys, phonePlace(row.id), phone) }),
        })
        if (!changed) throw new Problem('forbidden')
        const newValues = { fields: Object.keys(request.body), ...(isActive === undefined ? {} : { isActive }) }
        await audit(tx, {
          action: 'update_user',
          entityType: 'user',
          entityId: row.id,
          patientIds: subjectOf(row),
          newValues,
        })
        return toUser(app.keys, changed)
      }),
  )
  resetRoute(server, desk)
}

function resetRoute(server: Server, { app, passwords }: Desk): void {
  server.post(
    '/users/:userId/reset',
    {
      schema: {
        operationId: 'resetUser',
        tags: ['users'],
        summary: 'Give a new password, open an account that wrong ones have closed; all its sessions end',
        params,
        body: resetBody,
        response: { 204: z.null(), 403: problemDocument, 404: problemDocument, 422: problemDocument },
      },
    },
    async (request, reply) => {
      const person = await asCaller(app, request, 'anybody', async (tx, who) => {
        const row = await seen(tx, request.params.userId)
        if (who.role !== 'tech' || who.userId === row.id || row.is_provisional || row.is_machine)
          throw new Problem('forbidden')
        if (!(await passwordIsFresh(tx))) throw new Problem('password-needed')
        return row
      })
      await refuseWeakPassword(request.body.password, person, app.config.AUTH_PASSWORD_MIN)
      const hash = await passwords.hash(request.body.password)
      await asCaller(app, request, ['tech'], async (tx) => {
        if (!(await resetAccount(tx, person.id, hash))) throw new Problem('not-found')
      })
      return reply.code(204).send(null)
    },
  )
}

async function seen(tx: Tx, userId: string): Promise<UserRow> {
  const row = await findUser(tx, userId)
  if (!row) throw new Problem('not-found')
  return row
}

/** security.md 1: techs change others; nobody changes the own role, and no tech locks themselves out. */
function refuseChange(who: Principal, row: UserRow, { role, isActive }: z.infer<typeof userChangeBody>): void {
  if (who.role !== 'tech') throw new Problem('forbidden')
  if (row.id === who.userId && (role !== undefined || isActive !== undefined)) throw new Problem('forbidden')
  // Nobody is behind it yet: it gets a person by linking, not by becoming one.
  if (row.is_provisional && (role !== undefined || isActive !== undefined)) throw new Problem('forbidden')
  // The account of a DICOM peer: what it may do is said at the peer.
  if (row.is_machine && role !== undefined) throw new Problem('forbidden')
}

const emailKeys = new Set(['users_email_key', 'users_email_folded_key'])
function toEmailTaken(error: unknown): never {
  const { constraint } = error as { constraint?: string }
  throw constraint && emailKeys.has(constraint) ? new Problem('email-taken') : error
}
