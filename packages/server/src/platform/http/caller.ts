import { Problem, type Role } from '@firstread/contract'
import { actAs, type Caller, type Origin, type Principal, type Tx } from '@firstread/database'
import type { FastifyRequest } from 'fastify'
import type { App } from '../app.ts'
import { peerCallerOf } from './peer-caller.ts'

/** `__Host-` binds the cookie to this origin and path /; the refresh cookie has a narrow path, so it is `__Secure-`. */
export const accessCookie = '__Host-firstread'
export const refreshCookie = '__Secure-firstread-refresh'
/** Of somebody without an account, for the one shared result whose address is its path. */
export const visitCookie = '__Secure-firstread-visit'

export function originOf(request: FastifyRequest): Origin {
  const userAgent = request.headers['user-agent']
  return { ip: request.ip, requestId: request.id, ...(userAgent ? { userAgent: userAgent.slice(0, 400) } : {}) }
}

/** Whoever sends an Authorization header means it: then no cookie speaks for them, not even beside a wrong one. */
export function tokenOf(request: FastifyRequest): string | undefined {
  if (request.headers.authorization === undefined) return request.cookies[accessCookie]
  return /^Bearer ([A-Za-z0-9_-]{43})$/.exec(request.headers.authorization)?.[1]
}

/** Whoever signs the request: a person with a session, or, under /dicom-web, a DICOM peer. */
export function callerOf(app: App, request: FastifyRequest): Caller | undefined {
  const peer = peerCallerOf(app, request)
  if (peer) return { ...originOf(request), ...peer }
  const token = tokenOf(request)
  if (token === undefined) return undefined
  // A browser says so when nobody is at the keys; polling must not keep a session alive.
  const countsAsActivity = request.headers['x-background'] === undefined
  return { ...originOf(request), tokenMac: app.keys.tokenMac(token), countsAsActivity }
}

/** @throws Problem  not-logged-in */
export function callerOrRefuse(app: App, request: FastifyRequest): Caller {
  const caller = callerOf(app, request)
  if (!caller) throw new Problem('not-logged-in')
  return caller
}

/** Whose share of a lane a request takes: of a session or a peer; undefined for nobody, who is refused anyway. */
export function credentialOf(caller: Caller | undefined): string | undefined {
  if (caller === undefined) return undefined
  return 'peerMac' in caller ? caller.peerMac : caller.tokenMac
}

/**
 * Runs `work` in one transaction as the person behind the request. The database decides who that is and what they see;
 * `roles` only says early and clearly that a route is not for them.
 *
 * @throws Problem  not-logged-in, session-ended, forbidden
 */
export async function asCaller<T>(
  app: App,
  request: FastifyRequest,
  roles: readonly Role[] | 'anybody',
  work: (tx: Tx, who: Principal) => Promise<T>,
): Promise<T> {
  return actAs(app.db, callerOrRefuse(app, request), async (tx, who) => {
    if (roles !== 'anybody' && !roles.includes(who.role)) throw new Problem('forbidden')
    return work(tx, who)
  })
}
