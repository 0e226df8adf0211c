import { createHmac } from 'node:crypto'
import bcrypt from 'bcrypt'
import type { Config } from '../platform/config.ts'
import type { Keys } from '../platform/keys.ts'
import { openLanes } from '../platform/lanes.ts'

/** bcrypt runs in libuv's threads; two at once leave the others to files and DNS. */
const atOnce = 2
/** About three seconds of work at cost 10; beyond that a new attempt is told to come back. */
const inLine = 80

export type Passwords = {
  /** @throws Problem  busy */
  hash(password: string): Promise<string>
  /** Takes the same path when there is no hash to compare with. @throws Problem  busy */
  matches(password: string, hash: string | null): Promise<boolean>
  /** The hash was made at a lower cost than the present one. */
  isDated(hash: string): boolean
}

/** bcrypt over base64(HMAC-SHA-384(pepper, NFC(password))): 64 bytes, so bcrypt's limit of 72 cuts nothing off. */
export function openPasswords({ config, keys }: { config: Pick<Config, 'AUTH_BCRYPT_COST'>; keys: Keys }): Passwords {
  const cost = config.AUTH_BCRYPT_COST
  const lanes = openLanes({ width: atOnce, waiting: inLine })
  const peppered = (password: string) =>
    createHmac('sha384', keys.derive('password-pepper')).update(password.normalize('NFC'), 'utf8').digest('base64')
  // A well-formed hash that belongs to nothing: comparing with it takes as long as with a real one.
  const nobody = `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(22)}${'.'.repeat(31)}`
  return {
    hash: (password) => lanes(() => bcrypt.hash(peppered(password), cost)),
    async matches(password, hash) {
      const real = hash?.startsWith('$2') ? hash : undefined
      const same = await lanes(() => bcrypt.compare(peppered(password), real ?? nobody))
      return same && real !== undefined
    },
    isDated: (hash) => bcrypt.getRounds(hash) < cost,
  }
}
