import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Instances never change: what was sent once is the same for ever, as long as the same is asked for. */
export const tagOf = (...parts: readonly unknown[]): string =>
  `"${hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 27)}"`

/**
 * Answers 304 to a client that has the very same already (RFC 9110 13.1.2). It has been audited all the same: being told
 * that nothing changed is being told something.
 *
 * @returns whether the answer is given
 */
export function isKnown(request: FastifyRequest, reply: FastifyReply, tag: string): boolean {
  // Browsers keep nothing (no-store, security.md 4); archives and viewers that do keep what they were given can ask.
  reply.headers({ etag: tag, vary: 'accept, authorization, cookie' })
  const known = request.headers['if-none-match']
  if (known === undefined) return false
  const tags = known.split(',').map((one) => one.trim().replace(/^W\//, ''))
  if (!tags.includes('*') && !tags.includes(tag.replace(/^W\//, ''))) return false
  reply.code(304).send()
  return true
}

/** security.md 4: a stranger's bytes run nowhere, whatever a browser thinks they are. */
export const locked = {
  'content-security-policy': "sandbox; default-src 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'content-disposition': 'attachment',
}
