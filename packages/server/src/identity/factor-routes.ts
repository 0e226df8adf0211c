import {
  enrolBody,
  factorOffer,
  factorState,
  id,
  otpBody,
  Problem,
  problemDocument,
  recoveryCodes,
} from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { z } from 'zod'
import { audit } from '../platform/audit/queries.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { passwordIsFresh } from './auth-queries.ts'
import { visitOf } from './device.ts'
import {
  beginOwnFactor,
  confirmOwnFactor,
  factorOf,
  type OwnFactor,
  ownFactor,
  removeFactorOf,
  removeOwnFactor,
  renewOwnCodes,
} from './factor-queries.ts'
import { type Desk, offerAtLogin } from './login.ts'
import { addressOf, newRecoveryCodes, newSeed, stepOf } from './one-time.ts'
import { macsOf, openSeed, sealSeed } from './second-factor.ts'
import { findUser } from './user-queries.ts'
import { subjectOf } from './view.ts'

const tags = ['account']

/** The own second factor, setting one up at the sign-in that needs it, and a tech's help for who lost theirs. */
export function factorRoutes(server: Server, desk: Desk): void {
  ownRoutes(server, desk)
  changeRoutes(server, desk)
  enrolRoute(server, desk)
  techRoutes(server, desk)
}

function ownRoutes(server: Server, { app }: Desk): void {
  server.get(
    '/auth/second-factor',
    {
      schema: {
        operationId: 'getSecondFactor',
        tags,
        summary: 'Whether the own account asks for one-time codes',
        response: { 200: factorState },
      },
    },
    (request) =>
      asCaller(app, request, 'anybody', async (tx, who) => {
        const factor = await ownFactor(tx)
        await audit(tx, { action: 'view_second_factor', entityType: 'user', entityId: who.userId })
        return toState(factor)
      }),
  )
  server.post(
    '/auth/second-factor',
    {
      schema: {
        operationId: 'beginSecondFactor',
        tags,
        summary: 'A new secret for an authenticator, shown this once; it counts once a code of it was given',
        response: { 200: factorOffer, 403: problemDocument, 409: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, 'anybody', async (tx, who) => {
        await askFresh(tx)
        const me = await findUser(tx, who.userId)
        const seed = newSeed()
        if (!me || !(await beginOwnFactor(tx, sealSeed(app.keys, who.userId, seed)))) throw new Problem('factor-exists')
        return { secret: seed, uri: addressOf(seed, me.email) }
      }),
  )
  server.post(
    '/auth/second-factor/confirm',
    {
      schema: {
        operationId: 'confirmSecondFactor',
        tags,
        summary: 'The first code: from now on it is asked for at sign-in. Answers with the recovery codes, this once',
        body: otpBody,
        response: { 200: recoveryCodes, 401: problemDocument, 403: problemDocument, 409: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, 'anybody', async (tx, who) => {
        await askFresh(tx)
        const { seed, isConfirmed, lastStep } = await ownFactor(tx)
        if (isConfirmed) throw new Problem('factor-exists')
        const step = seed && (await stepOf(openSeed(app.keys, who.userId, seed), request.body.otp, lastStep))
        if (!step) throw new Problem('wrong-otp')
        const codes = newRecoveryCodes()
        if (!(await confirmOwnFactor(tx, step, macsOf(app.keys, who.userId, codes)))) throw new Problem('factor-exists')
        return { recoveryCodes: codes }
      }),
  )
}

function changeRoutes(server: Server, { app }: Desk): void {
  server.post(
    '/auth/second-factor/codes',
    {
      schema: {
        operationId: 'renewRecoveryCodes',
        tags,
        summary: 'New recovery codes; the old ones end',
        response: { 200: recoveryCodes, 403: problemDocument, 404: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, 'anybody', async (tx, who) => {
        await askFresh(tx)
        const codes = newRecoveryCodes()
        if (!(await renewOwnCodes(tx, macsOf(app.keys, who.userId, codes)))) throw new Problem('not-found')
        return { recoveryCodes: codes }
      }),
  )
  server.delete(
    '/auth/second-factor',
    {
      schema: {
        operationId: 'removeSecondFactor',
        tags,
        summary: 'Sign in with the password alone again; where the role needs codes, the next sign-in sets up new ones',
        response: { 204: z.null(), 403: problemDocument, 404: problemDocument },
      },
    },
    async (request, reply) => {
      await asCaller(app, request, 'anybody', async (tx) => {
        await askFresh(tx)
        if (!(await removeOwnFactor(tx))) throw new Problem('not-found')
      })
      return reply.code(204).send(null)
    },
  )
}

function enrolRoute(server: Server, desk: Desk): void {
  server.post(
    '/auth/second-factor/enrol',
    {
      schema: {
        operationId: 'enrolAtLogin',
        tags: ['auth'],
        summary:
          'After second-factor-needed: a secret for an authenticator. The next login with its code opens the session',
        security: [],
        body: enrolBody,
        response: { 200: factorOffer, 401: problemDocument, 403: problemDocument, 429: problemDocument },
      },
    },
    async (request) => {
      const { email, password } = request.body
      const seed = await offerAtLogin(desk, visitOf(desk.app.keys, request, email), { email, password })
      return { secret: seed, uri: addressOf(seed, email) }
    },
  )
}

function techRoutes(server: Server, { app }: Desk): void {
  const params = z.strictObject({ userId: id })
  server.get(
    '/users/:userId/second-factor',
    {
      schema: {
        operationId: 'getSecondFactorOf',
        tags: ['users'],
        summary: 'Whether an account asks for one-time codes',
        params,
        response: { 200: factorState, 403: problemDocument, 404: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['tech'], async (tx) => {
        const row = await findUser(tx, request.params.userId)
        if (!row) throw new Problem('not-found')
        const factor = await factorOf(tx, row.id)
        await audit(tx, {
          action: 'view_second_factor',
          entityType: 'user',
          entityId: row.id,
          patientIds: subjectOf(row),
        })
        return toState(factor)
      }),
  )
  server.delete(
    '/users/:userId/second-factor',
    {
      schema: {
        operationId: 'removeSecondFactorOf',
        tags: ['users'],
        summary: 'Take the codes away from somebody who lost device and recovery codes; all their sessions end',
        params,
        response: { 204: z.null(), 403: problemDocument, 404: problemDocument },
      },
    },
    async (request, reply) => {
      await asCaller(app, request, ['tech'], async (tx, who) => {
        const { userId } = request.params
        if (userId === who.userId) throw new Problem('forbidden')
        await askFresh(tx)
        if (!(await findUser(tx, userId)) || !(await removeFactorOf(tx, userId))) throw new Problem('not-found')
      })
      return reply.code(204).send(null)
    },
  )
}

/** The database asks again; this only says it in words. */
async function askFresh(tx: Tx): Promise<void> {
  if (!(await passwordIsFresh(tx))) throw new Problem('password-needed')
}

const toState = ({ isConfirmed, confirmedAt, codesLeft, isRequired }: OwnFactor) => ({
  isOn: isConfirmed,
  since: confirmedAt?.toISOString() ?? null,
  codesLeft: isConfirmed ? codesLeft : 0,
  isRequired,
})
