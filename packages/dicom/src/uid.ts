import { createHash } from 'node:crypto'

/** PS3.5 9.1: at most 64 characters, numbers without leading zeros between points. */
const UID = /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))+$/

export const isUid = (text: string): boolean => text.length <= 64 && UID.test(text)

/** What is taken for a UID when it comes from elsewhere: leading zeros occur in real files, and are kept. */
export const isUsableUid = (text: string | undefined): text is string =>
  text !== undefined && /^[0-9.]{1,64}$/.test(text)

/** A UID under 2.25 (PS3.5 B.2) that always comes out the same for the same text: the first 128 bits of its SHA-256. */
export function uidFromDigest(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex').slice(0, 32)
  return `2.25.${BigInt(`0x${hex}`)}`
}

/** A new UID under 2.25 from a random UUID. */
export const newUid = (): string => `2.25.${BigInt(`0x${crypto.randomUUID().replaceAll('-', '')}`)}`
