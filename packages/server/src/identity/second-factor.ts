import type { Tx } from '@firstread/database'
import { openField, type Place, sealField } from '../platform/fields.ts'
import type { Keys } from '../platform/keys.ts'
import { confirmFactorOf, loginFactor, takeRecoveryCode, takeStep } from './factor-queries.ts'
import { looksLikeRecoveryCode, newRecoveryCodes, recoveryMac, stepOf } from './one-time.ts'

const place = (userId: string): Place => ({ table: 'auth.second_factors', column: 'seed', row: userId })
export const sealSeed = (keys: Keys, userId: string, seed: string) => sealField(keys, place(userId), seed)
export const openSeed = (keys: Keys, userId: string, sealed: string) => openField(keys, place(userId), sealed)

export const macsOf = (keys: Keys, userId: string, codes: readonly string[]) =>
  codes.map((code) => recoveryMac(keys, userId, code))

/**
 * What the second factor says about a sign-in whose password was right. `counts`: it is a wrong guess, and is counted
 * like a wrong password. Asking for the code is none.
 */
export type FactorVerdict =
  | { ok: true; recoveryCodes?: string[] }
  | { ok: false; code: 'otp-needed' | 'wrong-otp' | 'second-factor-needed'; counts: boolean }

export async function judgeFactor(tx: Tx, keys: Keys, userId: string, otp: string | undefined): Promise<FactorVerdict> {
  const factor = await loginFactor(tx, userId)
  if (!factor.isConfirmed && !factor.isRequired) return { ok: true }
  if (factor.isConfirmed && !otp) return { ok: false, code: 'otp-needed', counts: false }
  if (!factor.seed || !otp) return { ok: false, code: 'second-factor-needed', counts: false }
  const wrong = { ok: false, code: 'wrong-otp', counts: true } as const
  if (factor.isConfirmed && looksLikeRecoveryCode(otp)) {
    return (await takeRecoveryCode(tx, userId, recoveryMac(keys, userId, otp))) ? { ok: true } : wrong
  }
  const step = await stepOf(openSeed(keys, userId, factor.seed), otp, factor.lastStep)
  if (step === undefined) return wrong
  if (factor.isConfirmed) return (await takeStep(tx, userId, step)) ? { ok: true } : wrong
  // The first code after the secret was shown: from now on it is asked for.
  const recoveryCodes = newRecoveryCodes()
  return (await confirmFactorOf(tx, userId, step, macsOf(keys, userId, recoveryCodes)))
    ? { ok: true, recoveryCodes }
    : wrong
}
