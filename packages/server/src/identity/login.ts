import { Problem } from '@firstread/contract'
import { actAsNobody, type Origin, type Tx } from '@firstread/database'
import type { App } from '../platform/app.ts'
import {
  type Candidate,
  loginCandidate,
  noteFailure,
  openSession,
  queueForAccount,
  rehash,
  rotate,
} from './auth-queries.ts'
import type { Visit } from './device.ts'
import type { Passwords } from './passwords.ts'
import { mintTokens, type Tokens } from './tokens.ts'

export type Desk = { app: App; passwords: Passwords }
export type Credentials = { email: string; password: string }
export type Opened = { tokens: Tokens; accessExpiresAt: Date }

/**
 * Opens a session for who knows the password.
 *
 * @throws Problem  wrong-credentials, try-later, account-needs-reset, busy
 */
export async function logIn({ app, passwords }: Desk, visit: Visit, given: Credentials): Promise<Opened> {
  const tokens = mintTokens(app.keys)
  const accessExpiresAt = await checkPassword({ app, passwords }, visit, given, async (tx, account) => {
    const session = { ...account, ...tokens, ip: visit.ip ?? null, place: visit.place, agent: visit.userAgent ?? null }
    if (account.newHash) await rehash(tx, account.userId, account.hash, account.newHash)
    return openSession(tx, session)
  })
  return { tokens, accessExpiresAt }
}

type Account = { userId: string; hash: string; newHash: string | undefined }
type Verdict<T> = { ok: true; value: T } | { ok: false; waitSeconds: number }

/**
 * Compares a password and does `then` in the transaction that notes the result. Known and unknown accounts take the
 * same steps. bcrypt runs between two transactions; the second waits its turn for the account and asks again whether
 * this attempt is still allowed, so that many at the same moment learn no more than as many in a row.
 */
export async function checkPassword<T>(
  { app, passwords }: Desk,
  visit: Visit,
  { email, password }: Credentials,
  then: (tx: Tx, account: Account) => Promise<T>,
): Promise<T> {
  const candidate = await actAsNobody(app.db, visit, (tx) => loginCandidate(tx, email, visit.place))
  refuseWaiting(candidate.waitSeconds)
  const account = await accountOf(passwords, password, candidate)
  const verdict = await actAsNobody<Verdict<T>>(app.db, visit, async (tx) => {
    await queueForAccount(tx, email)
    const now = await loginCandidate(tx, email, visit.place)
    if (now.waitSeconds !== 0) return { ok: false, waitSeconds: now.waitSeconds }
    if (account && now.hash === account.hash) return { ok: true, value: await then(tx, account) }
    // No throw in here: the failure must be committed to count.
    await noteFailure(tx, email, visit.place)
    return { ok: false, waitSeconds: 0 }
  })
  if (verdict.ok) return verdict.value
  refuseWaiting(verdict.waitSeconds)
  throw new Problem('wrong-credentials')
}

async function accountOf(
  passwords: Passwords,
  password: string,
  { userId, hash }: Candidate,
): Promise<Account | undefined> {
  const right = await passwords.matches(password, hash)
  if (!right || userId === null || hash === null) return undefined
  return { userId, hash, newHash: passwords.isDated(hash) ? await passwords.hash(password) : undefined }
}

function refuseWaiting(seconds: number): void {
  if (seconds < 0) throw new Problem('account-needs-reset')
  if (seconds > 0) throw new Problem('try-later', undefined, { retryAfterSeconds: seconds })
}

/**
 * Trades a refresh token for new tokens.
 *
 * @throws Problem  refresh-refused
 */
export async function refresh(app: App, origin: Origin, refreshToken: string): Promise<Opened> {
  const tokens = mintTokens(app.keys)
  const mac = app.keys.tokenMac(refreshToken)
  // The end of a session whose token came twice must be committed, so it is refused out here.
  const { outcome, accessExpiresAt } = await actAsNobody(app.db, origin, (tx) => rotate(tx, mac, tokens))
  if (outcome !== 'ok' || !accessExpiresAt) throw new Problem('refresh-refused')
  return { tokens, accessExpiresAt }
}
