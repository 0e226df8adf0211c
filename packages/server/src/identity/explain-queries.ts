import type { Tx } from '@firstread/database'
import { sql } from 'kysely'
import type { AccessRule } from './access-rules.ts'

/** Whether the caller sees it. Table and column come from our own table of rules, never from the request. */
export async function isVisible(tx: Tx, { table, key, onlyRole }: AccessRule, id: string): Promise<boolean> {
  const narrower = onlyRole === undefined ? sql`true` : sql`role = ${onlyRole}`
  const { rows } = await sql<{ one: number }>`
    select 1 as one from ${sql.table(table)} where ${sql.ref(key)} = ${id}::uuid and ${narrower}`.execute(tx)
  return rows.length > 0
}
