import { randomBytes } from 'node:crypto'
import { generateSecret, generateURI, verify } from 'otplib'
import type { Keys } from '../platform/keys.ts'

/** A clock that is off by one step, or a code typed in its last second, is forgiven; more is not (RFC 6238 5.2). */
const tolerance = 30

export const newSeed = (): string => generateSecret()

/** What an authenticator reads from the QR code. */
export const addressOf = (seed: string, email: string): string =>
  generateURI({ issuer: 'Firstread', label: email, secret: seed })

/** @returns the time step that the code belongs to, or undefined when it is none that may be taken now */
export async function stepOf(seed: string, code: string, after: number): Promise<number | undefined> {
  const token = code.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return undefined
  const result = await verify({ secret: seed, token, epochTolerance: tolerance })
  return result.valid && 'timeStep' in result && result.timeStep > after ? result.timeStep : undefined
}

/** Without I, L, O, U, 0 and 1: what is read from paper must not be guessed at. 30 letters, 12 of them: 58 bits. */
const letters = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'
const codeCount = 10

/** Ten codes as `XXXX-XXXX-XXXX`; each signs in once. */
export const newRecoveryCodes = (): string[] => Array.from({ length: codeCount }, newRecoveryCode)

function newRecoveryCode(): string {
  let code = ''
  while (code.length < 12) {
    for (const byte of randomBytes(16)) if (byte < 240 && code.length < 12) code += letters[byte % letters.length]
  }
  return code.replace(/(.{4})(.{4})(.{4})/, '$1-$2-$3')
}

export const looksLikeRecoveryCode = (code: string): boolean => plain(code).length === 12
const plain = (code: string) => code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
/** What the database keeps of a code; bound to its account. */
export const recoveryMac = (keys: Keys, userId: string, code: string): string =>
  keys.tokenMac(`recovery|${userId}|${plain(code)}`)
