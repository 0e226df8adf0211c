import { z } from 'zod'
import { id, instant, page, pageQuery, role } from './words.ts'

/** Longest useful wait: a month. */
const minutes = z.int().min(1).max(43_200)

/** Every setting a tech may change while Firstread runs, with the form of its value. The database holds the defaults. */
export const settingValues = {
  'triage.max_wait_minutes': z.strictObject({ 1: minutes, 2: minutes, 3: minutes, 4: minutes }),
  'triage.claim_minutes': z.int().min(1).max(240),
  'review.first_opinion': z.boolean(),
  'review.fresh_authentication_minutes': z.int().min(0).max(60),
  'review.critical_minutes': z.int().min(1).max(1440),
  'release.mode': z.enum(['at_signing', 'delayed', 'held']),
  'release.delay_hours': z.number().min(0).max(720),
  'release.sharing': z.boolean(),
  'analysis.settle_seconds': z.int().min(1).max(3600),
  'auth.second_factor_roles': z
    .array(role)
    .max(4)
    .refine((roles) => new Set(roles).size === roles.length, 'each role once'),
  'outcomes.recompute_minutes': z.int().min(1).max(1440),
} as const satisfies Record<string, z.ZodType>

export type SettingKey = keyof typeof settingValues
export const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(settingValues, key)

export const setting = z
  .strictObject({
    key: z.string(),
    value: z.unknown().describe('null when masked'),
    isMasked: z.boolean().describe('The value is sensitive: it can be set, never read'),
    description: z.string().nullable(),
    updatedAt: instant,
  })
  .meta({ id: 'Setting' })
export const settingList = z.strictObject({ items: z.array(setting) })
export const settingBody = z.strictObject({ value: z.unknown() })

export const settingChange = z
  .strictObject({
    changeId: id,
    changedAt: instant,
    changedBy: z
      .strictObject({ userId: id, name: z.string() })
      .nullable()
      .describe('null: the operator at the machine'),
    from: z.unknown().describe('null when the setting is sensitive'),
    to: z.unknown(),
  })
  .meta({ id: 'SettingChange' })
export const settingChangePage = page(settingChange)
export const settingChangeQuery = z.strictObject(pageQuery)

export type SettingChange = z.infer<typeof settingChange>
export type Setting = z.infer<typeof setting>
