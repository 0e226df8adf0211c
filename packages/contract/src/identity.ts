import { z } from 'zod'
import { day, id, instant, page, pageQuery, role } from './words.ts'

/** RFC 5321 4.5.3.1 allows 254 characters. Compared without regard to case. */
const email = z.email().max(254)
/** Long enough for any sentence, short enough that hashing it is nothing (ASVS 6.2.9: at least 64). */
const password = z.string().min(1).max(256)
const personName = z.string().trim().min(1).max(255)
const phone = z.string().trim().min(3).max(40)
/** A path inside Firstread: the server never fetches, and a page never shows, an address from outside. */
const localPath = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[^\\]*$/, 'must be a path that begins with one slash')

/** The seed's user preferences, and what the patient may choose about the release of a result. */
export const preferences = z.strictObject({
  theme: z.enum(['light', 'dark', 'system']).optional(),
  language: z
    .string()
    .regex(/^[a-z]{2}(-[A-Z]{2})?$/)
    .optional(),
  time_zone: z.string().max(64).optional(),
  notifications_enabled: z.boolean().optional(),
  email_notifications: z.boolean().optional(),
  sms_notifications: z.boolean().optional(),
  push_notifications: z.boolean().optional(),
  release_after_call: z.boolean().optional(),
})

export const user = z
  .strictObject({
    id,
    name: z.string(),
    email: z.string(),
    role,
    phone: z.string().nullable(),
    dateOfBirth: day.nullable(),
    profilePictureUrl: z.string().nullable(),
    preferences: z.record(z.string(), z.unknown()),
    isActive: z.boolean(),
    isEmailVerified: z.boolean(),
    isProvisional: z.boolean(),
    createdAt: instant,
    updatedAt: instant,
    lastLoginAt: instant.nullable(),
  })
  .meta({ id: 'User' })
export const userPage = page(user)

export const loginBody = z.strictObject({
  email,
  password,
  otp: z.string().max(16).optional().describe('One-time code or recovery code, once the account has a second factor'),
  mode: z
    .enum(['cookie', 'token'])
    .default('cookie')
    .describe('cookie: the browser keeps the tokens; token: they are in the answer'),
})
/** 256 random bits in base64url. */
const token = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
export const refreshBody = z.strictObject({ refreshToken: token.optional() }).nullish()
export const session = z
  .strictObject({
    accessToken: z.string().optional().describe('token mode only'),
    refreshToken: z.string().optional().describe('token mode only; works once'),
    accessExpiresAt: instant,
    user,
    recoveryCodes: z.array(z.string()).optional().describe('Once, at the login that set up the second factor'),
  })
  .meta({ id: 'Session' })

const otp = z.string().trim().min(6).max(16)
export const otpBody = z.strictObject({ otp })
export const enrolBody = z.strictObject({ email, password })
export const factorState = z
  .strictObject({
    isOn: z.boolean(),
    since: instant.nullable(),
    codesLeft: z.int().describe('Recovery codes that still work'),
    isRequired: z.boolean().describe('The role signs in with codes (setting auth.second_factor_roles)'),
  })
  .meta({ id: 'SecondFactor' })
export const factorOffer = z
  .strictObject({
    secret: z.string().describe('Base32, for typing'),
    uri: z.string().describe('otpauth:// address, for a QR code'),
  })
  .meta({ id: 'SecondFactorOffer' })
export const recoveryCodes = z.strictObject({ recoveryCodes: z.array(z.string()) }).meta({ id: 'RecoveryCodes' })

export const confirmBody = z.strictObject({ password })
export const passwordBody = z.strictObject({ currentPassword: password, newPassword: password })
export const sessionRow = z
  .strictObject({
    sessionId: id,
    userId: id,
    ipAddress: z.string().nullable(),
    userAgent: z.string().nullable(),
    loginTime: instant,
    lastActivity: instant,
    expiresAt: instant,
    isCurrent: z.boolean(),
  })
  .meta({ id: 'OpenSession' })
export const sessionList = z.strictObject({ items: z.array(sessionRow) })
export const sessionQuery = z.strictObject({ userId: id.optional() })

