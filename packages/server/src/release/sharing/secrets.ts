import { randomBytes } from 'node:crypto'
import type { Keys } from '../../platform/keys.ts'

/** 32 signs, so that each is five random bits; none of 0, O, 1 and I, which people mix up. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const codeLength = 8

/** What the patient gives away, and what the database keeps of it. */
export type ShareSecrets = { token: string; code: string; tokenMac: string; codeMac: string }

/** Forty bits would be few for a password; five wrong ones close the share for good, whoever asks from wherever. */
export function mintShare(keys: Keys): ShareSecrets {
  const token = randomBytes(32).toString('base64url')
  const code = Array.from(randomBytes(codeLength), (byte) => alphabet[byte % alphabet.length]).join('')
  return { token, code, ...macsOf(keys, token, code) }
}

/** The code counts only together with its token: the same eight signs are worth nothing at another share. */
export function macsOf(keys: Keys, token: string, code: string): Pick<ShareSecrets, 'tokenMac' | 'codeMac'> {
  return { tokenMac: keys.shareMac('token', token), codeMac: keys.shareMac('code', `${token} ${plainCode(code)}`) }
}

/** As people write it down: in small letters, with a space or a hyphen in the middle. */
export const plainCode = (typed: string): string => typed.toUpperCase().replace(/[\s\p{Pd}]/gu, '')

export function mintVisit(keys: Keys): { token: string; mac: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, mac: keys.shareMac('visit', token) }
}
