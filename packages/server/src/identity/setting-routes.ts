import {
  isSettingKey,
  Problem,
  problemDocument,
  type Setting,
  type SettingChange,
  setting,
  settingBody,
  settingChangePage,
  settingChangeQuery,
  settingList,
  settingValues,
} from '@firstread/contract'
import type { Tx } from '@firstread/database'
import { z } from 'zod'
import type { App } from '../platform/app.ts'
import { audit } from '../platform/audit/queries.ts'
import { cutPage, readCursor } from '../platform/cursor.ts'
import { sealField } from '../platform/fields.ts'
import { asCaller } from '../platform/http/caller.ts'
import type { Server } from '../platform/http/server.ts'
import { passwordIsFresh } from './auth-queries.ts'
import {
  type ChangeRow,
  changeSetting,
  findSetting,
  listChanges,
  listSettings,
  recomputeDue,
  type SettingRow,
} from './setting-queries.ts'

/** What else has to happen, in the same transaction, when a setting changes. */
const consequences: { [key: string]: (tx: Tx) => Promise<void> } = {
  'triage.max_wait_minutes': recomputeDue,
}

/** security.md 3: who lowers what an account is asked for enters the password first. The database asks again. */
const guarded: ReadonlySet<string> = new Set(['auth.second_factor_roles'])

export function settingRoutes(server: Server, app: App): void {
  server.get(
    '/settings',
    {
      schema: {
        operationId: 'listSettings',
        tags: ['settings'],
        summary: 'What can be set while Firstread runs; doctors see what is not sensitive',
        response: { 200: settingList, 403: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['doctor', 'tech'], async (tx) => {
        const rows = await listSettings(tx)
        await audit(tx, { action: 'list_settings', entityType: 'setting' })
        return { items: rows.map(toSetting) }
      }),
  )

  server.put(
    '/settings/:key',
    {
      schema: {
        operationId: 'putSetting',
        tags: ['settings'],
        summary: 'Change one setting',
        params: z.strictObject({ key: z.string().max(128) }),
        body: settingBody,
        response: { 200: setting, 403: problemDocument, 404: problemDocument, 422: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['tech'], async (tx) => {
        const { key } = request.params
        const before = isSettingKey(key) ? await findSetting(tx, key) : undefined
        if (!isSettingKey(key) || !before) throw new Problem('unknown-setting')
        const value = readValue(key, request.body.value)
        if (guarded.has(key) && !(await passwordIsFresh(tx))) throw new Problem('password-needed')
        const after = await changeSetting(tx, key, before.is_sensitive ? seal(app, before, value) : value)
        if (!after) throw new Problem('forbidden')
        await consequences[key]?.(tx)
        const values = before.is_sensitive ? {} : { oldValues: { value: before.setting_value }, newValues: { value } }
        await audit(tx, { action: 'update_setting', entityType: 'setting', entityId: before.setting_id, ...values })
        return toSetting(after)
      }),
  )
  historyRoute(server, app)
}

/** Where a page of changes ended. */
const changeCursor = z.strictObject({
  at: z
    .string()
    .max(40)
    .regex(/^\d{4}-[\d: .+-]+$/),
  id: z.uuid(),
})

function historyRoute(server: Server, app: App): void {
  server.get(
    '/settings/:key/history',
    {
      schema: {
        operationId: 'listSettingChanges',
        tags: ['settings'],
        summary: 'Who changed a setting, when, from what to what; newest first',
        params: z.strictObject({ key: z.string().max(128) }),
        querystring: settingChangeQuery,
        response: { 200: settingChangePage, 403: problemDocument, 404: problemDocument, 422: problemDocument },
      },
    },
    (request) =>
      asCaller(app, request, ['tech'], async (tx) => {
        const { limit, cursor } = request.query
        const row = await findSetting(tx, request.params.key)
        if (!row) throw new Problem('unknown-setting')
        const found = await listChanges(tx, row.setting_id, limit, readCursor(changeCursor, cursor))
        await audit(tx, { action: 'list_setting_changes', entityType: 'setting', entityId: row.setting_id })
        const { rows, nextCursor } = cutPage(found, limit, (one) => ({ at: one.change_key, id: one.change_id }))
        return { items: rows.map(toChange), nextCursor }
      }),
  )
}

const toChange = (row: ChangeRow): SettingChange => ({
  changeId: row.change_id,
  changedAt: row.changed_at.toISOString(),
  changedBy: row.changed_by === null ? null : { userId: row.changed_by, name: row.name ?? '' },
  from: row.old_value,
  to: row.new_value,
})

function readValue(key: keyof typeof settingValues, value: unknown): unknown {
  const parsed = settingValues[key].safeParse(value)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map((issue) => ({
    item: ['value', ...issue.path].join('/'),
    code: 'invalid',
    detail: issue.message,
  }))
  throw new Problem('invalid-request', `This is no value for ${key}`, { errors })
}

const seal = (app: App, { setting_id }: SettingRow, value: unknown) =>
  sealField(app.keys, { table: 'system_settings', column: 'setting_value', row: setting_id }, JSON.stringify(value))

const toSetting = (row: SettingRow): Setting => ({
  key: row.setting_key,
  value: row.is_sensitive ? null : row.setting_value,
  isMasked: row.is_sensitive,
  description: row.description,
  updatedAt: row.updated_at.toISOString(),
})