export const profileBody = z.strictObject({
  name: personName.optional(),
  phone: phone.nullable().optional(),
  profilePictureUrl: localPath.nullable().optional(),
  preferences: preferences.optional().describe('Only the named ones change'),
})
export const newUserBody = z.strictObject({
  email,
  password,
  name: personName,
  role,
  dateOfBirth: day.optional(),
  phone: phone.optional(),
})
export const userChangeBody = z.strictObject({
  name: personName.optional(),
  phone: phone.nullable().optional(),
  dateOfBirth: day.nullable().optional(),
  isActive: z.boolean().optional(),
  role: role.optional(),
})
export const resetBody = z.strictObject({ password })
export const userQuery = z.strictObject({
  ...pageQuery,
  role: role.optional(),
  isActive: z.stringbool().optional(),
  query: z.string().trim().min(1).max(100).optional().describe('Beginning of the name'),
})

export const patient = z
  .strictObject({
    id,
    name: z.string(),
    dateOfBirth: day.nullable(),
    isProvisional: z.boolean().describe('Its identity is still open'),
  })
  .meta({ id: 'Patient' })
export const newPatient = z
  .strictObject({
    name: personName,
    dateOfBirth: day.optional().describe('Not in the future'),
    isSomebodyElse: z.boolean().optional().describe('True: not one of those with the same name'),
  })
  .refine(({ dateOfBirth }) => !dateOfBirth || Date.parse(dateOfBirth) <= Date.now(), {
    path: ['dateOfBirth'],
    message: 'lies in the future',
  })
  .meta({ id: 'NewPatient' })
export const patientPage = page(patient)
export const patientQuery = z.strictObject({
  ...pageQuery,
  query: z
    .string()
    .trim()
    .min(1)
    .max(130)
    .optional()
    .describe('Beginning of the name, an identifier, or exactly `issuer|identifier`'),
})

const listed = z.array(z.record(z.string().max(64), z.unknown()).or(z.string().max(500))).max(200)
const words = z.string().trim().max(50)
/** The seed's columns. What is not given is empty: PUT replaces the whole. */
export const medicalHistoryBody = z.strictObject({
  conditions: listed.nullish(),
  allergies: listed.nullish(),
  medications: listed.nullish(),
  familyHistory: listed.nullish(),
  smokingStatus: words.nullish(),
  alcoholConsumption: words.nullish(),
  exerciseFrequency: words.nullish(),
  previousSurgeries: listed.nullish(),
  previousHospitalizations: listed.nullish(),
})
const anything = z.unknown()
export const medicalHistory = z
  .strictObject({
    patientId: id,
    conditions: anything,
    allergies: anything,
    medications: anything,
    familyHistory: anything,
    smokingStatus: z.string().nullable(),
    alcoholConsumption: z.string().nullable(),
    exerciseFrequency: z.string().nullable(),
    previousSurgeries: anything,
    previousHospitalizations: anything,
    updatedAt: instant.nullable(),
  })
  .meta({ id: 'MedicalHistory' })

export const explainQuery = z.strictObject({
  resource: z
    .string()
    .regex(/^[a-z]+:[0-9a-f-]{36}$/, 'a kind and an id, such as report:3f2c…')
    .describe('`report:<id>`, `patient:<id>`, `history:<id>`, `review:<id>`, `user:<id>` or `session:<id>`'),
})
export const accessExplanation = z
  .strictObject({
    resource: z.string(),
    role,
    visible: z.boolean().describe('false also when there is no such thing'),
    why: z.string(),
    rules: z.array(z.strictObject({ role, rule: z.string() })).describe('Who may see such a thing at all'),
  })
  .meta({ id: 'AccessExplanation' })

export type User = z.infer<typeof user>
export type Session = z.infer<typeof session>
export type Patient = z.infer<typeof patient>
export type NewPatient = z.infer<typeof newPatient>
export type MedicalHistory = z.infer<typeof medicalHistory>
export type MedicalHistoryBody = z.infer<typeof medicalHistoryBody>
export type AccessExplanation = z.infer<typeof accessExplanation>
