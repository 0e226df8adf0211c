import type { Tx } from '@firstread/database'
import { sql } from 'kysely'

/** Two requests of one person with one key wait for each other, until the transaction ends. */
export async function lockKey(tx: Tx, userId: string, key: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`idempotency ${userId} ${key}`}, 0))`.execute(tx)
}

export const findAnswer = (tx: Tx, userId: string, key: string) =>
  tx
    .selectFrom('idempotency_keys')
    .select(['request_digest', 'response'])
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .executeTakeFirst()

export async function keepAnswer(tx: Tx, userId: string, key: string, digest: Buffer, answer: unknown): Promise<void> {
  await tx
    .insertInto('idempotency_keys')
    .values({ user_id: userId, key, request_digest: digest, response: JSON.stringify(answer) })
    .execute()
}
