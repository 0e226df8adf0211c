import { randomBytes } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { accessCookie, refreshCookie } from '../platform/http/caller.ts'
import type { Keys } from '../platform/keys.ts'

/** 256 random bits each, and what the database keeps of them. */
export type Tokens = { access: string; refresh: string; accessMac: string; refreshMac: string }

export function mintTokens(keys: Keys): Tokens {
  const access = randomBytes(32).toString('base64url')
  const refresh = randomBytes(32).toString('base64url')
  return { access, refresh, accessMac: keys.tokenMac(access), refreshMac: keys.tokenMac(refresh) }
}

const guarded = { httpOnly: true, secure: true, sameSite: 'strict' } as const
/** `__Host-` asks for path / and no domain; the refresh token travels to the login routes alone. */
const places = { [accessCookie]: { ...guarded, path: '/' }, [refreshCookie]: { ...guarded, path: '/api/v1/auth' } }
const twelveHours = 12 * 60 * 60

export function giveCookies(reply: FastifyReply, tokens: Tokens): void {
  reply.setCookie(accessCookie, tokens.access, { ...places[accessCookie], maxAge: twelveHours })
  reply.setCookie(refreshCookie, tokens.refresh, { ...places[refreshCookie], maxAge: twelveHours })
}

export function takeCookies(reply: FastifyReply): void {
  for (const [name, place] of Object.entries(places)) reply.clearCookie(name, place)
}
