import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Origin } from '@firstread/database'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { originOf } from '../platform/http/caller.ts'
import type { Keys } from '../platform/keys.ts'
import { networkOf } from './network.ts'

/**
 * A browser on which somebody has logged in keeps a mark of it, so that failures from the same network (a hospital has
 * one address) do not lock the owner out there: security.md 3. It opens nothing; it only gets a count of its own.
 */
export const deviceCookie = '__Secure-firstread-device'
const place = { path: '/api/v1/auth', httpOnly: true, secure: true, sameSite: 'strict' } as const
const year = 365 * 24 * 60 * 60

/** Where a password is tried: its failures are counted by account and `place`. */
export type Visit = Origin & { place: string }

export function visitOf(keys: Keys, request: FastifyRequest, email: string): Visit {
  const origin = originOf(request)
  const device = knownDevice(keys, request, email)
  return { ...origin, place: device === undefined ? networkOf(origin.ip ?? '') : `device:${device}` }
}

/** After a login: this browser is known to this account from now on. */
export function rememberDevice(keys: Keys, request: FastifyRequest, reply: FastifyReply, email: string): void {
  const device = knownDevice(keys, request, email) ?? randomBytes(16).toString('base64url')
  reply.setCookie(deviceCookie, `${device}.${markOf(keys, device, email)}`, { ...place, maxAge: year })
}

function knownDevice(keys: Keys, request: FastifyRequest, email: string): string | undefined {
  const [, device, mark] = /^([\w-]{22})\.([0-9a-f]{64})$/.exec(request.cookies[deviceCookie] ?? '') ?? []
  if (!device || !mark) return undefined
  return timingSafeEqual(Buffer.from(mark), Buffer.from(markOf(keys, device, email))) ? device : undefined
}

/** Tokens are 43 characters of base64url, so none can be mistaken for this text. */
const markOf = (keys: Keys, device: string, email: string) => keys.tokenMac(`device|${device}|${email.toLowerCase()}`)
