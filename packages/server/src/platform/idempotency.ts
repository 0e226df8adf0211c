import { createHash } from 'node:crypto'
import { Problem } from '@firstread/contract'
import type { Principal, Tx } from '@firstread/database'
import type { z } from 'zod'
import { findAnswer, keepAnswer, lockKey } from './idempotency-queries.ts'

/** What makes a request the same as an earlier one: its Idempotency-Key, if it has one, and all that it asks for. */
export type Keyed = { key: string | undefined; digest: Buffer }

/** Of a request with a JSON body. The operation counts: one key at two addresses is a mistake. */
export const keyedRequest = (operation: string, key: string | undefined, body: unknown): Keyed => ({
  key,
  digest: createHash('sha256')
    .update(JSON.stringify([operation, body]))
    .digest(),
})

/**
 * Does a creating request once: a repeat with the same key gets the first answer. Two at the same time wait for each
 * other, since the answer is kept in the transaction that creates.
 *
 * @throws Problem  idempotency-mismatch, when the key came with another request
 */
export async function once<T>(
  tx: Tx,
  { userId }: Principal,
  { key, digest }: Keyed,
  answers: z.ZodType<T>,
  work: () => Promise<T>,
): Promise<{ answer: T; isRepeat: boolean }> {
  if (key === undefined) return { answer: await work(), isRepeat: false }
  await lockKey(tx, userId, key)
  const before = await findAnswer(tx, userId, key)
  if (before && !before.request_digest.equals(digest)) throw new Problem('idempotency-mismatch')
  if (before) return { answer: answers.parse(before.response), isRepeat: true }
  const answer = await work()
  await keepAnswer(tx, userId, key, digest, answer)
  return { answer, isRepeat: false }
}
