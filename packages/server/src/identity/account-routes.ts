import {
  confirmBody,
  id,
  Problem,
  passwordBody,
  problemDocument,
  profileBody,
  sessionList,
  sessionQuery,
  user,
} from '@firstread/contract'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { audit } from '../platform/audit/queries.ts'
import { sealOptional } from '../platform/fields.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { changeOwnPassword, endSession, notePasswordEntered, openSessions } from './auth-queries.ts'
import { visitOf } from './device.ts'
import { checkPassword, type Desk } from './login.ts'
import { refuseWeakPassword } from './password-rules.ts'
import { changeUser, findUser } from './user-queries.ts'
import { phonePlace, subjectOf, toUser } from './view.ts'

/** What everybody does with the own account: profile, sessions, password. */
export function accountRoutes(server: Server, desk: Desk): void {
  const { app } = desk
  server.get(
    '/me',
    {
      schema: { operationId: 'getMe', tags: ['account'], summary: 'The own profile', response: { 200: user } },
    },
    (request) =>
      asCaller(app, request, 'anybody', async (tx, who) => {
        const row = await findUser(tx, who.userId)
        if (!row) throw new Problem('session-ended')
        await audit(tx, { action: 'view_profile', entityType: 'user', entityId: row.id, patientIds: subjectOf(row) })
        return toUser(app.keys, row)
      }),
  )

  server.patch(
    '/me',
    {
      schema: {
        operationId: 'changeMe',
        tags: ['account'],
        summary: 'Change the own name, phone, picture or preferences',
        body: profileBody,
        response: { 200: user },
      },
    },
    (request) =>
      asCaller(app, request, 'anybody', async (tx, who) => {
        const { phone, profilePictureUrl, ...rest } = request.body
        const row = await changeUser(tx, who.userId, {
          ...rest,
          ...(phone === undefined ? {} : { phone: sealOptional(app.keys, phonePlace(who.userId), phone) }),
          ...(profilePictureUrl === undefined ? {} : { profile_picture_url: profilePictureUrl }),
        })
        if (!row) throw new Problem('session-ended')
        const newValues = { fields: Object.keys(request.body) }
        await audit(tx, {
          action: 'update_profile',
          entityType: 'user',
          entityId: row.id,
          patientIds: subjectOf(row),
          newValues,
        })
        return toUser(app.keys, row)
      }),
  )

  server.get(
    '/auth/sessions',
    {
      schema: {
        operationId: 'listSessions',
        tags: ['account'],
        summary: 'Open sessions: the own ones; a tech may ask for anybody’s',
        querystring: sessionQuery,
        response: { 200: sessionList },
      },
    },
    (request) =>
      asCaller(app, request, 'anybody', async (tx, who) => {
        const userId = request.query.userId ?? who.userId
        if (userId !== who.userId && !(await findUser(tx, userId))) throw new Problem('not-found')
        const rows = await openSessions(tx, who, userId)
        await audit(tx, { action: 'list_sessions', entityType: 'user', entityId: userId })
        return {
          items: rows.map((row) => ({
            sessionId: row.session_id,
            userId: row.user_id,
            ipAddress: row.ip_address,
            userAgent: row.user_agent,
            loginTime: row.login_time.toISOString(),
            lastActivity: row.last_activity.toISOString(),
            expiresAt: row.expires_at.toISOString(),
            isCurrent: row.is_current,
          })),
        }
      }),
  )

  server.delete(
    '/auth/sessions/:sessionId',
    {
      schema: {
        operationId: 'endSession',
        tags: ['account'],
        summary: 'End an own session; a tech ends any',
        params: z.strictObject({ sessionId: id }),
        response: { 204: z.null(), 404: problemDocument },
      },
    },
    async (request, reply) => {
      await asCaller(app, request, 'anybody', async (tx) => {
        if (!(await endSession(tx, request.params.sessionId))) throw new Problem('not-found')
      })
      return reply.code(204).send(null)
    },
  )
  passwordRoutes(server, desk)
}

function passwordRoutes(server: Server, desk: Desk): void {
  const { app, passwords } = desk
  server.post(
    '/auth/password',
    {
      schema: {
        operationId: 'changePassword',
        tags: ['account'],
        summary: 'Change the own password; every other session of this account ends',
        body: passwordBody,
        response: { 204: z.null(), 401: problemDocument, 422: problemDocument, 429: problemDocument },
      },
    },
    async (request, reply) => {
      const me = await ownAccount(desk, request)
      const { currentPassword, newPassword } = request.body
      await refuseWeakPassword(newPassword, me, app.config.AUTH_PASSWORD_MIN)
      await confirmPassword(desk, request, me.email, currentPassword)
      const hash = await passwords.hash(newPassword)
      await asCaller(app, request, 'anybody', (tx) => changeOwnPassword(tx, hash))
      return reply.code(204).send(null)
    },
  )

  server.post(
    '/auth/confirm',
    {
      schema: {
        operationId: 'confirmPassword',
        tags: ['account'],
        summary: 'Enter the password again: sensitive changes ask for the last five minutes',
        body: confirmBody,
        response: { 204: z.null(), 401: problemDocument, 429: problemDocument },
      },
    },
    async (request, reply) => {
      const me = await ownAccount(desk, request)
      await confirmPassword(desk, request, me.email, request.body.password)
      await asCaller(app, request, 'anybody', async (tx, who) => {
        await notePasswordEntered(tx)
        await audit(tx, { action: 'confirm_password', entityType: 'user', entityId: who.userId })
      })
      return reply.code(204).send(null)
    },
  )
}

const ownAccount = ({ app }: Desk, request: FastifyRequest) =>
  asCaller(app, request, 'anybody', async (tx, who) => {
    const row = await findUser(tx, who.userId)
    if (!row) throw new Problem('session-ended')
    return row
  })

/** A stolen session must not become a place to guess the password: a wrong one here counts like one at login. */
async function confirmPassword(desk: Desk, request: FastifyRequest, email: string, password: string): Promise<void> {
  await checkPassword(desk, visitOf(desk.app.keys, request, email), { email, password }, async () => undefined)
}
