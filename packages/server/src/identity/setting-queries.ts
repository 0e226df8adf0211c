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
