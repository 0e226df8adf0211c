import { enqueue, type Tx } from '@firstread/database'
import { sql } from 'kysely'

const columns = ['setting_id', 'setting_key', 'setting_value', 'description', 'is_sensitive', 'updated_at'] as const

export const listSettings = (tx: Tx) =>
  tx.selectFrom('system_settings').select(columns).orderBy('setting_key').execute()

export const findSetting = (tx: Tx, key: string) =>
  tx.selectFrom('system_settings').select(columns).where('setting_key', '=', key).executeTakeFirst()
export type SettingRow = NonNullable<Awaited<ReturnType<typeof findSetting>>>

export const changeSetting = (tx: Tx, key: string, value: unknown) =>
  tx
    .updateTable('system_settings')
    .set({ setting_value: JSON.stringify(value), updated_by: sql<string>`auth.uid()` })
    .where('setting_key', '=', key)
    .returning(columns)
    .executeTakeFirst()

/** Every open study's due time follows the longest waits; a second change before the job ran replaces it. */
export const recomputeDue = (tx: Tx) => enqueue(tx, 'recompute_due', {}, { key: 'recompute_due' })

export type ChangeKey = { at: string; id: string }

/** Newest first; one more than `limit` when there are more. */
export function listChanges(tx: Tx, settingId: string, limit: number, after: ChangeKey | undefined) {
  let changes = tx
    .selectFrom('setting_changes as c')
    .leftJoin('users as u', 'u.id', 'c.changed_by')
    .select(['c.change_id', 'c.changed_at', 'c.changed_by', 'c.old_value', 'c.new_value', 'u.name'])
    .select(sql<string>`c.changed_at::text`.as('change_key'))
    .where('c.setting_id', '=', settingId)
    .orderBy('c.changed_at', 'desc')
    .orderBy('c.change_id', 'desc')
    .limit(limit + 1)
  if (after) {
    changes = changes.where(sql<boolean>`(c.changed_at, c.change_id) < (${after.at}::timestamptz, ${after.id}::uuid)`)
  }
  return changes.execute()
}
export type ChangeRow = Awaited<ReturnType<typeof listChanges>>[number]
