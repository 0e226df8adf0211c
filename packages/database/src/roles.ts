import { hkdfSync } from 'node:crypto'

/** The roles that log in. Their passwords follow from the root key, so that nothing more has to be stored. */
export const loginRoles = ['fr_api', 'fr_worker', 'fr_sealer', 'fr_backup', 'fr_migrate'] as const
export type LoginRole = (typeof loginRoles)[number]

/**
 * The password of a database login role.
 *
 * @param rootKey  32 bytes, see docs/architecture.md, Keys
 * @returns        43 characters, base64url
 */
export function rolePassword(rootKey: Buffer, role: LoginRole): string {
  return Buffer.from(hkdfSync('sha256', rootKey, 'firstread', `database:${role}`, 32)).toString('base64url')
}

/** The administrator's address, with another role in it. Everything else (host, database, TLS) stays. */
export function urlAs(adminUrl: string, role: LoginRole, rootKey: Buffer): string {
  const url = new URL(adminUrl)
  url.username = role
  url.password = rolePassword(rootKey, role)
  return url.toString()
}
