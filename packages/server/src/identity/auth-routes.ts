import { loginBody, Problem, problemDocument, refreshBody, type Session, session } from '@firstread/contract'
import { actAs, NotEntered } from '@firstread/database'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { callerOf, originOf, refreshCookie } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { endSession } from './auth-queries.ts'
import { rememberDevice, visitOf } from './device.ts'
import { type Desk, logIn, type Opened, refresh } from './login.ts'
import { giveCookies, takeCookies } from './tokens.ts'
import { findUser } from './user-queries.ts'
import { toUser } from './view.ts'

/** Login, refresh, logout: what somebody may ask before anybody knows who they are. */
export function authRoutes(server: Server, desk: Desk): void {
  server.post(
    '/auth/login',
    {
      schema: {
        operationId: 'login',
        tags: ['auth'],
        summary: 'Open a session, in cookies or as tokens',
        security: [],
        body: loginBody,
        response: {
          200: session,
          401: problemDocument,
          403: problemDocument,
          429: problemDocument,
          503: problemDocument,
        },
      },
    },
    async (request, reply) => {
      const { email, password, otp, mode } = request.body
      const { keys } = desk.app
      const opened = await logIn(desk, visitOf(keys, request, email), { email, password, otp })
      if (mode === 'cookie') rememberDevice(keys, request, reply, email)
      return hand(desk, request, reply, opened, mode)
    },
  )

  server.post(
    '/auth/refresh',
    {
      schema: {
        operationId: 'refresh',
        tags: ['auth'],
        summary: 'Trade the refresh token, from the body or the cookie, for new tokens; it works once',
        security: [],
        body: refreshBody,
        response: { 200: session, 401: problemDocument },
      },
    },
    async (request, reply) => {
      const given = request.body?.refreshToken
      const token = given ?? request.cookies[refreshCookie]
      if (!token) throw new Problem('refresh-refused')
      if (!given) takeCookies(reply) // whatever comes of it, the old ones have had their day
      const opened = await refresh(desk.app, originOf(request), token)
      return hand(desk, request, reply, opened, given ? 'token' : 'cookie')
    },
  )

  server.post(
    '/auth/logout',
    {
      schema: {
        operationId: 'logout',
        tags: ['auth'],
        summary: 'End this session; a client whose access token has run out sends its refresh token',
        security: [],
        body: refreshBody,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      takeCookies(reply)
      await end(desk, request, request.body?.refreshToken ?? request.cookies[refreshCookie])
      return reply.code(204).send(null)
    },
  )
}

async function hand(
  { app }: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  { tokens, accessExpiresAt, recoveryCodes }: Opened,
  mode: 'cookie' | 'token',
): Promise<Session> {
  const caller = { ...originOf(request), tokenMac: tokens.accessMac, countsAsActivity: false }
  const user = await actAs(app.db, caller, (tx, who) => findUser(tx, who.userId))
  if (!user) throw new Problem('session-ended')
  const shown = {
    accessExpiresAt: accessExpiresAt.toISOString(),
    user: toUser(app.keys, user),
    ...(recoveryCodes ? { recoveryCodes } : {}),
  }
  if (mode === 'token') return { accessToken: tokens.access, refreshToken: tokens.refresh, ...shown }
  giveCookies(reply, tokens)
  return shown
}

/** A session that is over already needs no ending; one whose access token has run out is found by its refresh token. */
async function end({ app }: Desk, request: FastifyRequest, refreshToken: string | undefined): Promise<void> {
  const caller = callerOf(app, request)
  if (caller && (await endAs({ app }, caller))) return
  if (!refreshToken) return
  const opened = await refresh(app, originOf(request), refreshToken).catch((error) => {
    if (error instanceof Problem) return undefined
    throw error
  })
  if (opened) await endAs({ app }, { ...originOf(request), tokenMac: opened.tokens.accessMac })
}

async function endAs({ app }: Pick<Desk, 'app'>, caller: Parameters<typeof actAs>[1]): Promise<boolean> {
  try {
    return await actAs(app.db, caller, (tx, who) => endSession(tx, who.sessionId))
  } catch (error) {
    if (error instanceof NotEntered) return false
    throw error
  }
}
