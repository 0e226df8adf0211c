import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Keys } from './keys.ts'

/** The key version that new values are written with; older ones stay readable. */
const presentVersion = 1

/** Where a value belongs. It is authenticated, so that a value moved to another row or column does not open. */
export type Place = { table: string; column: string; row: string }

const aad = ({ table, column, row }: Place) => Buffer.from(`${table}.${column}:${row}`)

/** Encrypts one field: `enc:v1:<key id>:<base64 of nonce, ciphertext, tag>` (AES-256-GCM). */
export function sealField(keys: Keys, place: Place, plain: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keys.derive('field', presentVersion), nonce).setAAD(aad(place))
  const body = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `enc:v1:f${presentVersion}:${body.toString('base64')}`
}

/** @throws Error  when the value was changed, moved, or written with a key that is gone */
export function openField(keys: Keys, place: Place, sealed: string): string {
  const [, version, data] = /^enc:v1:f(\d+):(.+)$/.exec(sealed) ?? []
  if (!version || !data) throw new Error(`${place.table}.${place.column} holds a value that is not encrypted`)
  const body = Buffer.from(data, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', keys.derive('field', Number(version)), body.subarray(0, 12))
  decipher.setAAD(aad(place)).setAuthTag(body.subarray(-16))
  return Buffer.concat([decipher.update(body.subarray(12, -16)), decipher.final()]).toString('utf8')
}

/** The same for columns that may be empty. */
export const sealOptional = (keys: Keys, place: Place, plain: string | null | undefined): string | null =>
  plain == null ? null : sealField(keys, place, plain)
export const openOptional = (keys: Keys, place: Place, sealed: string | null): string | null =>
  sealed == null ? null : openField(keys, place, sealed)
