import { Problem, type ProblemCode } from '@firstread/contract'
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
import { offerFactor } from './factor-queries.ts'
import { newSeed } from './one-time.ts'
import type { Passwords } from './passwords.ts'
import { judgeFactor, sealSeed } from './second-factor.ts'
import { mintTokens, type Tokens } from './tokens.ts'

export type Desk = { app: App; passwords: Passwords }
export type Credentials = { email: string; password: string; otp?: string | undefined }
export type Opened = { tokens: Tokens; accessExpiresAt: Date; recoveryCodes?: string[] | undefined }

/**
 * Opens a session for who knows the password and, where the account has one or its role must, shows a one-time code.
 *
 * @throws Problem  wrong-credentials, otp-needed, wrong-otp, second-factor-needed, try-later, account-needs-reset, busy
 */
export async function logIn({ app, passwords }: Desk, visit: Visit, given: Credentials): Promise<Opened> {
  const tokens = mintTokens(app.keys)
  const opened = await checkPassword({ app, passwords }, visit, given, async (tx, account) => {
    const factor = await judgeFactor(tx, app.keys, account.userId, given.otp)
    if (!factor.ok) return new Refused(factor.code, factor.counts)
    const session = { ...account, ...tokens, ip: visit.ip ?? null, place: visit.place, agent: visit.userAgent ?? null }
    if (account.newHash) await rehash(tx, account.userId, account.hash, account.newHash)
    return { accessExpiresAt: await openSession(tx, session), recoveryCodes: factor.recoveryCodes }
  })
  return { tokens, ...opened }
}

/**
 * Shows a new secret to somebody whose role signs in with codes and who has none yet. No session is opened for it.
 *
 * @throws Problem  like logIn; forbidden, when a code is already set up or none is needed
 */
export async function offerAtLogin(desk: Desk, visit: Visit, given: Credentials): Promise<string> {
  return checkPassword(desk, visit, given, async (tx, { userId }) => {
    const factor = await judgeFactor(tx, desk.app.keys, userId, undefined)
    if (factor.ok || factor.code !== 'second-factor-needed') return new Refused('forbidden', false)
    const seed = newSeed()
    const isOffered = await offerFactor(tx, userId, sealSeed(desk.app.keys, userId, seed))
    return isOffered ? seed : new Refused('forbidden', false)
  })
}

/** The password was right and it is a no all the same. `counts` like a wrong password. */
class Refused {
  readonly code: ProblemCode
  readonly counts: boolean
  constructor(code: ProblemCode, counts: boolean) {
    this.code = code
    this.counts = counts
  }
}

type Account = { userId: string; hash: string; newHash: string | undefined }
type Verdict<T> = { ok: true; value: T } | { ok: false; waitSeconds: number; code?: ProblemCode }

/**
 * Compares a password and does `then` in the transaction that notes the result. Known and unknown accounts take the
 * same steps. bcrypt runs between two transactions; the second waits its turn for the account and asks again whether
 * this attempt is still allowed, so that many at the same moment learn no more than as many in a row.
 */
export async function checkPassword<T>(
  { app, passwords }: Desk,
  visit: Visit,
  { email, password }: Credentials,
  then: (tx: Tx, account: Account) => Promise<T | Refused>,
): Promise<T> {
  const candidate = await actAsNobody(app.db, visit, (tx) => loginCandidate(tx, email, visit.place))
  refuseWaiting(candidate.waitSeconds)
  const account = await accountOf(passwords, password, candidate)
  const verdict = await actAsNobody<Verdict<T>>(app.db, visit, async (tx) => {
    await queueForAccount(tx, email)
    const now = await loginCandidate(tx, email, visit.place)
    if (now.waitSeconds !== 0) return { ok: false, waitSeconds: now.waitSeconds }
    const value = account && now.hash === account.hash ? await then(tx, account) : wrongPassword
    if (!(value instanceof Refused)) return { ok: true, value }
    // No throw in here: the failure must be committed to count.
    if (value.counts) await noteFailure(tx, email, visit.place)
    return { ok: false, waitSeconds: 0, code: value.code }
  })
  if (verdict.ok) return verdict.value
  refuseWaiting(verdict.waitSeconds)
  throw new Problem(verdict.code ?? 'wrong-credentials')
}

const wrongPassword = new Refused('wrong-credentials', true)

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
