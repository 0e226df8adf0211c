import type { Tx } from '@firstread/database'
import { sql } from 'kysely'

export type AuditEntry = {
  /** A verb and a noun in snake_case: `view_report`, `sign_review`. */
  action: string
  entityType: string
  entityId?: string | null
  /** Every patient whose data was touched; a list names all it returned. */
  patientIds?: readonly string[]
  status?: 'success' | 'failure' | 'error'
  oldValues?: unknown
  newValues?: unknown
  /** A problem's code, when the entry is about a refusal or a failure. */
  errorMessage?: string
}

/**
 * Writes one entry in the caller's transaction: no entry, no data. Who acted comes from the sealed context, not from us.
 * Values carry ids and states, never clinical text, secrets or pixels.
 */
export async function audit(tx: Tx, entry: AuditEntry): Promise<void> {
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value))
  const patients = `{${[...new Set(entry.patientIds ?? [])].join(',')}}`
  await sql`select audit.write(${entry.action}, ${entry.entityType}, ${entry.entityId ?? null}, ${patients}::uuid[],
    ${entry.status ?? 'success'}, ${json(entry.oldValues)}::jsonb, ${json(entry.newValues)}::jsonb,
    ${entry.errorMessage ?? null})`.execute(tx)
}
